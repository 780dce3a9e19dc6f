import {
  allHandlersFinished,
  condition,
  continueAsNew,
  proxyLocalActivities,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { AdvanceOutcome, LeadActivities } from '../activities/ports.js';
import { Alarm } from './alarm.js';
import { LEAD_STAGE, LEAD_TIER, behaviour } from './contract.js';
import type { Start } from './contract.js';
import { Deliveries } from './deliveries.js';

const { advance } = proxyLocalActivities<LeadActivities>({
  startToCloseTimeout: '5 s',
  retry: { initialInterval: '200 ms', backoffCoefficient: 3, maximumInterval: '30 s' },
  // Longer waits become timers of the server: a task must not be held open while the database is away.
  localRetryThreshold: '2 s',
});

/** Bounds of one run; the server's own (51,200 events, 50 MB) are far above, so that replays stay cheap. */
const EVENTS = 1_000;
const BYTES = 1_000_000;
const long = (times: number): boolean => {
  const { historyLength, historySize } = workflowInfo();
  return historyLength >= EVENTS * times || historySize >= BYTES * times;
};

/**
 * The life of one lead, from capture to the end of everything that waits for it: rung, or woken by its nearest
 * deadline, it advances the lead and sees its commands through.
 *
 * It decides nothing, and holds nothing but the revision it knows: what a turn decided is in the record before it is in
 * the history, and a new run takes up what an old one left open.
 */
export async function leadLifecycle(start: Start): Promise<void> {
  let rung = true;
  let fresh = true;
  let resting = false;
  let revision = start.revision;
  setHandler(behaviour, () => {
    rung = true;
  });
  const alarm = new Alarm();
  const deliveries = new Deliveries(() => {
    rung = true;
  });

  for (;;) {
    await condition(() => rung || alarm.rang || (deliveries.empty && (resting || long(1))));

    if (!fresh && (deliveries.empty ? long(1) : long(2))) {
      await condition(allHandlersFinished);
      await continueAsNew<typeof leadLifecycle>({ ...start, ...known(revision) });
    }
    // A ring that races with this end fails the task; its retry sees the ring and goes on.
    if (!rung && !alarm.rang) return;

    rung = alarm.rang = false;
    const outcome = await advance({ leadId: start.leadId, fresh, ...knownAs(revision) });
    ({ revision } = outcome);
    resting = outcome.resting ?? false;
    fresh = false;
    show(outcome);
    if (outcome.closed) return;

    deliveries.send(outcome.commands);
    rung ||= outcome.more;
    // A timer leaves with the task, so it is only set when about to wait.
    if (!rung) alarm.set(outcome.wakesAt, outcome.wakesIn, outcome.wakesBecause);
  }
}

const known = (revision?: number) => (revision === undefined ? {} : { revision });
const knownAs = (expected?: number) => (expected === undefined ? {} : { expected });

/** What Temporal's own UI says of the lead. Nothing personal: whoever may see workflows need not know the person. */
function show(outcome: AdvanceOutcome): void {
  setCurrentDetails(describe(outcome));
  const { typedSearchAttributes } = workflowInfo();
  const changes = [
    { key: LEAD_TIER, value: outcome.tier },
    { key: LEAD_STAGE, value: outcome.stage },
  ].filter(({ key, value }) => typedSearchAttributes.get(key) !== value);
  if (changes.length > 0) upsertSearchAttributes(changes);
}

function describe({ tier, stage, score, did, consumed, ...outcome }: AdvanceOutcome): string {
  return [
    `**Tier ${tier}** · stage ${stage} · score ${score}`,
    `**Next:** ${next(outcome)}`,
    `**Last turn:** ${did}${consumed === undefined ? '' : ` (inputs ${consumed})`} · revision ${outcome.revision}`,
  ].join('\n\n');
}

function next({ closed, parked, resting, wakesAt, wakesBecause }: Partial<AdvanceOutcome>): string {
  if (closed) return 'closed, this run ends';
  if (parked !== undefined) return `parked: ${parked}`;
  if (resting) return 'resting, this run may end';
  if (wakesAt === undefined) return 'nothing is due; waits for a ring';
  return wakesBecause ?? new Date(wakesAt).toISOString();
}
