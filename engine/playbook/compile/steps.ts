import type { JsonObject } from '../../json.js';
import type { Document } from '../document.js';
import { lifetime, milliseconds } from '../duration.js';
import { onwards, targetOf } from '../edges.js';
import { canonical } from '../hash.js';
import type { Edge, LocalMoment, Policies, Send, Step, TicketSla } from '../playbook.js';
import type {
  AssignDocument,
  MomentDocument,
  SendDocument,
  StepDocument,
  WaitDocument,
} from '../schema/journey.js';
import { DAYS } from '../schema/values.js';
import { compileCondition } from './conditions.js';
import type { Context } from './context.js';
import { countsOf, slaOf, whenCappedOf } from './policies.js';

/** What a step is compiled with. */
export interface Setting {
  document: Document;
  context: Context;
  policies: Policies;
}

/** Edges by name are looked up once, here; what is not written leads to the next step. */
export function compileSteps(steps: readonly StepDocument[], setting: Setting): Step[] {
  return steps.map((step, index) => {
    const next = onwards(steps, index);
    const to = (name: string | undefined): Edge =>
      name === undefined ? next : targetOf(steps, name);
    return { id: step.id, ...actionOf(step, next, to, setting) };
  });
}

type Action = Step extends infer S ? (S extends Step ? Omit<S, 'id'> : never) : never;
type To = (name: string | undefined) => Edge;

function actionOf(step: StepDocument, next: Edge, to: To, setting: Setting): Action {
  const { context, document } = setting;
  const { send, wait, branch, split, assign, edges = {} } = step;
  if (send) {
    const { sent, skipped, failed } = edges;
    const ways = { sent: to(sent), skipped: to(skipped), failed: to(failed) };
    return { do: 'send', send: sendOf(send, setting), edges: ways };
  }
  if (step.webhook) return webhookOf(step.webhook, to(edges.sent), to(edges.failed));
  if (wait !== undefined) return waitOf(wait, edges, to, context);
  if (branch) {
    const cases = branch.map(({ when, then }) => ({
      when: compileCondition(when, 'state', context),
      to: to(then),
    }));
    return { do: 'branch', cases, otherwise: to(step.else) };
  }
  if (split) return splitOf(split, step.holdout, to);
  if (assign) return { ...assignOf(assign, document), next };
  if (step.grant) {
    const { granted, refused = 'end' } = edges;
    return { do: 'grant', ...step.grant, edges: { granted: to(granted), refused: to(refused) } };
  }
  return effectOf(step, next);
}

/** The steps that only change the lead or tell someone. */
function effectOf(step: StepDocument, next: Edge): Action {
  const { notify, tag, set, score, promote, enrol, exit } = step;
  if (enrol !== undefined) return { do: 'enrol', journey: enrol, next };
  if (notify) return { do: 'notify', ...notify, next };
  if (typeof tag === 'string') return { do: 'tag', add: [tag], remove: [], next };
  if (tag) return { do: 'tag', add: tag.add ?? [], remove: tag.remove ?? [], next };
  if (set) return { do: 'set', attribute: set.attr, value: set.value, next };
  if (score) return { do: 'score', ...score, next };
  if (promote) {
    const { tier, until, atMost } = promote;
    return {
      do: 'promote',
      tier,
      untilFeedback: until.feedback,
      atMost: milliseconds(atMost),
      next,
    };
  }
  return { do: 'exit', ...(typeof exit === 'string' ? { reason: exit } : {}) };
}

/** It is told in real time or not at all: open hours do not count. */
function webhookOf(
  { endpoint, body, expires = '24h' }: NonNullable<StepDocument['webhook']>,
  sent: Edge,
  failed: Edge,
): Action {
  const fixed = JSON.parse(canonical(body)) as JsonObject;
  return {
    do: 'webhook',
    endpoint,
    body: fixed,
    expires: milliseconds(expires),
    edges: { sent, failed },
  };
}

function splitOf(
  split: NonNullable<StepDocument['split']>,
  holdout: string | undefined,
  to: To,
): Action {
  const ways = split.map(({ weight, then }) => ({ weight, to: to(then) }));
  const share = Number.parseFloat(holdout ?? '0') / 100;
  return { do: 'split', ways, ...(share > 0 ? { holdout: share } : {}) };
}

function waitOf(
  wait: WaitDocument,
  edges: NonNullable<StepDocument['edges']>,
  to: To,
  context: Context,
): Action {
  const { happened, timeout: onTimeout } = edges;
  if (typeof wait === 'string') return { do: 'wait', ms: milliseconds(wait), next: to(onTimeout) };
  if ('until' in wait) return { do: 'until', until: momentOf(wait.until), next: to(onTimeout) };
  if ('time' in wait) {
    return { do: 'wait', ms: milliseconds(wait.time), from: wait.since, next: to(onTimeout) };
  }
  const choices = Array.isArray(wait.for) ? wait.for : [{ when: wait.for, then: happened }];
  return {
    do: 'await',
    for: choices.map(({ when, then }) => ({
      condition: compileCondition(when, 'event', context),
      edge: to(then),
    })),
    ...(wait.timeout === undefined ? {} : { timeout: milliseconds(wait.timeout) }),
    onTimeout: to(onTimeout),
  };
}

function momentOf({ day = [], at, calendar, timeZone = 'lead' }: MomentDocument): LocalMoment {
  const [hours = 0, minutes = 0] = at.split(':').map(Number);
  return {
    days: [day].flat().map((name) => DAYS.indexOf(name) + 1),
    minute: hours * 60 + minutes,
    timeZone,
    ...(calendar === undefined ? {} : { calendar }),
  };
}

function sendOf(send: SendDocument, { document, policies }: Setting): Send {
  const { template, pool, channel, category, purpose, window } = send;
  const { whenCapped, expires, exempt = [], coupon } = send;
  return {
    ...(template === undefined ? {} : { template }),
    ...(pool === undefined ? {} : { pool }),
    channels: [channel].flat(),
    category,
    ...(purpose === undefined ? {} : { purpose }),
    window: window ?? policies.window[category],
    ...(whenCapped === undefined ? {} : { whenCapped: whenCappedOf(whenCapped) }),
    expires: expires === undefined ? policies.expires : lifetime(expires, countsOf(document)),
    exempt,
    ...(coupon === undefined ? {} : { coupon }),
  };
}

function assignOf(
  assign: AssignDocument,
  document: Document,
): Omit<Action & { do: 'assign' }, 'next'> {
  const { queue, reason, ifOpen = 'keep', strategy, sla } = assign;
  return {
    do: 'assign',
    queue,
    reason,
    ifOpen,
    ...(strategy === undefined ? {} : { strategy }),
    ...(sla === undefined ? {} : { sla: ticketSla(sla, document) }),
  };
}

/** A name stands for a deadline of `sales.sla`, within which the person must be in touch. */
function ticketSla(sla: NonNullable<AssignDocument['sla']>, document: Document): TicketSla {
  const named = { contact: document.sales?.sla?.[sla as 'contact'] };
  const { contact, feedback } = typeof sla === 'string' ? { ...named, feedback: undefined } : sla;
  return {
    ...(contact ? { contact: slaOf(contact, document) } : {}),
    ...(feedback ? { feedback: slaOf(feedback, document) } : {}),
  };
}
