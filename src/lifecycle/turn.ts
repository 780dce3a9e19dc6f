import type { AdvanceOutcome, OpenCommand } from '../../activities/ports.js';
import type { Decision, WakeUp } from '../../engine/decision.js';
import type { Input } from '../../engine/input.js';
import type { LeadState } from '../../engine/lead-state.js';
import type { Playbook } from '../../engine/playbook/playbook.js';
import { type Alert, CIRCLES, raiseAlert } from '../alerts/alert.js';
import { faultPoint } from '../config/fault.js';
import type { Trx } from '../database/database.js';
import { identify, recordCommands } from './commands.js';
import type { CommandRecorders } from './commands.js';
import type { Inbox, InboxPage } from '../ingest/inbox.js';
import { enrich, isRecompute, type Enriched, type Enrichment } from './enrichment.js';
import { retellHistory } from './history.js';
import { readOpenCommands } from './lead-row.js';
import type { LeadRow } from './lead-row.js';
import { takeOver } from './merge-leads.js';
import { decided, summaryOf } from './outcome.js';
import { guarded } from './poison.js';
import { countsOfPast, keptCounts, meetsNewVersion, withCounts } from './past-counts.js';
import { writeDecision } from './write-decision.js';
import type { Turn } from './write-decision.js';

/** The pure engine, as far as a turn needs it. */
export interface Engine {
  newLead(leadId: string, playbook: Playbook, now: number): LeadState;
  decide(
    state: LeadState,
    inputs: readonly Input[],
    playbook: Playbook,
    now: number,
    until: number,
    versions?: (version: number) => Playbook | undefined,
  ): Decision;
  wakeUp(state: LeadState, playbook: Playbook): WakeUp | undefined;
  totalScore(state: LeadState, playbook: Playbook): number;
}

export interface Playbooks {
  get(name: string, version: number): Promise<Playbook>;
  latest(name: string): Playbook;
}

export interface TurnParts {
  engine: Engine;
  inbox: Inbox;
  playbooks: Playbooks;
  recorders: CommandRecorders;
}

/** A lead that has something to decide, and what the transaction holds for it. */
export interface Found {
  lead: LeadRow;
  /** Every row this transaction has locked, by id: the lead and the losers of its merges. */
  locked: ReadonlyMap<string, LeadRow>;
  page: InboxPage;
  now: number;
  /** The run knows no commands yet: it is handed all that are open. */
  fresh: boolean;
  /** The newest version there is, looked up once: one that is published within the turn is for the next. */
  latest: Playbook;
  /** Versions other than the latest that were asked for. */
  versions: ReadonlyMap<number, Playbook>;
}

/** What a turn needs and does not have yet: losers to lock before the lead, versions to load outside the transaction. */
export interface Missing {
  losers: string[];
  versions: number[];
}

/** One turn: decide, and write all that follows. Throws `Poison` when the lead's own data breaks it. */
export class TurnTaker {
  constructor(private readonly parts: TurnParts) {}

  async take(trx: Trx, found: Found): Promise<AdvanceOutcome> {
    const { lead, fresh } = found;
    const playbook = this.playbookOf(found);
    const { inputs, enriched: added } = await this.enrich(trx, found, playbook);
    const counts = await guarded('the counts of the past', () => this.counts(trx, found, playbook));
    const enriched = counts === undefined ? added : { ...added, ...keptCounts(counts) };
    const turn = await guarded(span(inputs), () => this.decide(found, playbook, inputs, enriched));
    const answered = await guarded(`commands of revision ${turn.revision}`, () =>
      recordCommands(trx, this.parts.recorders, {
        ...turn,
        playbook,
        tickets: turn.decision.state.tickets,
      }),
    );
    turn.more ||= answered;
    await guarded(`revision ${turn.revision}`, () => writeDecision(trx, turn));
    for (const alert of circlesOf(turn)) await raiseAlert(trx, alert);
    faultPoint('before-advance-commit');
    const all = (fresh && lead.open.length > 0) || enriched !== undefined;
    return decided(turn, inputs, all ? await readOpenCommands(trx, lead.id) : openOf(turn));
  }

  missing(found: Found, asked: readonly string[]): Missing | undefined {
    const { lead, locked, page, versions, latest } = found;
    const merged = mergesOf(page.inputs);
    const losers = merged.filter((id) => !locked.has(id) && !asked.includes(id));
    const followed = [lead, ...merged.flatMap((id) => locked.get(id) ?? [])].flatMap(({ state }) =>
      (state?.enrolments ?? []).map(({ version }) => version),
    );
    const told = publishedIn(page.inputs, lead.playbook);
    const newest = newestOf(lead, latest.version, told);
    const wanted = [
      ...new Set([...followed, ...told, ...olderVersion(found, newest), newest]),
    ].filter((version) => version !== latest.version && !versions.has(version));
    if (losers.length === 0 && wanted.length === 0) return undefined;
    return { losers: merged, versions: wanted };
  }

  /** What a version that the lead has not met yet counts, and nobody has counted so far. */
  private async counts(trx: Trx, { lead, versions }: Found, playbook: Playbook) {
    const { state } = lead;
    if (state === null || !meetsNewVersion(state, playbook)) return undefined;
    const followed = state.enrolments.map(({ version }) => version);
    const older = [state.playbook.version, ...followed].flatMap((one) => versions.get(one) ?? []);
    return countsOfPast(trx, this.parts.inbox, lead, playbook, older);
  }

  /** The newest version there is: whoever is decided after a publication enters its version. */
  private playbookOf({ lead, page, versions, latest }: Found): Playbook {
    const told = publishedIn(page.inputs, lead.playbook);
    return versions.get(newestOf(lead, latest.version, told)) ?? latest;
  }

  /** Puts into merges and recomputes what they only name, and takes over what the record holds of a loser. */
  private async enrich(trx: Trx, found: Found, playbook: Playbook) {
    const { page, locked } = found;
    const enriched: Enriched = {};
    const inputs: Input[] = [];
    const left = new Map(locked);
    for (const input of page.inputs) {
      const wanted = isRecompute(input)
        ? await this.retell(trx, found, playbook, input, enriched)
        : await this.loserOf(trx, found, input, left);
      if (wanted !== undefined) enriched[input.n] = wanted;
      inputs.push(enrich(input, wanted));
    }
    const isEnriched = inputs.some(({ body }) => body.kind === 'merge') || !isEmpty(enriched);
    return { inputs, enriched: isEnriched ? enriched : undefined };
  }

  private retell(
    trx: Trx,
    { lead }: Found,
    playbook: Playbook,
    { n, at }: Input,
    enriched: Enriched,
  ): Promise<Enrichment> {
    const told = { leadId: lead.id, before: n, at, united: Object.keys(enriched).map(Number) };
    return guarded(`history before input ${n}`, () =>
      retellHistory(trx, this.parts.inbox, playbook, told),
    );
  }

  private async loserOf(
    trx: Trx,
    { lead }: Found,
    { body }: Input,
    left: Map<string, LeadRow>,
  ): Promise<LeadState | undefined> {
    const row = body.kind === 'merge' ? left.get(body.loserId) : undefined;
    if (row === undefined) return undefined;
    left.delete(row.id);
    return takeOver(trx, this.parts.inbox, lead, row);
  }

  private decide(found: Found, playbook: Playbook, inputs: Input[], enriched?: Enriched): Turn {
    const { engine } = this.parts;
    const { lead, page, versions, latest } = found;
    const until = page.more ? (page.until ?? found.now) : found.now;
    const now = Math.max(found.now, until);
    const before = withCounts(lead.state ?? engine.newLead(lead.id, playbook, now), enriched);
    const decision = engine.decide(
      before,
      inputs,
      playbook,
      now,
      until,
      (version) =>
        [playbook, latest].find((one) => one.version === version) ?? versions.get(version),
    );
    const wake = engine.wakeUp(decision.state, playbook);
    if (inputs.length === 0 && wake !== undefined && wake.at <= until)
      throw new RangeError('A deadline stayed in the past: the lead would turn for ever');
    const revision = lead.revision + 1;
    return {
      lead,
      revision,
      now,
      until,
      from: lead.consumed + 1,
      to: inputs.at(-1)?.n ?? lead.consumed,
      more: page.more,
      playbook,
      decision,
      commands: identify(decision.commands, lead, revision),
      score: engine.totalScore(decision.state, playbook),
      wake,
      lastInputAt: inputs.at(-1)?.at ?? lead.lastInputAt,
      enriched,
    };
  }
}

/**
 * Journeys that were ended for turning in circles: the fault is the playbook's, and whoever writes it hears of it once. In
 * the order of their names, in which the turns of other leads lock the same alerts.
 */
function circlesOf({ lead, playbook: { name, version }, decision: { trace } }: Turn): Alert[] {
  const steps = new Map(
    trace.flatMap((note) => (note.note === 'budget' ? [[note.journey, note.step] as const] : [])),
  );
  return [...steps.keys()].toSorted().map((journey) => ({
    kind: CIRCLES,
    leadId: lead.id,
    subject: `${name}/${journey}`,
    detail: `${journey} of ${name} turned in circles at step ${steps.get(journey)} and was ended for a lead (version ${version} is the newest)`,
    whatToDo:
      'Look at the lead with `leadloom explain LEAD`; put a wait of at least a minute into the circle, publish, and resolve this alert.',
  }));
}

/** The version a lead comes from, where a newer one may count or derive otherwise. */
function olderVersion({ lead: { state }, latest }: Found, newest: number): number[] {
  const counts = Object.keys(latest.counters).length > 0;
  const derives = Object.values(latest.attributes).some(({ derive }) => derive !== undefined);
  const known = state?.playbook.version ?? newest;
  return (counts || derives) && known < newest ? [known] : [];
}

const isEmpty = (object: object): boolean => Object.keys(object).length === 0;

const mergesOf = (inputs: readonly Input[]): string[] =>
  inputs.flatMap(({ body }) => (body.kind === 'merge' ? [body.loserId] : []));

/** This worker learns of a new version within a second; the record, the state or an input may know it before. */
const newestOf = ({ published, state }: LeadRow, latest: number, told: number[]): number =>
  Math.max(latest, published, state?.playbook.version ?? 0, ...told);

/** Versions of a playbook whose publication the inputs tell of, or by which one wants to be recomputed. */
export const publishedIn = (inputs: readonly Input[], playbook: string): number[] =>
  inputs.flatMap(({ body }) => {
    if (body.kind !== 'control') return [];
    if (body.control.do === 'recompute') return body.control.version ?? [];
    if (body.control.do !== 'migrate') return [];
    return body.control.playbook === playbook ? [body.control.to] : [];
  });

const openOf = ({ commands }: Turn): OpenCommand[] =>
  commands.flatMap(({ id, outcome, command }) =>
    outcome === undefined &&
    command.kind !== 'cancel' &&
    command.kind !== 'closeTicket' &&
    command.kind !== 'grant'
      ? [{ id, kind: command.kind, summary: summaryOf(command) }]
      : [],
  );

function span(inputs: readonly Input[]): string {
  const [first, last] = [inputs[0]?.n, inputs.at(-1)?.n];
  if (first === undefined) return 'deadline';
  return first === last ? `input ${first}` : `inputs ${first}-${last}`;
}
