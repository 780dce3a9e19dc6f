import type { AdvanceOutcome, OpenCommand } from '../../activities/ports.js';
import type { Command } from '../../engine/command.js';
import type { Input } from '../../engine/input.js';
import type { Note } from '../../engine/trace.js';
import type { LeadRow } from './lead-row.js';
import type { Playbooks } from './turn.js';
import type { Turn } from './write-decision.js';

export type Special = Partial<Pick<AdvanceOutcome, 'closed' | 'parked' | 'resting' | 'more'>> & {
  did: string;
};

/** The answer when nothing is decided: the lead as its row stands, with all that is open. */
export function present(
  lead: LeadRow | undefined,
  special: Special,
  playbooks: Pick<Playbooks, 'latest'>,
): AdvanceOutcome {
  if (lead === undefined)
    return { revision: 0, commands: [], more: false, stage: '', tier: '', score: 0, ...special };
  const asleep = special.closed || special.parked !== undefined || lead.wakesAt === null;
  return {
    revision: lead.revision,
    commands: special.closed ? [] : lead.open,
    more: false,
    stage: lead.stage,
    tier: lead.tier,
    score: lead.score,
    ...(asleep ? {} : wakes(lead.wakesAt ?? 0, lead.wakesBecause ?? '', zoneOf(lead, playbooks))),
    ...special,
  };
}

/** The answer to a turn that was decided. */
export function decided(
  turn: Turn,
  inputs: readonly Input[],
  commands: OpenCommand[],
): AdvanceOutcome {
  const { state, trace } = turn.decision;
  const { wake } = turn;
  return {
    revision: turn.revision,
    commands,
    more: turn.more,
    stage: state.stage,
    tier: state.tier,
    score: turn.score,
    ...(wake === undefined
      ? {}
      : wakes(wake.at, wake.because, state.timeZone ?? turn.playbook.timeZone)),
    did: inWords(
      trace,
      turn.commands.map(({ command }) => command),
    ),
    ...(inputs.length === 0
      ? {}
      : { consumed: turn.from === turn.to ? `${turn.to}` : `${turn.from}-${turn.to}` }),
  };
}

/** For a person reading Temporal's UI: `email case-study (nurture/case)`. */
export function summaryOf(command: Command): string {
  switch (command.kind) {
    case 'send':
      return `${command.withhold === true ? 'withheld: ' : ''}${command.channel} ${command.template} (${command.journey}/${command.step})`;
    case 'assign':
      return `assign ${command.queue} (${command.journey}/${command.step})`;
    case 'notify':
      return `notify ${command.template} (${command.journey}/${command.step})`;
    case 'webhook':
      return `webhook ${command.endpoint} (${command.journey}/${command.step})`;
    case 'grant':
      return `grant ${command.benefit} (${command.journey}/${command.step})`;
    case 'closeTicket':
      return `close ticket as ${command.result}`;
    case 'cancel':
      return `cancel ${command.target}: ${command.reason}`;
  }
}

/** What a turn did, short enough for a history and without anything personal. */
function inWords(trace: readonly Note[], commands: readonly Command[]): string {
  const parts = [...trace.flatMap(headline), ...commands.map(summaryOf)];
  const shown = parts.slice(0, 12);
  if (parts.length > shown.length) shown.push(`and ${parts.length - shown.length} more`);
  return shown.length === 0 ? 'a deadline passed' : shown.join('; ');
}

function headline(note: Note): string[] {
  switch (note.note) {
    case 'input':
      return [note.name];
    case 'tier':
      return [`tier ${note.from} -> ${note.to}`];
    case 'stage':
      return [`stage ${note.from} -> ${note.to}`];
    case 'entered':
      return [`enters ${note.journey}`];
    case 'version':
      return note.did === 'moved' ? [`takes ${note.journey} to version ${note.to}`] : [];
    case 'exited':
      return [`leaves ${note.journey} (${note.why})`];
    default:
      return [];
  }
}

const zoneOf = ({ state, playbook }: LeadRow, playbooks: Pick<Playbooks, 'latest'>): string =>
  state?.timeZone ?? playbooks.latest(playbook).timeZone;

/** With the moment in the lead's own time: `Mon, 30 Nov 2026, 09:03 (Asia/Shanghai): nurture/case`. */
function wakes(at: number, because: string, timeZone: string) {
  const when = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).format(at);
  return { wakesAt: at, wakesBecause: `${when} (${timeZone}): ${because}` };
}
