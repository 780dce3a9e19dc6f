import type { JourneyPreview, Preview, StepPreview } from '../playbooks/preview/preview.js';
import type { Way } from '../playbooks/preview/tally.js';

/** A preview for people, a line for each step. */
export function previewText(preview: Preview): string {
  const { playbook, from, to, leads, journeys, sendsWithinHour, endless } = preview;
  const mails = sendsWithinHour.map(
    ({ template, channel, sends, without }) =>
      `  ${template} by ${channel}: ${shown(sends)} (${shown(without)} if nothing were published)`,
  );
  return [
    `${playbook}: version ${from} -> ${to}, ${shown(leads)} leads inside.`,
    ...journeys.flatMap(journeyLines),
    ...(mails.length === 0
      ? []
      : ['', 'Messages of leads that come along or leave, within the hour:', ...mails]),
    ...(endless === 0
      ? []
      : ['', `${shown(endless)} leads take too many turns within the hour: told as far as lived.`]),
    '',
    'Nothing was changed.',
  ].join('\n');
}

function journeyLines(journey: JourneyPreview): string[] {
  const { stay, move, end, leave, overAtOnce } = journey;
  const parts = [
    [stay, 'finish on their version'],
    [move, 'come along'],
    [overAtOnce, 'of these waits over at once'],
    [end, 'end'],
    [leave, 'leave'],
  ] as const;
  const told = parts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${shown(count)} ${what}`);
  const head = `${journey.journey} (${journey.do}): ${shown(journey.runs)} inside; ${told.join(', ')}`;
  const width = Math.max(...journey.steps.map(({ step }) => step.length));
  return ['', head, ...journey.steps.map((step) => stepLine(step, width))];
}

function stepLine({ version, step, runs, waits, ways }: StepPreview, width: number): string {
  const kinds = Object.entries(waits)
    .map(([wait, count]) => (count === runs ? wait : `${wait} ${shown(count)}`))
    .join(', ');
  const goes = ways.map(wayText).join('; ');
  return `  v${version} ${step.padEnd(width)} ${shown(runs).padStart(8)} ${kinds.padEnd(9)} ${goes}`.trimEnd();
}

function wayText({ does, to, why, runs, overAtOnce }: Way): string {
  const over = overAtOnce === 0 ? '' : `, ${shown(overAtOnce)} over at once`;
  const because = BECAUSE[why] === undefined ? '' : ` (${BECAUSE[why]})`;
  const where = does === 'moves' ? `-> ${to ?? ''}` : does;
  return `${where} ${shown(runs)}${because}${over}`;
}

const BECAUSE: { [why in Way['why']]?: string } = {
  removed: 'the step is gone',
  gone: 'the journey is gone',
  mapped: 'as you say',
  key: 'the journey has another key',
  age: 'its longest time is over',
};

const shown = (count: number): string => count.toLocaleString('en-GB');
