import type { Evaluation } from './evaluation.js';
import type { Survey } from './survey.js';

/** All that an import tells at its end. */
export interface ImportReport {
  survey: Survey;
  rows: number;
  taken: number;
  events: number;
  duplicates: number;
  rejected: ReadonlyMap<string, number>;
  rejectedFile: string;
  undecided: number;
  /** Seconds until all was sent, and until all was decided. */
  sentIn: number;
  decidedIn: number;
  /** Bytes. */
  peakMemory: number;
  /** Tiers against what became of the leads, where the map names that column. */
  evaluation?: { of: string; result: Evaluation };
}

const PLURAL = new Intl.PluralRules('en');
const number = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const count = (n: number, word: string): string =>
  `${number.format(n)} ${word}${PLURAL.select(n) === 'one' ? '' : 's'}`;
const percent = (share: number | undefined): string =>
  share === undefined ? '-' : `${(share * 100).toFixed(1)} %`;

/** The report as text for the terminal. */
export function reportText(report: ImportReport): string {
  const { rows, taken, events, duplicates, rejected, undecided, sentIn, decidedIn } = report;
  const known =
    duplicates === 0 ? 'none of it known before' : `${count(duplicates, 'event')} known before`;
  const lines = [
    `${count(rows, 'row')} read (${report.survey.encoding}), ${number.format(taken)} taken in as ${count(events, 'event')}, ${known}`,
    ...rejectedLines(rejected, report.rejectedFile),
    ...(undecided === 0
      ? []
      : [
          `${count(undecided, 'lead')} still undecided: is a worker running? \`npx leadloom doctor\` tells`,
        ]),
    `sent in ${seconds(sentIn)}, decided in ${seconds(decidedIn)}: ${number.format(taken / Math.max(decidedIn, 0.001))} leads/s; peak memory ${number.format(report.peakMemory / 2 ** 20)} MB`,
  ];
  const { evaluation } = report;
  if (evaluation !== undefined)
    lines.push('', ...evaluationLines(evaluation.of, evaluation.result));
  return lines.join('\n');
}

function rejectedLines(rejected: ReadonlyMap<string, number>, file: string): string[] {
  const total = [...rejected.values()].reduce((sum, each) => sum + each, 0);
  if (total === 0) return ['no row rejected'];
  const reasons = [...rejected].toSorted(([, a], [, b]) => b - a);
  return [
    `${count(total, 'row')} rejected, line by line in ${file}:`,
    ...reasons.map(([code, times]) => `  ${code}: ${number.format(times)}`),
  ];
}

function evaluationLines(of: string, result: Evaluation): string[] {
  const { leads, positive, tiers, precision, auc } = result;
  const rows = [
    ['tier', 'leads', 'of all', of, 'rate'],
    ...tiers.map((row) => [
      row.tier,
      number.format(row.leads),
      percent(row.leads / Math.max(leads, 1)),
      number.format(row.positive),
      percent(row.rate),
    ]),
    [
      'all',
      number.format(leads),
      percent(1),
      number.format(positive),
      percent(positive / Math.max(leads, 1)),
    ],
  ];
  const top = tiers[0]?.tier ?? '-';
  return [
    ...table(rows),
    '',
    `precision of tier ${top}: ${percent(precision)}; ROC AUC of the score: ${auc === undefined ? '-' : auc.toFixed(3)}`,
  ];
}

/** Columns as wide as their widest cell; the first to the left, numbers to the right. */
function table(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_cell, index) =>
    Math.max(...rows.map((row) => (row[index] ?? '').length)),
  );
  return rows.map((row) =>
    row
      .map((cell, index) =>
        index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0),
      )
      .join('  '),
  );
}

const seconds = (s: number): string =>
  s < 90 ? `${s.toFixed(1)} s` : `${Math.floor(s / 60)} min ${Math.round(s % 60)} s`;
