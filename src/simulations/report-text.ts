import { MOST_TURNS, type Refusal } from '../../engine/simulate/refusal.js';
import type { Account } from '../../engine/simulate/tally.js';
import type { Answer } from '../../engine/simulate/what-if.js';

/** What a simulation was about, for its heading. */
export interface Heading {
  draft: string;
  /** What the right-hand column shows: `what happened`, `version 3`. */
  other: string;
  seconds: number;
}

const number = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const percent = (share: number | null): string =>
  share === null ? '-' : `${(share * 100).toFixed(1)} %`;

/** A table of what the draft comes to beside what it is compared with, for the terminal. */
export function simulationText(answer: Answer, heading: Heading): string {
  const { leads, events, complete, dropped, draft, other } = answer;
  const lines = [
    `${heading.draft}: ${number.format(leads)} leads, ${number.format(events)} events in ${heading.seconds.toFixed(1)} s` +
      (complete ? '' : ' (ended before all leads were lived through)'),
    '',
    ...table([
      ['', 'draft', ...(other === undefined ? [] : [heading.other, 'change'])],
      ...rowsOf(draft, other),
    ]),
  ];
  const refused = REFUSED.filter(([why]) => answer.refused[why] !== undefined);
  if (refused.length > 0) {
    lines.push('', 'Leads that are left out, and in none of the sums:');
    lines.push(
      ...refused.map(([why, words]) => `  ${words}: ${number.format(answer.refused[why] ?? 0)}`),
    );
  }
  const left = Object.entries(dropped);
  if (left.length > 0) {
    lines.push('', 'Not lived again, for in the draft there was nothing it could be about:');
    lines.push(
      ...left.map(([what, times]) => `  ${DROPPED[what] ?? what}: ${number.format(times)}`),
    );
  }
  return [...lines, ...differenceLines(answer, heading)].join('\n');
}

const REFUSED: readonly [Refusal, string][] = [
  ['too-long', `more than ${number.format(MOST_TURNS)} turns to live, or a past too long to read`],
  ['broken', 'something of them cannot be read or decided'],
];

const DROPPED: { [what: string]: string } = {
  engagement: 'opens, clicks and replies to messages that were not sent',
  ticket: 'words of sales on leads that were not handed over',
  delivery: 'outcomes of deliveries (here every message arrives)',
  assignment: 'assignments (here they are made at once)',
  benefit: 'benefits given (here the draft gives its own)',
  migrate: 'moves to another version (here there is one from the beginning)',
  merge: 'merges (here merged leads are one from the beginning)',
  recompute: 'recomputes (here the rules are those of the draft from the beginning)',
};

function differenceLines({ difference }: Answer, { other }: Heading): string[] {
  if (difference === undefined) return [];
  const { handOvers, tiers, leadsWithMoreMessages, leadsWithFewerMessages } = difference;
  const { earlier, later, same, onlyDraft, onlyOther, medianShiftMs } = handOvers;
  const shift = medianShiftMs === null ? '' : `; median ${signedSpan(medianShiftMs)}`;
  return [
    '',
    `Lead by lead, against ${other}:`,
    `  handed over earlier ${number.format(earlier)}, later ${number.format(later)}, at the same time ${number.format(same)}${shift}`,
    `  handed over only by the draft ${number.format(onlyDraft)}, only there ${number.format(onlyOther)}`,
    `  more messages for ${number.format(leadsWithMoreMessages)} leads, fewer for ${number.format(leadsWithFewerMessages)}`,
    ...Object.entries(tiers).map(([move, times]) => `  tier ${move}: ${number.format(times)}`),
  ];
}

type Row = [what: string, read: (account: Account) => number | null, show: (n: number) => string];

const asCount = (n: number): string => number.format(n);
const asShare = (n: number): string => percent(n);
const asAuc = (n: number): string => n.toFixed(3);

function rowsOf(draft: Account, other: Account | undefined): string[][] {
  const all = other === undefined ? [draft] : [draft, other];
  const names = (of: (account: Account) => { [name: string]: number }): string[] =>
    [...new Set(all.flatMap((account) => Object.keys(of(account))))].toSorted();
  const counted = (word: string, of: (account: Account) => { [name: string]: number }): Row[] =>
    names(of).map((name) => [`${word} ${name}`, (one) => of(one)[name] ?? 0, asCount]);
  const rows: Row[] = [
    ['messages', (one) => one.messages, asCount],
    ...counted('  sent', sentOf),
    ...counted('withheld:', (one) => one.withheld),
    ...counted('made to wait:', (one) => one.held),
    ...counted('passed over:', (one) => one.passedOver),
    ...counted('entered', (one) => one.entered),
    ...counted('tier', (one) => one.tierMoves),
    ['leads handed over', (one) => one.handOvers.leads, asCount],
    ['  median after', (one) => one.handOvers.medianAfterMs, span],
    ...draft.tiers.flatMap(({ tier }): Row[] => [
      [`leads in ${tier}`, (one) => tierOf(one, tier)?.leads ?? 0, asCount],
      ['  converted', (one) => tierOf(one, tier)?.rate ?? null, asShare],
    ]),
    ['precision of the top tier', (one) => one.precision, asShare],
    ['ROC AUC of the score', (one) => one.auc, asAuc],
  ];
  return rows.map((row) => cells(row, draft, other));
}

function cells([what, read, show]: Row, draft: Account, other: Account | undefined): string[] {
  const shown = (value: number | null): string => (value === null ? '-' : show(value));
  const ours = read(draft);
  if (other === undefined) return [what, shown(ours)];
  const theirs = read(other);
  const change =
    ours === null || theirs === null || ours === theirs
      ? ''
      : `${ours > theirs ? '+' : '-'}${show(Math.abs(ours - theirs))}`;
  return [what, shown(ours), shown(theirs), change];
}

const sentOf = ({ sent }: Account): { [name: string]: number } =>
  Object.fromEntries(
    sent.map(({ template, channel, messages }) => [`${template} (${channel})`, messages]),
  );

const tierOf = ({ tiers }: Account, tier: string) => tiers.find((one) => one.tier === tier);

const signedSpan = (ms: number): string =>
  ms === 0 ? 'no shift' : `${span(Math.abs(ms))} ${ms < 0 ? 'earlier' : 'later'}`;

function span(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 120) return `${minutes} min`;
  const hours = minutes / 60;
  return hours < 48 ? `${hours.toFixed(1)} h` : `${(hours / 24).toFixed(1)} d`;
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
      .join('  ')
      .trimEnd(),
  );
}
