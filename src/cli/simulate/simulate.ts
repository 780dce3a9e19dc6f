import type { Playbook } from '../../../engine/playbook/playbook.js';
import { whatIf } from '../../../engine/simulate/what-if.js';
import { UnreadableCsv } from '../../imports/csv-rows.js';
import { ProgressBar } from '../../imports/progress-bar.js';
import { UnreadableHistory } from '../../simulations/file-event.js';
import { simulationText } from '../../simulations/report-text.js';
import { CommandFailed } from '../command-failed.js';
import { Breather } from './breather.js';
import { readBaseline, readDraft } from './drafts.js';
import { overFile, overRecord, type Range, type Source } from './sources.js';

export interface SimulateOptions extends Range {
  /** `record`, or a file of events. */
  history: string;
  map?: string;
  baseline?: string;
  outcome?: string[];
  json?: boolean;
}

/** Ctrl-C ends it between two leads, and what there is by then is told; a second one ends the process. */
export async function simulate(path: string, options: SimulateOptions): Promise<void> {
  const interrupted = new AbortController();
  const stop = (): void => interrupted.abort();
  process.once('SIGINT', stop);
  try {
    await run(path, options, interrupted.signal);
  } catch (error) {
    if (error instanceof UnreadableHistory || error instanceof UnreadableCsv || isFileError(error))
      throw new CommandFailed(error.message);
    throw error;
  } finally {
    process.removeListener('SIGINT', stop);
  }
}

async function run(path: string, options: SimulateOptions, signal: AbortSignal): Promise<void> {
  const draft = await readDraft(path);
  const { baseline: given, history } = options;
  const baseline = given === undefined ? undefined : await readBaseline(given, draft);
  const order = { draft, baseline, options, signal };
  const live = (source: Source): Promise<void> => tell(order, source);
  if (history === 'record') await overRecord(draft, options, live);
  else await overFile(history, options, signal, live);
}

interface Order {
  draft: Playbook;
  baseline: Playbook | undefined;
  options: SimulateOptions;
  signal: AbortSignal;
}

async function tell(
  { draft, baseline, options, signal }: Order,
  { histories, until, share }: Source,
): Promise<void> {
  const bar = new ProgressBar('simulating', process.stderr);
  const breather = new Breather(50);
  const began = performance.now();
  const answer = await whatIf({
    draft,
    histories,
    until,
    ...(baseline === undefined ? {} : { baseline }),
    ...(options.outcome === undefined ? {} : { outcomes: options.outcome }),
    goOn: async (progress) => {
      bar.show(share(progress), `${progress.leads} leads`);
      await breather.breathe();
      return !signal.aborted;
    },
  });
  bar.end(`${answer.leads} leads`);
  const heading = {
    draft: draft.name,
    other: baseline === undefined ? 'what happened' : 'baseline',
    seconds: (performance.now() - began) / 1_000,
  };
  console.log(
    options.json === true ? JSON.stringify(answer, undefined, 2) : simulationText(answer, heading),
  );
}

const isFileError = (error: unknown): error is Error =>
  error instanceof Error && 'path' in error && 'syscall' in error;
