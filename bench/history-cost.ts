import proto from '@temporalio/proto';

const { EventType } = proto.temporal.api.enums.v1;
type HistoryEvent = proto.temporal.api.history.v1.IHistoryEvent;

export interface Cost {
  events: number;
  /** Billable actions by what they are. */
  actions: { [what: string]: number };
  total: number;
}

/** Events that are one action each, whoever causes them. */
const ONE_EACH = new Map<number, string>([
  [EventType.EVENT_TYPE_TIMER_STARTED, 'timer'],
  [EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES, 'search attributes'],
  [EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW, 'continue-as-new'],
]);

/**
 * What a run costs, counted from its history by the price list of Temporal Cloud: a start together with its signal, a
 * signal, a timer, an attempt of an activity, an upsert of search attributes and a continue-as-new are one action each;
 * all local activities that one workflow task recorded are one together. The run that continue-as-new begins costs
 * nothing more.
 * @see https://docs.temporal.io/cloud/actions
 */
export function costOf(history: readonly HistoryEvent[]): Cost {
  const actions: { [what: string]: number } = {};
  const add = (what: string, count = 1): void => {
    if (count > 0) actions[what] = (actions[what] ?? 0) + count;
  };

  const began = history[0]?.workflowExecutionStartedEventAttributes;
  const signals = history.filter((event) => event.workflowExecutionSignaledEventAttributes).length;
  const withStart = history[1]?.workflowExecutionSignaledEventAttributes ? 1 : 0;
  if (began && !began.continuedExecutionRunId) add(withStart ? 'start with signal' : 'start');
  add('signal', signals - withStart);
  for (const event of history) {
    const what = ONE_EACH.get(event.eventType ?? 0);
    if (what) add(what);
    add('activity', event.activityTaskStartedEventAttributes?.attempt ?? 0);
  }
  add('local activities of a task', tasksWithLocalActivities(history));

  const total = Object.values(actions).reduce((sum, count) => sum + count, 0);
  return { events: history.length, actions, total };
}

const tasksWithLocalActivities = (history: readonly HistoryEvent[]): number =>
  new Set(
    history
      .map((event) => event.markerRecordedEventAttributes)
      .filter((marker) => marker?.markerName === 'core_local_activity')
      .map((marker) => String(marker?.workflowTaskCompletedEventId)),
  ).size;
