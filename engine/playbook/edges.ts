import type { JourneyDocument, StepDocument } from './schema/journey.js';
import type { Edge } from './playbook.js';

/** Index of the step a name stands for, or `end`. The lint has seen to it that the name exists. */
export function targetOf(steps: readonly StepDocument[], name: string): Edge {
  if (name === 'end') return 'end';
  const index = steps.findIndex(({ id }) => id === name);
  if (index === -1) throw new Error(`no step "${name}"`);
  return index;
}

/** Where a step leads when nothing says otherwise: `then`, else the next step, else the end. */
export function onwards(steps: readonly StepDocument[], index: number): Edge {
  const then = steps[index]?.then;
  if (then !== undefined) return targetOf(steps, then);
  return index + 1 < steps.length ? index + 1 : 'end';
}

/** Every edge that leaves a step. */
export function edgesOf({ steps }: JourneyDocument, index: number): Edge[] {
  const step = steps[index];
  if (step === undefined || step.exit !== undefined) return ['end'];
  const next = onwards(steps, index);
  const to = (name: string | undefined) => (name === undefined ? next : targetOf(steps, name));
  if (step.split) return step.split.map(({ then }) => to(then));
  if (step.branch) return [...step.branch.map(({ then }) => to(then)), to(step.else)];
  const { sent, skipped, failed, happened, timeout, granted, refused = 'end' } = step.edges ?? {};
  if (step.send) return [to(sent), to(skipped), to(failed)];
  if (step.webhook) return [to(sent), to(failed)];
  if (step.grant) return [to(granted), to(refused)];
  if (typeof step.wait !== 'object' || !('for' in step.wait)) return [to(timeout)];
  const choices = Array.isArray(step.wait.for)
    ? step.wait.for.map(({ then }) => to(then))
    : [to(happened)];
  return [...choices, to(timeout)];
}
