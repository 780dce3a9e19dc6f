import type { Clock, CommandResult } from '../../activities/ports.js';
import { TryAgain } from '../../activities/try-again.js';
import type { Playbook } from '../../engine/playbook/playbook.js';
import { faultPoint } from '../config/fault.js';
import type { Sealer } from '../crypto/sealer.js';
import type { Db, Trx } from '../database/database.js';
import type { Inbox } from '../ingest/inbox.js';
import { type Alert, raiseAlert, resolveAlert } from '../alerts/alert.js';
import { beforeSend, type BeforeSend } from './before-send.js';
import { beginSending, neverSent, type Taken, takeMessage } from './candidate.js';
import { endMessage, type Ending } from './end-message.js';
import { type OpenCommand, postpone, resultOfOther } from './open-command.js';
import type { Channels } from './providers/channels.js';
import type { MailProvider, SendResult } from './providers/mail-provider.js';
import { bodyPlace, toPlace } from './record-message.js';

export interface DelivererParts {
  db: Db;
  clock: Clock;
  sealer: Sealer;
  channels: Channels;
  playbooks: { get(name: string, version: number): Promise<Pick<Playbook, 'calendars'>> };
  inbox: Pick<Inbox, 'append'>;
  /** Makes the text of a message that waited for a coupon's code; nothing while there is none. */
  completeWithCode(commandId: string): Promise<Buffer | undefined>;
}

/** Accepted later than this the engine is told, so that waits and caps follow the truth. Real ms. */
const WORTH_TELLING = 5 * 60_000;

/** How long a message without a code waits before the pool is looked into again. Real ms. */
const POOL_AGAIN = 60_000;

/**
 * Sends one message. The lease and the frozen body make attempts equal and one at a time; the provider's idempotency
 * key (the message's id) covers the gap between its answer and our record of it:
 *
 * - dies before the call: the next attempt, after the lease, is the first;
 * - dies during or after the call: the message stands as `sending`; the next attempt repeats it under its key, and the
 *   provider answers with what it accepted;
 * - dies after the record: the next attempt finds the command done and reports its outcome.
 *
 * Throws `TryAgain` while the end is open, and plain errors when the database is out of reach; both are to be retried.
 */
export class Deliverer {
  constructor(private readonly parts: DelivererParts) {}

  readonly deliver = async (commandId: string): Promise<CommandResult> => {
    const message = await takeMessage(this.parts.db, commandId);
    if (message === undefined) return resultOfOther(this.parts.db, commandId);
    const provider = this.parts.channels.providerFor(message.channel, message.test);
    const verdict = await this.verdictOn(message, provider);
    if (verdict.do === 'end') return this.end(message, verdict, provider);
    if (verdict.do === 'wait') return this.wait(message, verdict.forMs, verdict.reason);
    if (provider === undefined) throw new Error(`nothing carries ${message.channel}`);
    if (message.waitsForPool === null) return this.attempt(message, provider);
    const body = await this.parts.completeWithCode(message.id);
    if (body === undefined) return this.askAgainForCode(message);
    return this.attempt({ ...message, body }, provider);
  };

  private async verdictOn(message: Taken, provider: MailProvider | undefined): Promise<BeforeSend> {
    const { clock, playbooks } = this.parts;
    const now = clock.now();
    const { name, version } = message.playbook;
    const { calendars } = await playbooks.get(name, version);
    const moment = { now, realNow: Date.now(), lateBy: clock.real(now - message.dueAt) };
    return beforeSend(message, moment, provider, calendars[message.window]);
  }

  /** The message stays queued, and anybody may withdraw it meanwhile. */
  private async askAgainForCode({ id, attempt }: Taken): Promise<never> {
    await postpone(this.parts.db, id, POOL_AGAIN, { attempt });
    throw new TryAgain('the pool of coupon codes is empty', POOL_AGAIN);
  }

  private async attempt(message: Taken, provider: MailProvider): Promise<CommandResult> {
    const { db, sealer } = this.parts;
    if (!(await beginSending(db, message))) return resultOfOther(db, message.id);
    faultPoint('before-provider-call');
    const result = await provider.send({
      id: message.id,
      channel: message.channel,
      to: message.to === null ? '' : sealer.open(message.to, toPlace(message.id)).toString('utf8'),
      body: sealer.openJson(message.body, bodyPlace(message.id)),
    });
    faultPoint('after-provider-call');
    return this.follow(message, provider, result);
  }

  private async follow(
    message: Taken,
    provider: MailProvider,
    result: SendResult,
  ): Promise<CommandResult> {
    switch (result.result) {
      case 'accepted':
        await resolveAlert(this.parts.db, BLOCKED, provider.name);
        return this.end(message, this.accepted(message, result.providerId), provider);
      case 'refused':
        return this.end(
          message,
          { status: 'refused', reason: result.reason, outcome: 'refused' },
          provider,
        );
      case 'doubt':
        return this.end(
          message,
          { status: 'doubt', reason: result.reason, outcome: 'doubt' },
          provider,
        );
      case 'unknown':
        return this.wait(message, result.retryInMs, result.reason);
      case 'later':
        return this.notYet(message, provider, result);
    }
  }

  private accepted(message: Taken, providerId: string): Ending {
    const { clock } = this.parts;
    const lateBy = clock.real(clock.now() - message.dueAt);
    return {
      status: 'sent',
      providerId,
      ...(lateBy > WORTH_TELLING ? { outcome: 'accepted' } : {}),
    };
  }

  /** The last word on a message: command, message, and the engine's input, all or nothing. */
  private async end(
    message: Taken,
    ending: Ending,
    provider: MailProvider | undefined,
  ): Promise<CommandResult> {
    const outcome = ending.outcome ?? ending.status;
    const record = { ...ending, outcome, provider: provider?.name, at: this.parts.clock.now() };
    const isQuiet = ending.outcome === undefined;
    const ended = isQuiet
      ? await endMessage(this.parts.db, message.id, record)
      : await this.parts.db.transaction().execute(async (trx) => {
          const command = await endMessage(trx, message.id, record);
          if (command) await this.tell(trx, message, command, ending);
          return command;
        });
    faultPoint('after-outcome-commit');
    if (!ended) return resultOfOther(this.parts.db, message.id);
    return { news: !isQuiet, outcome };
  }

  private async tell(
    trx: Trx,
    message: Taken,
    command: OpenCommand,
    ending: Ending,
  ): Promise<void> {
    await this.tellEngine(trx, message.id, command, ending);
    if (ending.status === 'doubt') await raiseAlert(trx, doubtOf(message, command.leadId, ending));
  }

  private async tellEngine(
    trx: Trx,
    id: string,
    { leadId, ref }: OpenCommand,
    { outcome, reason }: Ending,
  ): Promise<void> {
    if (outcome === undefined) return;
    const at = this.parts.clock.now();
    const body = {
      kind: 'outcome',
      ref,
      result: outcome,
      at,
      ...(reason ? { reason } : {}),
    } as const;
    const input = { id: `outcome/${id}`, occurredAt: at, body };
    await this.parts.inbox.append(trx, [{ leadId, input, source: 'delivery', rings: true }]);
  }

  /** It may be out: nobody may withdraw it meanwhile, only repeat it under its key. */
  private async wait(message: Taken, forMs: number, reason: string): Promise<never> {
    await postpone(this.parts.db, message.id, forMs, { keep: true, attempt: message.attempt });
    throw new TryAgain(reason, forMs);
  }

  /** Surely not accepted by this attempt. Where none before it was in doubt, it is as if it had not been tried. */
  private async notYet(
    message: Taken,
    provider: MailProvider,
    { retryInMs, reason, alert }: Extract<SendResult, { result: 'later' }>,
  ): Promise<never> {
    const inDoubt = message.status === 'sending';
    await this.parts.db.transaction().execute(async (trx) => {
      if (!inDoubt) await neverSent(trx, message);
      if (alert !== undefined) await raiseAlert(trx, blockedAlert(provider, alert));
      await postpone(trx, message.id, retryInMs, { keep: inDoubt, attempt: message.attempt });
    });
    throw new TryAgain(reason, retryInMs);
  }
}

function doubtOf(message: Taken, leadId: string, { reason = '' }: Ending): Alert {
  return {
    kind: 'message-in-doubt',
    leadId,
    subject: message.id,
    detail: `Nobody knows whether this ${message.channel} message went out: ${reason}`,
    whatToDo: "Look for its id in the provider's log; it is never repeated by itself",
  };
}

const BLOCKED = 'mail-provider-blocked';

function blockedAlert(provider: MailProvider, detail: string): Alert {
  return {
    kind: BLOCKED,
    subject: provider.name,
    detail,
    whatToDo:
      'Check its address, the key, the sender domain and the quota; messages wait, go by themselves then, and are dropped when they expire',
  };
}
