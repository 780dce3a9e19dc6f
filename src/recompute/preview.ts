import { sql } from 'kysely';
import type { Clock } from '../../activities/ports.js';
import type { Control, Input } from '../../engine/input.js';
import type { LeadState } from '../../engine/lead-state.js';
import type { Playbook } from '../../engine/playbook/playbook.js';
import type { Trx } from '../database/database.js';
import type { Inbox } from '../ingest/inbox.js';
import type { Preview } from '../jobs/lead-job.js';
import { enrich } from '../lifecycle/enrichment.js';
import { retellHistory } from '../lifecycle/history.js';
import { guarded, Poison } from '../lifecycle/poison.js';
import type { Engine, Playbooks } from '../lifecycle/turn.js';

export interface PreviewParts {
  inbox: Inbox;
  playbooks: Playbooks;
  engine: Pick<Engine, 'decide'>;
  clock: Clock;
}

/** What a recompute would do, in numbers: bounded by what the playbook names. */
export interface RecomputeEffect {
  leads: number;
  /** `C -> B` and how many. */
  tiers: { [change: string]: number };
  /** How many would newly be in the top tier. */
  newlyTop: number;
  /** How many times each first-time trigger would be held for confirmation. */
  held: { [trigger: string]: number };
  /** Leads whose history cannot be told, by reason; `broken`: their data breaks the telling. */
  refused: { [why: string]: number };
}

interface Row {
  playbook: string;
  state: LeadState | null;
  consumed: number;
  lastNow: number;
}

const NOTHING: RecomputeEffect = { leads: 0, tiers: {}, newlyTop: 0, held: {}, refused: {} };

/** Decides the recompute of a lead as its own turn would, and throws the decision away. */
export class RecomputePreview {
  constructor(private readonly parts: PreviewParts) {}

  /** A lead whose own data breaks this is counted as `broken`; its turn would park it. */
  readonly look: Preview = async (trx, control, leadId, soFar) => {
    const effect: RecomputeEffect = structuredClone({
      ...NOTHING,
      ...(soFar as Partial<RecomputeEffect> | null),
    });
    try {
      await guarded(`lead ${leadId}`, () => this.one(trx, control, leadId, effect));
    } catch (error) {
      if (!(error instanceof Poison)) throw error;
      effect.leads += 1;
      add(effect.refused, 'broken');
    }
    return { ...effect };
  };

  private async one(
    trx: Trx,
    control: Control,
    leadId: string,
    effect: RecomputeEffect,
  ): Promise<void> {
    const lead = await readLead(trx, leadId);
    if (lead?.state == null) return;
    const { inbox, engine, clock } = this.parts;
    const playbook = await this.playbookOf(lead, control);
    const at = Math.max(clock.now(), lead.lastNow);
    const n = lead.consumed + 1;
    const retold = await retellHistory(trx, inbox, playbook, { leadId, before: n, at });
    const body = { kind: 'control', control } as const;
    const input: Input = enrich({ n, id: 'preview', at, occurredAt: at, body }, retold);
    const versions = await this.versionsOf(lead);
    const { state } = engine.decide(lead.state, [input], playbook, at, at, (version) =>
      versions.get(version),
    );
    count(effect, lead.state, state, playbook);
    if ('refused' in retold) add(effect.refused, retold.refused);
  }

  /** The version that was asked for, which this process may not have heard of yet. */
  private async playbookOf({ playbook }: Row, control: Control): Promise<Playbook> {
    const { playbooks } = this.parts;
    const latest = playbooks.latest(playbook);
    const asked = control.do === 'recompute' ? (control.version ?? 0) : 0;
    return asked > latest.version ? playbooks.get(playbook, asked) : latest;
  }

  /** The one it comes from, and those its enrolments follow: without them they would seem to leave. */
  private async versionsOf({ playbook, state }: Row): Promise<Map<number, Playbook>> {
    const followed = state?.enrolments.map(({ version }) => version) ?? [];
    const wanted = new Set(state === null ? [] : [state.playbook.version, ...followed]);
    const found = new Map<number, Playbook>();
    for (const version of wanted)
      found.set(version, await this.parts.playbooks.get(playbook, version));
    return found;
  }
}

function count(
  effect: RecomputeEffect,
  before: LeadState,
  after: LeadState,
  { tiers }: Playbook,
): void {
  effect.leads += 1;
  if (before.tier !== after.tier) {
    add(effect.tiers, `${before.tier} -> ${after.tier}`);
    if (after.tier === tiers[0]?.id) effect.newlyTop += 1;
  }
  for (const trigger of Object.keys(after.held ?? {})) {
    if (before.held?.[trigger] === undefined) add(effect.held, trigger);
  }
}

function add(counts: { [name: string]: number }, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

async function readLead(trx: Trx, leadId: string): Promise<Row | undefined> {
  const { rows } = await sql<Row>`
    select playbook, state, consumed::float8 as consumed, (extract(epoch from last_now) * 1000)::float8 as "lastNow"
    from lead where id = ${leadId}`.execute(trx);
  return rows[0];
}
