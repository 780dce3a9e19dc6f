import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';

import { type Pair, median } from './statistics.js';

/** A line of the table. All values are in `unit`. */
export interface Figure {
  what: string;
  unit: string;
  ours: number;
  /** The same machine doing the least that can be done, in the same run. */
  raw?: number;
  goal?: { atLeast: number; of: 'raw' } | { atMost: number };
  /** What to know when reading it. */
  note?: string;
}

/** The ratio of medians is held against the goal: single rounds swing by a quarter. */
export const compared = (
  what: string,
  unit: string,
  { ours, raw }: Pair,
  goal?: Figure['goal'],
): Figure => ({ what, unit, ours: median(ours), raw: median(raw), ...(goal && { goal }) });

/** Undefined where there is no goal. */
export function met({ ours, raw, goal }: Figure): boolean | undefined {
  if (!goal) return undefined;
  if ('atMost' in goal) return ours <= goal.atMost;
  return raw !== undefined && ours / raw >= goal.atLeast;
}

const round = (value: number): string =>
  value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0 });
const percent = (share: number): string => `${Math.round(share * 100)} %`;

function goalOf({ goal, unit }: Figure): string {
  if (!goal) return '';
  return 'atMost' in goal
    ? `<= ${round(goal.atMost)} ${unit}`
    : `>= ${percent(goal.atLeast)} of raw`;
}

function cellsOf(figure: Figure): string[] {
  const { what, unit, ours, raw, note } = figure;
  const reached = met(figure);
  return [
    what,
    `${round(ours)} ${unit}`,
    raw === undefined ? '' : `${round(raw)} ${unit}`,
    raw === undefined ? '' : percent(ours / raw),
    goalOf(figure),
    reached === undefined ? '' : reached ? 'met' : 'MISSED',
    note ?? '',
  ];
}

/** A table for a terminal. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = [['', 'ours', 'raw', 'ours/raw', 'goal', '', ''], ...figures.map(cellsOf)];
  const widths = rows[0]?.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths?.[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Keeps a run's figures beside the earlier ones, and answers with the file's path. */
export function keep(figures: readonly Figure[], details: object, folder: string): string {
  const now = new Date().toISOString();
  const file = join(folder, `${now.replaceAll(':', '-').slice(0, 19)}.json`);
  const [cpu] = cpus();
  const machine = {
    cpu: cpu?.model,
    cores: cpus().length,
    memory: totalmem(),
    platform: process.platform,
    node: process.version,
  };
  mkdirSync(folder, { recursive: true });
  const all = figures.map((figure) => ({ ...figure, met: met(figure) }));
  writeFileSync(
    file,
    `${JSON.stringify({ at: now, machine, figures: all, details }, undefined, 2)}\n`,
  );
  return file;
}
