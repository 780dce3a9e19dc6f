import type { Path } from '../problem.js';
import { EDGES, type StepDocument, type StepKind, type WaitDocument } from '../schema/journey.js';
import type { Place } from './conditions.js';

/** Every way out of a step leads to a step that exists, and belongs to what the step does. */
export function lintTargets(step: StepDocument, kind: StepKind, path: Path, place: Place): void {
  for (const [target, at] of targetsOf(step)) {
    if (target === undefined || target === 'end') continue;
    place.report.known('step', target, [...(place.steps?.keys() ?? []), 'end'], [...path, ...at]);
  }
  for (const edge of Object.keys(step.edges ?? {})) lintEdge(step, kind, edge, path, place);
  lintBeside(step, kind, path, place);
}

function targetsOf(step: StepDocument): [string | undefined, Path][] {
  const { edges = {}, branch = [], split = [], wait } = step;
  const of = (ways: readonly { then: string }[], ...at: Path) =>
    ways.map(({ then }, index): [string, Path] => [then, [...at, index, 'then']]);
  return [
    [step.then, ['then']],
    [step.else, ['else']],
    ...Object.entries(edges).map(([edge, to]): [string, Path] => [to, ['edges', edge]]),
    ...of(branch, 'branch'),
    ...of(split, 'split'),
    ...of(choicesOf(wait), 'wait', 'for'),
  ];
}

function lintEdge(
  { wait }: StepDocument,
  kind: StepKind,
  edge: string,
  path: Path,
  { report }: Place,
): void {
  const at = [...path, 'edges', edge];
  if (!(EDGES[kind] ?? []).includes(edge)) {
    report.problem(at, 'misplaced', `${kind} has no edge \`${edge}\``);
  } else if (edge === 'happened' && !waitsForOne(wait)) {
    const message =
      choicesOf(wait).length > 0 ? 'each `when` has its own `then`' : 'nothing is waited for';
    report.problem(at, 'misplaced', message);
  }
}

/** What stands beside the kind of a step and would be passed over in silence. */
function lintBeside(step: StepDocument, kind: StepKind, path: Path, { report }: Place): void {
  const beside = { else: ['branch'], holdout: ['split'] } as const;
  for (const [key, [owner]] of Object.entries(beside)) {
    if (key in step && kind !== owner)
      report.problem([...path, key], 'misplaced', `\`${key}\` belongs to a ${owner}`);
  }
  if (step.then !== undefined && (kind === 'exit' || kind === 'split'))
    report.problem([...path, 'then'], 'misplaced', `nothing follows on ${kind} but its own ways`);
}

function waitsForOne(wait: WaitDocument | undefined): boolean {
  return typeof wait === 'object' && 'for' in wait && !Array.isArray(wait.for);
}

function choicesOf(wait: WaitDocument | undefined): { then: string }[] {
  return typeof wait === 'object' && 'for' in wait && Array.isArray(wait.for) ? wait.for : [];
}
