import { defaultPayloadConverter, type Payload, type PayloadCodec } from '@temporalio/common';
import { historyFromJSON, type History } from '@temporalio/common/lib/proto-utils.js';
import type { temporal } from '@temporalio/proto';

import type { AdvanceOutcome, CommandResult } from '../../../activities/ports.js';
import type { Ring, Start } from '../../../workflows/contract.js';

/** One event of a workflow's history that a person wants to see. */
export interface HistoryStep {
  eventId: number;
  at: number;
  text: string;
}

export interface ReadHistory {
  history: History;
  leadId: string;
  steps: HistoryStep[];
}

type Event = temporal.api.history.v1.IHistoryEvent;
type Decode = <T>(payloads: readonly Payload[] | null | undefined) => Promise<T | undefined>;

/**
 * A history as `temporal workflow show --output json` and Temporal's UI write it.
 * @throws when it is not such a file, or sealed with another master key
 */
export async function readHistory(text: string, codec: PayloadCodec): Promise<ReadHistory> {
  const history = historyFromJSON(JSON.parse(text));
  const decode: Decode = async <T>(payloads: readonly Payload[] | null | undefined) => {
    const [payload] = await codec.decode([...(payloads ?? [])]);
    return payload === undefined ? undefined : defaultPayloadConverter.fromPayload<T>(payload);
  };
  const events = history.events ?? [];
  const steps: HistoryStep[] = [];
  for (const event of events) {
    const said = await words(event, decode);
    if (said !== undefined)
      steps.push({ eventId: Number(event.eventId), at: timeOf(event), text: said });
  }
  const started = events[0]?.workflowExecutionStartedEventAttributes;
  const start = await decode<Start>(started?.input?.payloads);
  if (start === undefined) throw new Error('The file holds no history that begins with its start');
  return { history, leadId: start.leadId, steps };
}

function timeOf({ eventTime }: Event): number {
  return Number(eventTime?.seconds ?? 0) * 1_000 + Math.floor((eventTime?.nanos ?? 0) / 1e6);
}

async function words(event: Event, decode: Decode): Promise<string | undefined> {
  return (
    (await inputWords(event, decode)) ??
    (await activityWords(event, decode)) ??
    timerWords(event) ??
    endWords(event)
  );
}

async function inputWords(event: Event, decode: Decode): Promise<string | undefined> {
  const started = event.workflowExecutionStartedEventAttributes;
  if (started) {
    const start = await decode<Start>(started.input?.payloads);
    const known = start?.revision === undefined ? '' : ` knowing revision ${start.revision}`;
    return `the run starts${known}`;
  }
  const signal = event.workflowExecutionSignaledEventAttributes;
  if (!signal) return undefined;
  const ring = await decode<Ring>(signal.input?.payloads);
  return `rung for ${ring?.names.join(', ') ?? signal.signalName} (up to input ${ring?.n ?? '?'})`;
}

async function activityWords(event: Event, decode: Decode): Promise<string | undefined> {
  const marker = event.markerRecordedEventAttributes;
  if (marker?.markerName === 'core_local_activity') {
    const outcome = await decode<AdvanceOutcome>(marker.details?.['result']?.payloads);
    return outcome === undefined ? 'a local activity failed' : outcomeWords(outcome);
  }
  const scheduled = event.activityTaskScheduledEventAttributes;
  if (scheduled) {
    const command = await decode<string>(scheduled.input?.payloads);
    return `${scheduled.activityType?.name ?? ''} ${command ?? ''} is handed out`;
  }
  const completed = event.activityTaskCompletedEventAttributes;
  if (!completed) return undefined;
  const result = await decode<CommandResult>(completed.result?.payloads);
  return `done: ${result?.outcome ?? ''}${result?.news ? ', which the engine must see' : ''}`;
}

function outcomeWords(outcome: AdvanceOutcome): string {
  const { revision, did, consumed, tier, stage, score, wakesAt, wakesBecause } = outcome;
  const read = consumed === undefined ? '' : `, inputs ${consumed}`;
  const next =
    wakesAt === undefined
      ? 'nothing is due'
      : `due ${new Date(wakesAt).toISOString()} ${wakesBecause ?? ''}`;
  return `revision ${revision}${read}: ${did}; tier ${tier}, stage ${stage}, score ${score}; ${next}`;
}

function timerWords(event: Event): string | undefined {
  const set = event.timerStartedEventAttributes;
  if (set) return `the alarm is set, in ${Number(set.startToFireTimeout?.seconds ?? 0)} s`;
  if (event.timerFiredEventAttributes) return 'the alarm rings';
  return event.timerCanceledEventAttributes ? 'the alarm is taken off' : undefined;
}

function endWords(event: Event): string | undefined {
  const failed = event.workflowTaskFailedEventAttributes;
  if (failed) return `a workflow task failed and is tried again: ${failed.failure?.message ?? ''}`;
  if (event.workflowExecutionContinuedAsNewEventAttributes) return 'the run continues as a new one';
  return event.workflowExecutionCompletedEventAttributes ? 'the run ends' : undefined;
}
