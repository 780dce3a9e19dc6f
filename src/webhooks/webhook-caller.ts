import type { Clock, CommandResult } from '../../activities/ports.js';
import { TryAgain } from '../../activities/try-again.js';
import { faultPoint } from '../config/fault.js';
import type { Db } from '../database/database.js';
import { endCommand, postpone, resultOfOther } from '../delivery/open-command.js';
import { leadVariables } from '../delivery/record-message.js';
import type { Inbox } from '../ingest/inbox.js';
import type { Profiles } from '../leads/profile.js';
import { type Alert, raiseAlert } from '../alerts/alert.js';
import { filledBody } from './body.js';
import type { Reach } from './destination.js';
import { type Endpoints, MISSING, type Target } from './endpoints.js';
import { type OpenCall, takeCall } from './open-call.js';
import { post, type Posted } from './post.js';
import { signedHeaders } from './signature.js';

export interface CallerParts {
  db: Db;
  clock: Clock;
  endpoints: Pick<Endpoints, 'find'>;
  profiles: Pick<Profiles, 'read'>;
  inbox: Pick<Inbox, 'append'>;
  reach: Reach;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const FIRST_RETRY = 5 * SECOND;
const LONGEST_RETRY = 15 * MINUTE;
/** How long a receiver may ask us to stay away. */
const LONGEST_REST = 60 * MINUTE;
/** An endpoint that is made later calls what waits by itself; this is for what it then left over. */
const UNTIL_MADE = 5 * MINUTE;
/** The last attempt is made so long before the end. */
const LAST_CHANCE = 20 * SECOND;

/**
 * Makes the calls that journeys ask for. A call is repeated until it is accepted, under the same `webhook-id`, so that a
 * receiver which took it and could not say so, or a process of ours that died before it wrote that down, does no harm.
 * What is personal is filled in here, for the moment of the call, and kept nowhere.
 *
 * Throws `TryAgain` while the end is open, and plain errors when the database is out of reach; both are to be retried.
 */
export class WebhookCaller {
  constructor(private readonly parts: CallerParts) {}

  readonly call = async (commandId: string): Promise<CommandResult> => {
    const { db, clock, endpoints } = this.parts;
    const open = await takeCall(db, commandId);
    if (open === undefined) return resultOfOther(db, commandId);
    if (open.leadStatus === 'erased') return this.end(open, 'erased');
    // Like its mails, the calls of a test lead bother nobody outside.
    if (open.test) return this.end(open, 'test');
    if (clock.now() >= open.command.expiresAt)
      return this.fail(open, 'there was no time left for it');
    const target = await endpoints.find(open.command.endpoint);
    if (target === undefined) return this.waitForEndpoint(open);
    return this.follow(open, await this.make(open, target));
  };

  private async make({ id, leadId, command }: OpenCall, { url, secret }: Target): Promise<Posted> {
    const { db, profiles, reach } = this.parts;
    const lead = { ...leadVariables(await profiles.read(db, leadId), command.lead), id: leadId };
    const body = JSON.stringify(filledBody(command.body, { lead, entry: command.entry }));
    const at = Math.floor(Date.now() / SECOND);
    faultPoint('before-provider-call');
    const posted = await post({ url, body, headers: signedHeaders(secret, id, at, body) }, reach);
    faultPoint('after-provider-call');
    return posted;
  }

  private async follow(open: OpenCall, posted: Posted): Promise<CommandResult> {
    switch (posted.result) {
      case 'accepted':
        return this.end(open, 'accepted');
      case 'gone':
        return this.fail(open, `the receiver says that it is gone (${posted.reason})`);
      case 'later':
        return this.later(open, posted);
    }
  }

  private async later(
    open: OpenCall,
    { reason, retryAfterMs = 0 }: Extract<Posted, { result: 'later' }>,
  ): Promise<CommandResult> {
    const backoff = Math.min(FIRST_RETRY * 2 ** (open.attempt - 1), LONGEST_RETRY);
    const wanted = Math.max(backoff, Math.min(retryAfterMs, LONGEST_REST));
    const forMs = Math.min(wanted, this.timeLeft(open) - LAST_CHANCE);
    if (forMs < SECOND) return this.fail(open, `its last answer was: ${reason}`);
    return this.wait(open, forMs, reason);
  }

  private async waitForEndpoint(open: OpenCall): Promise<CommandResult> {
    await raiseAlert(this.parts.db, missing(open.command.endpoint));
    const forMs = Math.max(SECOND, Math.min(UNTIL_MADE, this.timeLeft(open)));
    return this.wait(open, forMs, `there is no endpoint ${open.command.endpoint}`);
  }

  /** Real ms. */
  private timeLeft({ command }: OpenCall): number {
    const { clock } = this.parts;
    return clock.real(command.expiresAt - clock.now());
  }

  private async wait({ id, attempt }: OpenCall, forMs: number, reason: string): Promise<never> {
    await postpone(this.parts.db, id, forMs, { attempt });
    throw new TryAgain(reason, forMs);
  }

  /** Nothing the engine has to know of: the journey has gone on long since. */
  private async end({ id }: OpenCall, outcome: string): Promise<CommandResult> {
    await this.parts.db.transaction().execute(async (trx) => endCommand(trx, id, outcome));
    faultPoint('after-outcome-commit');
    return { news: false, outcome };
  }

  /** The last word on a call that came to nothing: command, alert, and the engine's input, all or nothing. */
  private async fail(open: OpenCall, reason: string): Promise<CommandResult> {
    const { db, clock, inbox } = this.parts;
    const at = clock.now();
    const ended = await db.transaction().execute(async (trx) => {
      const command = await endCommand(trx, open.id, 'failed');
      if (command === undefined) return false;
      const { leadId, ref } = command;
      const body = { kind: 'outcome', ref, result: 'failed', at, reason } as const;
      const input = { id: `outcome/${open.id}`, occurredAt: at, body };
      await inbox.append(trx, [{ leadId, input, source: 'webhooks', rings: true }]);
      await raiseAlert(trx, failed(open, leadId, reason));
      return true;
    });
    faultPoint('after-outcome-commit');
    return ended ? { news: true, outcome: 'failed' } : resultOfOther(db, open.id);
  }
}

function missing(endpoint: string): Alert {
  return {
    kind: MISSING,
    subject: endpoint,
    detail: `Webhooks to ${endpoint} wait: there is no endpoint of this name`,
    whatToDo: `Make it with POST /v1/webhook-endpoints; what waits goes out then, unless it has expired`,
  };
}

function failed({ id, command, attempt }: OpenCall, leadId: string, reason: string): Alert {
  const { endpoint, journey, step } = command;
  return {
    kind: 'webhook-failed',
    leadId,
    subject: id,
    detail: `The webhook to ${endpoint} (${journey}/${step}) was given up after ${attempt} attempts: ${reason}`,
    whatToDo: `Tell them what the lead's page shows, and see whether the address of ${endpoint} is right and its server takes our calls`,
  };
}
