import { styleText } from 'node:util';

import type { Standing } from './standing.js';

export interface Ending {
  standing: Standing;
  skipped: number;
  /** Real seconds, from the first scene. */
  seconds: number;
  secondsToHandOver: number | undefined;
  /** A lead worth a look, and why. */
  example: { leadId: string; name: string } | undefined;
  api: string;
  temporalUi: string;
  home: string;
}

const list = (counts: { [name: string]: number }): string =>
  Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');

/** What thirty days came to, and where a newcomer looks next. */
export function summaryOf(ending: Ending): string {
  const { standing, skipped, seconds, secondsToHandOver, example, api, temporalUi, home } = ending;
  const { stages, tiers, mails, tickets, results } = standing;
  const leads = Object.values(stages).reduce((sum, count) => sum + count, 0);
  const cli = `LEADLOOM_HOME=${home} npx leadloom`;
  const rows: [string, string][] = [
    ['Leads', `${leads}: ${list(stages)} (tiers ${list(tiers)})`],
    ['Messages', `${mails.sent} sent, ${mails.clicked} clicked, ${skipped} not sent for a reason`],
    ['Hand-overs', `${tickets.assigned} to a person: ${list(results) || 'none answered yet'}`],
    [
      'First one',
      secondsToHandOver === undefined ? 'none' : `after ${secondsToHandOver.toFixed(0)} s`,
    ],
  ];
  const places: [string, string][] = [
    ['Messages', `${api}/dev/outbox`],
    ['Workflows', temporalUi],
    ['HTTP API', `${api}/docs`],
    ...(example
      ? ([
          [`Why ${example.name} is with sales`, `${cli} explain ${example.leadId}`],
          ['Each decision, step by step', `${cli} replay ${example.leadId}`],
        ] satisfies [string, string][])
      : []),
  ];
  return [
    '',
    styleText('bold', `Thirty days in ${Math.round(seconds)} seconds`),
    ...table(rows),
    '',
    styleText('bold', 'Where to look'),
    ...table(places),
    '',
  ].join('\n');
}

function table(rows: readonly [string, string][]): string[] {
  const width = Math.max(...rows.map(([title]) => title.length));
  return rows.map(([title, text]) => `  ${title.padEnd(width)}  ${text}`);
}
