import { performance } from 'node:perf_hooks';
import { resourceUsage } from 'node:process';

import { awaitDecided } from './await-decided.js';
import type { Door, Standing } from './door.js';
import { evaluate, type Judged } from './evaluation.js';
import { halfOf } from './halves.js';
import type { ImportMap } from './import-map.js';
import type { ImportReport } from './import-report.js';
import { ProgressBar, type Screen } from './progress-bar.js';
import { RejectedRows } from './rejected-rows.js';
import { sendFile, type TakenRow } from './send-file.js';
import { survey } from './survey.js';

export interface ImportOrder {
  file: string;
  map: ImportMap;
  door: Door;
  screen: Screen;
  /** Where rejected rows are listed; the file is only made when there are any. */
  rejectedFile: string;
  /** Judge only the half of the rows that the map's rules were not tuned on. */
  heldOutHalf: boolean;
  /** Milliseconds without progress after which undecided leads are no longer waited for. */
  patience: number;
}

/** Takes a whole file in and waits until its leads are decided. @throws UnreadableCsv, DoorShut */
export async function importFile(order: ImportOrder): Promise<ImportReport> {
  const { file, map, door, screen } = order;
  const found = await survey(file, map);
  const began = performance.now();
  const elapsed = (): number => (performance.now() - began) / 1000;
  const rejected = new RejectedRows(order.rejectedFile);
  const sending = new ProgressBar('sending ', screen);
  const { encoding, bytes: size } = found;
  const onProgress = (bytes: number, rows: number): void =>
    sending.show(bytes / size, `${rows} rows`);
  const sent = await sendFile({ file, encoding, map, door, rejected, onProgress });
  await rejected.close();
  const sentIn = elapsed();
  sending.end(`${sent.rows} rows`);

  const deciding = new ProgressBar('deciding', screen);
  const ids = sent.taken.map(({ messageId }) => messageId);
  const awaited = await awaitDecided(door, ids, order.patience, (decided) =>
    deciding.show(decided / ids.length, `${decided} leads`),
  );
  deciding.end(`${ids.length - awaited.undecided} leads`);
  const { rows, taken, events, duplicates } = sent;
  return {
    survey: found,
    rows,
    taken: taken.length,
    events,
    duplicates,
    rejected: rejected.byCode,
    rejectedFile: order.rejectedFile,
    undecided: awaited.undecided,
    sentIn,
    decidedIn: elapsed(),
    peakMemory: resourceUsage().maxRSS * 1024,
    ...judgement(order, taken, awaited.standings),
  };
}

function judgement(
  { map, heldOutHalf }: ImportOrder,
  taken: readonly TakenRow[],
  standings: ReadonlyMap<string, Standing>,
): Pick<ImportReport, 'evaluation'> {
  if (map.outcome === undefined) return {};
  const judged = taken.flatMap(({ externalId, messageId, positive }): Judged[] => {
    if (heldOutHalf && halfOf(externalId) === map.tunedOn) return [];
    const { tier, score } = standings.get(messageId) ?? {};
    if (tier === undefined || score === undefined || positive === undefined) return [];
    return [{ tier, score, positive }];
  });
  return { evaluation: { of: map.outcome.column, result: evaluate(judged, tiersOf(judged)) } };
}

/** The tiers that leads stand in, highest first: each is a range of scores. */
function tiersOf(judged: readonly Judged[]): string[] {
  const best = new Map<string, number>();
  for (const { tier, score } of judged)
    best.set(tier, Math.max(best.get(tier) ?? -Infinity, score));
  return [...best].toSorted(([, a], [, b]) => b - a).map(([tier]) => tier);
}
