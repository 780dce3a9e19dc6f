import type { Playbook } from '../../engine/playbook/playbook.js';
import { type NextMessage, nextMessage } from '../../engine/simulate/next-message.js';
import type { Note } from '../../engine/trace.js';
import type { Db } from '../database/database.js';
import type { PlaybookLibrary } from '../playbooks/library.js';

/** How far ahead a client is told what will happen, ms. */
const AHEAD = 30 * 86_400_000;

/** What happens next with a lead that has been decided: found by living its state ahead, with nothing written. */
export class NextStep {
  constructor(
    private readonly db: Db,
    private readonly library: PlaybookLibrary,
  ) {}

  /** One sentence: `case-study by email on Mon, 30 Nov 2026, 09:07 Asia/Shanghai (nurture/case), because ...`. */
  async of(leadId: string): Promise<string> {
    const lead = await this.db
      .selectFrom('lead')
      .select(['state', 'last_now', 'playbook', 'playbook_version', 'tier'])
      .where('id', '=', leadId)
      .executeTakeFirstOrThrow();
    const { state } = lead;
    const playbook = await this.library.get(lead.playbook, lead.playbook_version);
    const known = (version: number) =>
      this.library.live().find((one) => one.name === lead.playbook && one.version === version);
    const next = state && nextMessage(state, playbook, lead.last_now.getTime() + AHEAD, known);
    return next
      ? inWords(next, playbook)
      : `Tier ${lead.tier}; no message is due within 30 days unless something happens`;
  }
}

function inWords({ command, trace }: NextMessage, { timeZone }: Playbook): string {
  const { template, channel, journey, step, at } = command;
  const what = `${template} by ${channel} on ${local(at, timeZone)} ${timeZone} (${journey}/${step})`;
  const held = trace.findLast((note) => isHeld(note, journey, step));
  return held ? `${what}, because ${whyHeld(held)}` : `${what}, when its wait is over`;
}

type Held = Extract<Note, { note: 'policy' }> & { result: { verdict: 'held' } };

const isHeld = (note: Note, journey: string, step: string): note is Held =>
  note.note === 'policy' &&
  note.journey === journey &&
  note.step === step &&
  note.result.verdict === 'held';

const REASONS = {
  window: 'its sending window is shut before',
  cap: 'the frequency cap is reached before',
  spacing: 'messages keep their distance',
  paused: 'the lead is paused before',
};

const whyHeld = ({ result }: Held): string => REASONS[result.why];

const local = (at: number, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).format(at);
