import type { Path } from '../problem.js';
import { CONDITION_HEADS, type ConditionDocument } from '../schema/condition.js';
import type { JourneyDocument, StepDocument } from '../schema/journey.js';
import { alternatives } from './alternatives.js';
import type { Report } from './report.js';

/**
 * Outcomes of a step that a journey says nothing of, and where going on with the next step is hardly meant: a wait for
 * what may never happen, a branch that leads to the same step whether it holds or not, a wait for a click on a mail that
 * was not sent.
 */
export function lintMissingEdges(journey: JourneyDocument, path: Path, report: Report): void {
  journey.steps.forEach((step, index) => {
    const at = [...path, 'steps', index];
    lintWait(step, journey, at, report);
    lintBranch(step, journey.steps[index + 1], at, report);
    lintSend(step, nextOf(step, index, journey), at, report);
  });
}

function lintWait(
  { id, wait }: StepDocument,
  journey: JourneyDocument,
  path: Path,
  report: Report,
) {
  if (typeof wait !== 'object' || !('for' in wait) || wait.timeout !== undefined) return;
  if (journey.maxAge !== undefined || journey.deadline !== undefined) return;
  const message = `a lead for whom this never happens stays at step \`${id}\` for ever`;
  const hint = 'timeout: 30d beside `for`, or maxAge on the journey';
  report.warn([...path, 'wait'], 'missing-edge', message, hint);
}

function lintBranch(
  step: StepDocument,
  next: StepDocument | undefined,
  path: Path,
  report: Report,
): void {
  if (step.branch === undefined || step.else !== undefined || step.then !== undefined) return;
  const same = step.branch.findIndex(({ then }) => then === (next?.id ?? 'end'));
  if (same === -1) return;
  const to = step.branch[same]?.then ?? '';
  const message = `whether this holds or not, step \`${step.id}\` leads to \`${to}\``;
  report.warn([...path, 'branch', same], 'missing-edge', message, 'say where else to go: `else`');
}

function nextOf(
  step: StepDocument,
  index: number,
  { steps }: JourneyDocument,
): StepDocument | undefined {
  return step.then === undefined ? steps[index + 1] : steps.find(({ id }) => id === step.then);
}

function lintSend(
  step: StepDocument,
  next: StepDocument | undefined,
  path: Path,
  report: Report,
): void {
  if (step.send === undefined || typeof next?.wait !== 'object' || !('for' in next.wait)) return;
  const { id, edges } = step;
  const choices = Array.isArray(next.wait.for)
    ? next.wait.for.map(({ when }) => when)
    : [next.wait.for];
  if (!choices.every((choice) => needsMail(choice, id))) return;
  const missing = (['skipped', 'failed'] as const).filter((edge) => edges?.[edge] === undefined);
  if (missing.length === 0) return;
  const message = `where \`${id}\` sends nothing, step \`${next.id}\` waits all the same for what its lead does with it`;
  report.warn([...path, 'send'], 'missing-edge', message, `edges: ${missing.join(', ')}`);
}

/** Whether a condition can only hold with the message that this step sends. */
function needsMail(condition: ConditionDocument, step: string): boolean {
  const ways = alternatives(condition);
  return (
    ways?.every((way) =>
      way.some(({ leaf, holds }) => {
        const head = CONDITION_HEADS.find((key) => key in leaf);
        if (!holds || (head !== 'clicked' && head !== 'opened' && head !== 'replied')) return false;
        const asked = leaf[head];
        return typeof asked === 'object' && asked.step === step;
      }),
    ) ?? false
  );
}
