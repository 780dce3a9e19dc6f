import type { Condition, PropertyTest } from '../condition.js';
import { milliseconds } from '../duration.js';
import type { Trigger } from '../playbook.js';
import type { EnterDocument, TriggerDocument } from '../schema/journey.js';
import { compileCondition, engagementPattern } from './conditions.js';
import type { Context } from './context.js';

/** Triggers and guard of a journey. */
export function compileEnter(
  enter: EnterDocument,
  context: Context,
): { enter: Trigger[]; where?: Condition } {
  const triggers = (enter.any ?? [enter]).map((trigger) => compileTrigger(trigger, context));
  if (enter.where === undefined) return { enter: triggers };
  const guard = compileCondition(enter.where, 'guard', context);
  const [only] = triggers;
  if (triggers.length !== 1 || only?.on !== 'event') return { enter: triggers, where: guard };
  const { tests, rest } = withoutEntryTests(guard);
  const pattern = { ...only.pattern, where: [...only.pattern.where, ...tests] };
  return { enter: [{ on: 'event', pattern }], ...(rest ? { where: rest } : {}) };
}

function compileTrigger(trigger: TriggerDocument, context: Context): Trigger {
  const { event, tierEntered, scoreReached, mark, tagged, becomesTrue, inactive } = trigger;
  if (event !== undefined) return { on: 'event', pattern: { event, where: [] } };
  if (tierEntered !== undefined) return { on: 'tierEntered', tier: tierEntered };
  if (scoreReached !== undefined) return { on: 'scoreReached', score: scoreReached };
  if (mark !== undefined) return { on: 'mark', mark };
  if (tagged !== undefined) return { on: 'tag', tag: tagged };
  if (becomesTrue) {
    return { on: 'becomesTrue', condition: compileCondition(becomesTrue, 'state', context) };
  }
  if (inactive !== undefined) return { on: 'inactive', ms: milliseconds(inactive) };
  for (const what of ['clicked', 'opened', 'replied'] as const) {
    const asked = trigger[what];
    if (asked !== undefined) return { on: 'event', pattern: engagementPattern(what, asked) };
  }
  return { on: 'manual' };
}

/**
 * Tests on the entry event that must hold in any case belong to the trigger: an event that fails them is another event,
 * rings nobody and is not noted as passed over.
 */
function withoutEntryTests(guard: Condition): { tests: PropertyTest[]; rest?: Condition } {
  if (guard.is === 'entry') return { tests: guard.where };
  if (guard.is !== 'all') return { tests: [], rest: guard };
  const parts = guard.of.map((part) => withoutEntryTests(part));
  const tests = parts.flatMap((part) => part.tests);
  const [first, ...more] = parts.flatMap(({ rest }) => rest ?? []);
  if (first === undefined) return { tests };
  return { tests, rest: more.length === 0 ? first : { is: 'all', of: [first, ...more] } };
}
