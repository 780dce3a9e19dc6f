import type { AuthoredPlaybook } from '../document.js';
import type { ConditionDocument } from '../schema/condition.js';
import type { EnterDocument } from '../schema/journey.js';
import { whyNever, type World } from './never.js';
import type { Report } from './report.js';

/** Pairs of journeys compared for one template; more say nothing new. */
const MOST_PAIRS = 20;

interface Sender {
  journey: string;
  enter: EnterDocument;
  step: number;
}

/** Two journeys that send the same template to leads which may enter both with one input. */
export function lintTwiceSent(playbook: AuthoredPlaybook, world: World, report: Report): void {
  for (const [template, senders] of sendersOf(playbook)) {
    const pairs = senders.flatMap((second, index) =>
      senders.slice(0, index).map((first) => ({ first, second })),
    );
    const told = new Set<string>();
    for (const { first, second } of pairs.slice(0, MOST_PAIRS)) {
      if (told.has(second.journey) || exclusive(first.enter, second.enter, world)) continue;
      told.add(second.journey);
      const message = `\`${template}\` is also sent by journey \`${first.journey}\`, which the same leads may enter`;
      const path = ['journeys', second.journey, 'steps', second.step, 'send', 'template'];
      report.warn(path, 'sent-twice', message, 'let their guards exclude each other');
    }
  }
}

/** By template the journeys that send it, each with the first such step. */
function sendersOf({ journeys = {} }: AuthoredPlaybook): Map<string, Sender[]> {
  const senders = new Map<string, Sender[]>();
  for (const [journey, { enter, steps }] of Object.entries(journeys)) {
    const own = new Set<string>();
    steps.forEach(({ send }, step) => {
      const template = send?.template;
      if (template === undefined || own.has(template)) return;
      own.add(template);
      senders.set(template, [...(senders.get(template) ?? []), { journey, enter, step }]);
    });
  }
  return senders;
}

/** Whether nobody can pass both guards at once. */
function exclusive(a: EnterDocument, b: EnterDocument, world: World): boolean {
  const all = [...demandsOf(a), ...demandsOf(b)];
  if (all.length < 2) return false;
  return whyNever({ condition: { all }, looksAt: 'news' }, world) !== undefined;
}

/** What holds of a lead that enters: the guard, and what its only trigger says. */
function demandsOf({ tierEntered, event, becomesTrue, where }: EnterDocument): ConditionDocument[] {
  return [
    ...(tierEntered === undefined ? [] : [{ tier: tierEntered }]),
    ...(event === undefined ? [] : [{ event }]),
    ...(becomesTrue === undefined ? [] : [becomesTrue]),
    ...(where === undefined ? [] : [where]),
  ];
}
