import { openAt } from '../../engine/calendar/opening.js';
import type { MessageResult } from '../../engine/input.js';
import type { Calendar } from '../../engine/playbook/playbook.js';

const SECOND = 1000;
/** Later than this a message is tested against its window again (the engine's rule of lateness). */
const LATE = 60 * SECOND;
/** Resend keeps an idempotency key for 24 h; an hour of that is left as a margin. */
const KEY_LASTS = 23 * 3600 * SECOND;
/** How long a message waits that may have gone out and may not be repeated at this hour. */
const UNTIL_OPEN = 5 * 60 * SECOND;

/** A message and all that may stop it, as the record has it right before the send. */
export interface Candidate {
  status: string;
  reason: string | null;
  leadStatus: string;
  category: string;
  /** Null when no consent is needed. */
  purpose: string | null;
  consented: boolean;
  suppressed: boolean;
  /** Times are epoch ms of the engine's clock, but for these two. */
  dueAt: number;
  expiresAt: number;
  /** Real time. Set: an attempt was made. With status `sending` nobody knows what came of it. */
  firstAttemptAt: number | null;
}

export interface Moment {
  /** The engine's clock, epoch ms. */
  now: number;
  /** Real time, epoch ms. */
  realNow: number;
  /** How late the message is, in real ms. */
  lateBy: number;
}

/** `outcome` says what the engine is told; without one it need not know. */
export type BeforeSend =
  | { do: 'send' }
  | { do: 'end'; status: string; reason: string; outcome?: MessageResult }
  | { do: 'wait'; reason: string; forMs: number };

const end = (status: string, reason: string, outcome?: MessageResult): BeforeSend => ({
  do: 'end',
  status,
  reason,
  ...(outcome === undefined ? {} : { outcome }),
});

/**
 * Whether a message may go, tested right before every attempt. One that may already be out is repeated only where a
 * first send were allowed too; otherwise it ends as a doubt for a person, since it can be neither repeated nor called
 * back. `calendar` is the window's, absent when the playbook no longer has it, which counts as shut.
 */
export function beforeSend(
  message: Candidate,
  moment: Moment,
  carrier: { repeatable: boolean } | undefined,
  calendar: Calendar | undefined,
): BeforeSend {
  if (message.leadStatus === 'erased') return end('cancelled', 'erased');
  if (message.status === 'failed') return end('failed', message.reason ?? 'failed', 'failed');
  if (message.status !== 'queued' && message.status !== 'sending') {
    return end(message.status, message.reason ?? message.status);
  }
  const forbidden = whyForbidden(message, moment, carrier);
  const isShut = isWindowShut(moment, calendar);
  if (message.status === 'sending') return repeat(message, moment, carrier, forbidden, isShut);
  if (forbidden) return forbidden;
  return isShut ? end('held', 'window', 'held') : { do: 'send' };
}

function whyForbidden(
  message: Candidate,
  { now }: Moment,
  carrier: object | undefined,
): Extract<BeforeSend, { do: 'end' }> | undefined {
  const why = (status: string, reason: string, outcome: MessageResult) =>
    ({ do: 'end', status, reason, outcome }) as const;
  if (now >= message.expiresAt) return why('expired', 'expired', 'expired');
  if (message.purpose !== null && !message.consented) return why('cancelled', 'consent', 'refused');
  if (message.suppressed) return why('cancelled', 'suppressed', 'refused');
  return carrier === undefined ? why('refused', 'unreachable', 'refused') : undefined;
}

function repeat(
  { firstAttemptAt }: Candidate,
  { realNow }: Moment,
  carrier: { repeatable: boolean } | undefined,
  forbidden: { reason: string } | undefined,
  isShut: boolean,
): BeforeSend {
  const doubt = (why: string) => end('doubt', `may have been accepted; ${why}`, 'doubt');
  if (!carrier?.repeatable) return doubt('the provider cannot be asked twice');
  if (firstAttemptAt === null || realNow - firstAttemptAt >= KEY_LASTS) {
    return doubt('no answer within 23 hours');
  }
  if (forbidden) return doubt(`not repeated: ${forbidden.reason}`);
  return isShut ? { do: 'wait', reason: 'window', forMs: UNTIL_OPEN } : { do: 'send' };
}

/** Tests the window for a late message only: one in time was tested by the engine for the moment it is due. */
function isWindowShut({ now, lateBy }: Moment, calendar: Calendar | undefined): boolean {
  if (lateBy <= LATE) return false;
  return calendar === undefined || !openAt(calendar, now);
}
