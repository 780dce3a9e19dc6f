import type { Journey, Playbook } from '../../engine/playbook/playbook.js';
import { hintFor } from '../../engine/playbook/suggest.js';
import type { Inside, JourneyInside } from '../../engine/versions/inside.js';
import type { FieldProblem } from '../http/problem.js';

/** What a choice says of journeys and steps that are not there: an answer before anything is published. */
export function insideProblems(
  { journeys }: Inside,
  next: Playbook,
  older: readonly Playbook[],
): FieldProblem[] {
  return Object.entries(journeys).flatMap(([id, choice]) => {
    const at = `/inside/journeys/${escaped(id)}`;
    const now = journeyOf(next, id);
    const before = older.flatMap((playbook) => journeyOf(playbook, id) ?? []);
    if (now !== undefined || before.length > 0) return journeyProblems(choice, at, now, before);
    const known = [next, ...older].flatMap((playbook) => playbook.journeys.map((one) => one.id));
    return [unknown(at, 'unknown-journey', `There is no journey ${id}`, id, known)];
  });
}

function journeyProblems(
  { do: choice, steps = {} }: JourneyInside,
  at: string,
  now: Journey | undefined,
  before: readonly Journey[],
): FieldProblem[] {
  const problems =
    choice === 'migrate'
      ? []
      : Object.keys(steps)
          .slice(0, 1)
          .map(() => needless(at));
  const [old, present] = [before.flatMap(stepsOf), now === undefined ? [] : stepsOf(now)];
  for (const [from, to] of Object.entries(steps)) {
    const pointer = `${at}/steps/${escaped(from)}`;
    if (!old.includes(from)) {
      problems.push(
        unknown(pointer, 'unknown-step', `No version before has a step ${from}`, from, old),
      );
    }
    if (to !== 'end' && !present.includes(to)) {
      problems.push(
        unknown(pointer, 'unknown-step', `The new version has no step ${to}`, to, [
          ...present,
          'end',
        ]),
      );
    }
  }
  return problems;
}

const journeyOf = ({ journeys }: Playbook, id: string): Journey | undefined =>
  journeys.find((one) => one.id === id);
const stepsOf = ({ steps }: Journey): string[] => steps.map(({ id }) => id);

/** A name as part of a JSON pointer. */
const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

const needless = (at: string): FieldProblem => ({
  pointer: `${at}/steps`,
  code: 'steps-without-migrate',
  message: 'Steps are named for leads that come along: say "do": "migrate"',
});

function unknown(
  pointer: string,
  code: string,
  message: string,
  name: string,
  known: readonly string[],
): FieldProblem {
  const hint = hintFor(name, [...new Set(known)]);
  return { pointer, code, message, ...(hint === undefined ? {} : { hint }) };
}
