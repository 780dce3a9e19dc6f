import type { AuthoredPlaybook } from '../document.js';
import type { EnterDocument } from '../schema/journey.js';
import { whyNever, type World } from './never.js';
import type { Report } from './report.js';

/** Pairs of journeys compared for one template; more say nothing new. */
const MOST_PAIRS = 20;

interface Sender {
  journey: string;
  enter: EnterDocument;
  step: number;
  /** Out of a pool, which gives nobody the same piece twice. */
  pool?: string;
}

/** Two journeys that send the same template to leads whom neither guard keeps out: with one input, or in time. */
export function lintTwiceSent(playbook: AuthoredPlaybook, world: World, report: Report): void {
  for (const [template, senders] of sendersOf(playbook)) {
    const pairs = senders.flatMap((second, index) =>
      senders.slice(0, index).map((first) => ({ first, second })),
    );
    const told = new Set<string>();
    for (const { first, second } of pairs.slice(0, MOST_PAIRS)) {
      const samePool = first.pool !== undefined && first.pool === second.pool;
      if (samePool || told.has(second.journey)) continue;
      if (exclusive(first.enter, second.enter, world)) continue;
      told.add(second.journey);
      const message = `\`${template}\` is also sent by journey \`${first.journey}\`, which the same leads may enter`;
      const by = second.pool === undefined ? 'template' : 'pool';
      const path = ['journeys', second.journey, 'steps', second.step, 'send', by];
      report.warn(path, 'sent-twice', message, 'let their guards exclude each other');
    }
  }
}

/** By template the journeys that send it, each with the first such step. */
function sendersOf({ journeys = {}, pools = {} }: AuthoredPlaybook): Map<string, Sender[]> {
  const senders = new Map<string, Sender[]>();
  for (const [journey, { enter, steps }] of Object.entries(journeys)) {
    const own = new Set<string>();
    steps.forEach(({ send: { template, pool } = {} }, step) => {
      const pieces = pool === undefined ? [] : (pools[pool]?.pieces ?? []);
      for (const one of template === undefined ? pieces : [template]) {
        if (own.has(one)) continue;
        own.add(one);
        const sender = { journey, enter, step, ...(pool === undefined ? {} : { pool }) };
        senders.set(one, [...(senders.get(one) ?? []), sender]);
      }
    });
  }
  return senders;
}

/** Whether nobody can pass both guards at once. What lets them in does not keep them apart: it happens in time. */
function exclusive(a: EnterDocument, b: EnterDocument, world: World): boolean {
  const all = [a.where, b.where].flatMap((where) => where ?? []);
  if (all.length < 2) return false;
  return whyNever({ condition: { all }, looksAt: 'state' }, world) !== undefined;
}
