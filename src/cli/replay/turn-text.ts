import { Tongue } from '../../../engine/explain/tongue.js';
import { inputName } from '../../ingest/numbering.js';
import { summaryOf } from '../../lifecycle/outcome.js';
import type { Change } from './difference.js';
import type { RecordedTurn, ReplayedTurn } from './turn.js';

const WIDEST = 160;

/** A replayed turn for the terminal: what came in, why, what changed, what was ordered, and where today differs. */
export function turnText(replayed: ReplayedTurn, timeZone: string, sentences: string[]): string {
  const { turn, changes, drift, failure } = replayed;
  const { name, version } = turn.playbook;
  return [
    `Decision ${turn.revision}  ${new Tongue('en', timeZone).time(turn.now)}  ${name}@${version}`,
    ...turn.inputs.map((input) => `  input     ${input.n} ${inputName(input)} (${input.id})`),
    ...(turn.inputs.length === 0 && turn.missing === 0 ? [`  deadline  ${cause(turn)}`] : []),
    ...sentences.map((sentence) => `  why       ${sentence}`),
    ...changes.map((change) => `  change    ${changeText(change)}`),
    ...turn.commands.map((command) => `  command   ${command.ref} ${summaryOf(command)}`),
    ...drift.map((change) => `  TODAY     ${changeText(change)}`),
    ...(failure === undefined ? [] : [`  TODAY     fails: ${failure}`]),
  ].join('\n');
}

function cause({ until, now }: RecordedTurn): string {
  return until === now
    ? 'no input; something was due'
    : 'no input yet; something was due before it';
}

function changeText({ path, before, after }: Change): string {
  if (before === undefined) return short(`+ ${path}: ${JSON.stringify(after)}`);
  if (after === undefined) return short(`- ${path}: ${JSON.stringify(before)}`);
  return short(`${path}: ${JSON.stringify(before)} -> ${JSON.stringify(after)}`);
}

const short = (text: string): string =>
  text.length <= WIDEST ? text : `${text.slice(0, WIDEST - 1)}…`;
