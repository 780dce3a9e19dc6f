import { MOST_MESSAGES, MOST_RETURNING } from '../bounds.js';
import { purposeOf } from '../policies/channels.js';
import { countSend } from '../policies/caps.js';
import { judgeSend, type Case, type Held, type Judgement } from '../policies/judge-send.js';
import { leadWords } from '../messages/lead-words.js';
import { nextRef } from '../messages/next-ref.js';
import { notePiece } from '../messages/pieces.js';
import { silenceOf } from '../messages/silence.js';
import { windowOf } from '../policies/window.js';
import type { Edge, StepOf } from '../playbook/playbook.js';
import type { Verdict } from '../trace.js';
import { note, type PendingSend, type Turn } from '../turn.js';
import { passesOver } from '../versions/already-had.js';
import type { Enrolment, SentMessage } from '../lead-state.js';
import { stepAt } from './catalogue.js';
import { leave } from './leave.js';
import { couponOf, personOf } from './send-extras.js';
import { ownVersion, placeOf, wordsOf, type Run } from './run.js';
import { walk } from './walk.js';

type SendStep = StepOf<'send'>;
type Sending = Extract<Judgement, { do: 'send' }>;

/** A send with all that its verdict needs. */
interface Release {
  run: Run;
  step: SendStep;
  case: Case;
}

/** Decides one send and moves its enrolment on: to the wait after it, along `skipped`, or not at all. */
export function decideSend(turn: Turn, { run, position }: PendingSend): void {
  const { enrolment, index } = run;
  if (enrolment.at !== position || !turn.state.enrolments.includes(enrolment)) return;
  const step = stepAt(index, position.step);
  if (step?.do !== 'send') return leave(turn, enrolment, 'retired');
  const held = position as Held;
  const time = Math.max(run.cursor, turn.sendAt);
  const { endsAt = Infinity, endsBy = 'age' } = enrolment;
  if (time >= endsAt) return endTooLate(turn, run, time, endsBy);
  const theCase = { send: step.send, held, time, asker: enrolment, pinned: index.playbook };
  const release = { run, step, case: theCase };
  if (passesOver(enrolment, step)) return passOver(turn, release);
  act(turn, release, judgeSend(turn, theCase));
}

/** Found when the run should have been over: it ends here, and what it held is dropped. */
function endTooLate(turn: Turn, { enrolment }: Run, time: number, why: 'age' | 'deadline'): void {
  noteLate(turn, enrolment, time);
  leave(turn, enrolment, why);
}

/** The run had it before its playbook changed: it goes on as if it were sent now. */
function passOver(turn: Turn, release: Release): void {
  const { template = '' } = release.step.send;
  noteVerdict(turn, release, template, { verdict: 'skipped', why: 'had' });
  goOn(turn, release, release.step.edges.sent);
}

function act(turn: Turn, release: Release, judgement: Judgement): void {
  switch (judgement.do) {
    case 'send':
      return isHeldOut(release)
        ? withhold(turn, release, judgement)
        : handOver(turn, release, judgement);
    case 'skip':
      noteVerdict(turn, release, judgement.template, judgement.verdict);
      return goOn(turn, release, release.step.edges.skipped);
    case 'hold':
      return hold(turn, release, judgement);
    case 'rest':
      return rest(turn, release, judgement.template);
  }
}

function hold(turn: Turn, release: Release, judgement: Extract<Judgement, { do: 'hold' }>): void {
  const { verdict, template } = judgement;
  const { held } = release.case;
  release.run.enrolment.at = { ...held, due: verdict.until, why: verdict.why, template };
  noteVerdict(turn, release, template, verdict);
}

/** The lead has had every piece: it rests here and goes on when one is added. */
function rest(turn: Turn, release: Release, pool: string): void {
  const { run, step, case: c } = release;
  run.enrolment.at = { step: step.id, wait: 'exhausted', since: c.time };
  noteVerdict(turn, release, pool, { verdict: 'skipped', why: 'no-piece' });
}

/** A holdout is about marketing: what answers or serves the lead goes to everybody. */
function isHeldOut({ run, step }: Release): boolean {
  return run.enrolment.holdout === true && step.send.category === 'marketing';
}

/**
 * Made like any other, and kept: it takes no place under a cap, for the lead never sees it. Its piece is used up, so that
 * the run goes on like one that is mailed.
 */
function withhold(turn: Turn, release: Release, { channel, template }: Sending): void {
  const ref = nextRef(turn.state, 'm');
  const { pool } = release.step.send;
  command(turn, release, { ref, channel, template });
  if (pool !== undefined) notePiece(turn.state, pool, template);
  noteVerdict(turn, release, template, { verdict: 'withheld', channel }, ref);
  goOn(turn, release, release.step.edges.sent);
}

function handOver(turn: Turn, release: Release, { channel, template }: Sending): void {
  const { state, playbook } = turn;
  const { step, case: c, run } = release;
  const { category, pool, exempt } = step.send;
  const ref = nextRef(state, 'm');
  command(turn, release, { ref, channel, template });
  const exemption = exempt.length === 0 ? {} : { exempt: [...exempt] };
  countSend(state, playbook, { ref, channel, category, at: c.time, ...exemption });
  remember(turn, release, { ref, channel, template });
  state.lastRelease = { ...state.lastRelease, [category]: c.time };
  if (pool !== undefined) notePiece(state, pool, template);
  noteVerdict(turn, release, template, { verdict: 'sent', channel }, ref);
  goOn(turn, { ...release, run: { ...run, after: ref } }, step.edges.sent);
}

interface Sent {
  ref: string;
  channel: string;
  template: string;
}

function command(turn: Turn, release: Release, sent: Sent): void {
  const { run, step, case: c } = release;
  const { state, playbook, draft } = turn;
  const { category, window } = step.send;
  const purpose = purposeOf(playbook, step.send);
  draft.commands.push({
    kind: 'send',
    ...sent,
    ...placeOf(run.enrolment),
    step: step.id,
    ...ownVersion(turn, run.enrolment),
    category,
    ...(purpose === undefined ? {} : { purpose }),
    window,
    at: c.time,
    expiresAt: c.held.expiresAt,
    ...wordsOf(run.enrolment),
    lead: leadWords(state, playbook),
    ...(isHeldOut(release) ? { withhold: true } : {}),
    ...personOf(turn, run),
    ...couponOf(turn, run, step.send),
  });
}

/** A last step leaves no enrolment behind; where a shut window could send the message back, its entry is kept with it. */
function remember(turn: Turn, { run, step, case: c }: Release, sent: Sent): void {
  const { state, playbook } = turn;
  const { calendar } = windowOf(state, playbook, step.send.window, c.pinned);
  const { pool } = step.send;
  const mayComeBack = step.edges.sent === 'end' && !calendar.always;
  const message: SentMessage = {
    ...sent,
    ...placeOf(run.enrolment),
    step: step.id,
    at: c.time,
    ...silenceOf(playbook, { category: step.send.category, channel: sent.channel, at: c.time }),
    ...(pool === undefined ? {} : { pool }),
    ...(mayComeBack ? keptOf(run.enrolment) : {}),
  };
  const messages = [...state.messages, message].slice(-MOST_MESSAGES);
  const gone = messages.length - MOST_RETURNING;
  state.messages = messages.map((one, place) => (place < gone ? withoutEntry(one) : one));
}

/** What a run that begins again with this message needs. */
function keptOf({ entry, heard, endsAt, endsBy }: Enrolment): Partial<SentMessage> {
  return {
    entry: { ...entry },
    ...(heard === undefined ? {} : { heard: { ...heard } }),
    ...(endsAt === undefined ? {} : { endsAt }),
    ...(endsBy === undefined ? {} : { endsBy }),
  };
}

/** An entry is the largest part of a message, and asked for only where the window was shut when its delivery came late. */
function withoutEntry(message: SentMessage): SentMessage {
  if (message.entry === undefined) return message;
  const { entry: _entry, heard: _heard, endsAt: _endsAt, endsBy: _endsBy, ...lasting } = message;
  return lasting;
}

/** Later waits count from the hand-over, also where it came late. */
function goOn(turn: Turn, { run, case: c }: Release, edge: Edge): void {
  walk(turn, { ...run, cursor: c.time }, edge);
}

function noteLate(turn: Turn, { journey, at: { step } }: Enrolment, time: number): void {
  const isLate = time > turn.at && time === turn.sendAt;
  if (isLate) note(turn, { note: 'late', journey, step, due: turn.at });
}

function noteVerdict(
  turn: Turn,
  { run, step, case: c }: Release,
  template: string,
  result: Verdict,
  ref?: string,
): void {
  noteLate(turn, run.enrolment, c.time);
  const place = { ...placeOf(run.enrolment), step: step.id, template };
  note(turn, { note: 'policy', ...place, ...(ref === undefined ? {} : { ref }), result });
}
