import { readFile, stat } from 'node:fs/promises';

import type { Question, Progress } from '../../../engine/simulate/what-if.js';
import type { Playbook } from '../../../engine/playbook/playbook.js';
import { problemLine } from '../../../engine/playbook/problem.js';
import { parseImportMap } from '../../imports/import-map.js';
import { ProgressBar } from '../../imports/progress-bar.js';
import { csvEvents, ndjsonEvents } from '../../simulations/event-file.js';
import type { FiledInput } from '../../simulations/file-event.js';
import { LeadFiles } from '../../simulations/lead-files.js';
import { RecordHistories } from '../../simulations/record-histories.js';
import { survey } from '../../simulations/record-range.js';
import { CommandFailed } from '../command-failed.js';
import { Breather } from './breather.js';

/** What is lived through. */
export interface Source extends Pick<Question, 'histories'> {
  /** How much of it there has been by then, 0 to 1. */
  share: (progress: Progress) => number;
  /** End of virtual time, epoch ms. */
  until: number;
}

export interface Range {
  since?: string;
  until?: string;
}

const DAY = 86_400_000;
/** Waits of the newest leads of a file come to their end in this time. */
const AFTERWARDS = 30 * DAY;

/** Leads of the record: those of the draft's name where that is published, else all. */
export async function overRecord<T>(
  draft: Playbook,
  range: Range,
  run: (source: Source) => Promise<T>,
): Promise<T> {
  const { withRecord } = await import('../record.js');
  return withRecord(async ({ db, sealer, playbooks }) => {
    const since = timeOf(range.since, '--since');
    const given = timeOf(range.until, '--until');
    const of = playbooks.find(draft.name) === undefined ? {} : { playbook: draft.name };
    const { leads, newest } = await survey(db, of);
    // A scaled clock may be far ahead of this machine.
    const until = given ?? Math.max(Date.now(), newest);
    const wanted = { ...of, until, ...(since === undefined ? {} : { since }) };
    const record = new RecordHistories({ db, sealer }, wanted, leads);
    const share = (progress: Progress): number => progress.leads / Math.max(1, record.of);
    return run({ histories: record.histories(), share, until });
  });
}

/** Events of a file, NDJSON or CSV. */
export async function overFile<T>(
  file: string,
  { map, ...range }: Range & { map?: string },
  signal: AbortSignal,
  run: (source: Source) => Promise<T>,
): Promise<T> {
  const since = timeOf(range.since, '--since') ?? -Infinity;
  const until = timeOf(range.until, '--until') ?? Infinity;
  const events = await eventsOf(file, map);
  const files = new LeadFiles((await stat(file)).size);
  try {
    const bar = new ProgressBar('reading', process.stderr);
    const breather = new Breather(50);
    for await (const event of events) {
      if (event.input.at >= since && event.input.at <= until) files.add(event);
      await breather.breathe();
      if (signal.aborted) break;
    }
    bar.end(`${files.events} events`);
    if (files.events === 0) throw new CommandFailed(`${file} holds no event of that time`);
    return await run({
      histories: files.histories(),
      share: (progress) => progress.events / files.events,
      until: Math.min(until, files.newest + AFTERWARDS),
    });
  } finally {
    files.close();
  }
}

async function eventsOf(file: string, map?: string): Promise<AsyncIterable<FiledInput>> {
  if (!/\.csv$/i.test(file)) return ndjsonEvents(file);
  if (map === undefined)
    throw new CommandFailed('A CSV file needs --map MAP.yaml, as an import does');
  const parsed = parseImportMap(await readFile(map, 'utf8'), map);
  if (!parsed.ok) throw new CommandFailed(parsed.problems.map(problemLine).join('\n'));
  return csvEvents(file, parsed.map, Date.now());
}

function timeOf(text: string | undefined, option: string): number | undefined {
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  if (Number.isNaN(time))
    throw new CommandFailed(`${option} is no time: write 2026-09-01, or RFC 3339`);
  return time;
}
