import { describe, expect, test } from '@jest/globals';
import proto from '@temporalio/proto';

import { costOf } from './history-cost.js';

const { EventType } = proto.temporal.api.enums.v1;
type HistoryEvent = proto.temporal.api.history.v1.IHistoryEvent;

const started: HistoryEvent = { workflowExecutionStartedEventAttributes: {} };
const signalled: HistoryEvent = { workflowExecutionSignaledEventAttributes: {} };
const timer: HistoryEvent = { eventType: EventType.EVENT_TYPE_TIMER_STARTED };
const local = (task: number): HistoryEvent => ({
  markerRecordedEventAttributes: {
    markerName: 'core_local_activity',
    workflowTaskCompletedEventId: task as never,
  },
});
const attempt = (number: number): HistoryEvent => ({
  activityTaskStartedEventAttributes: { attempt: number },
});

describe('what a history costs', () => {
  test('a start with its signal is one action, a later signal another', () => {
    expect(costOf([started, signalled, signalled])).toEqual({
      events: 3,
      actions: { 'start with signal': 1, signal: 1 },
      total: 2,
    });
  });

  test('all local activities of one workflow task are one action', () => {
    expect(costOf([started, local(4), local(4), local(9)])).toMatchObject({
      actions: { start: 1, 'local activities of a task': 2 },
      total: 3,
    });
  });

  test('every attempt of an activity is an action, every timer too', () => {
    expect(costOf([started, timer, attempt(1), timer, attempt(3)])).toMatchObject({
      actions: { start: 1, timer: 2, activity: 4 },
      total: 7,
    });
  });

  test('a run that continue-as-new began is paid by the run before', () => {
    const continued: HistoryEvent = {
      workflowExecutionStartedEventAttributes: { continuedExecutionRunId: 'before' },
    };
    const ended: HistoryEvent = {
      eventType: EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW,
    };
    expect(costOf([continued, local(3), ended])).toMatchObject({
      actions: { 'local activities of a task': 1, 'continue-as-new': 1 },
      total: 2,
    });
  });
});
