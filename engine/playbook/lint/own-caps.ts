import { whenCappedOf } from '../compile/policies.js';
import type { AuthoredPlaybook, PoliciesDocument } from '../document.js';
import { milliseconds } from '../duration.js';
import type { Path } from '../problem.js';
import type { JourneyDocument, SendDocument, WhenCappedDocument } from '../schema/journey.js';
import { graphOf, type Graph } from './graph.js';
import type { Report } from './report.js';

type Cap = NonNullable<PoliciesDocument['caps']>[number];

/** Ways looked at in one playbook; what lies beyond is not judged. */
const MOST_WAYS = 50_000;

/** Sends that a cap of the playbook always bars, because their own journey has used it up by then. */
export function lintOwnCaps(playbook: AuthoredPlaybook, report: Report): void {
  const caps = (playbook.policies?.caps ?? []).filter((cap) => cap.while === undefined);
  const budget = { left: MOST_WAYS };
  for (const [id, journey] of Object.entries(playbook.journeys ?? {})) {
    if (caps.length === 0 || journey.steps.every(({ send }) => send === undefined)) continue;
    const backwards = backwardsOf(graphOf(journey));
    const kinds = journey.steps.map(({ send }) => send && kindOf(send));
    for (const cap of caps) {
      const kind = kindOf(cap);
      const counted = journey.steps.map(
        ({ send }, index) => kinds[index] === kind && send?.exempt?.includes(cap.id) !== true,
      );
      if (!counted.includes(true) || budget.left < 0) continue;
      const per = milliseconds(cap.per);
      const ground = { cap, per, steps: journey.steps, counted, backwards };
      lintCap(ground, ['journeys', id, 'steps'], budget, report);
    }
  }
}

/** One cap over the steps of one journey. */
interface Ground {
  cap: Cap;
  /** Its span, in ms. */
  per: number;
  steps: JourneyDocument['steps'];
  /** Which of the steps it counts. */
  counted: readonly boolean[];
  backwards: Backwards;
}

/** For each step those that lead to it, with the longest time between; `sent` where a send on the way has gone out. */
type Backwards = readonly { from: number; most: number; sent: boolean }[][];

/** The first way out of a send is that of a message sent; the others are taken where it was not. */
function backwardsOf(graph: Graph): Backwards {
  const ways: { from: number; most: number; sent: boolean }[][] = graph.map(() => []);
  graph.forEach((out, from) => {
    out.forEach(({ to, most }, place) => {
      const again = out.slice(0, place).some((way) => way.to === to && way.most >= most);
      if (to !== 'end' && !again) ways[to]?.push({ from, most, sent: place === 0 });
    });
  });
  return ways;
}

function lintCap(ground: Ground, path: Path, budget: { left: number }, report: Report): void {
  const { cap, steps, counted } = ground;
  steps.forEach(({ id }, index) => {
    if (counted[index] !== true) return;
    const barred = new Set(waysTo(index, ground, budget).map((way) => isBarred(way, ground)));
    if (!barred.has(true)) return;
    const never = barred.has(false) ? 'on one way never' : 'never';
    const message = `step \`${id}\` ${never} sends: its own journey has used up cap \`${cap.id}\` (${cap.max} in ${cap.per}) by then`;
    const hint = 'longer waits, whenCapped: { delay: ... }, or a higher cap';
    const at = [...path, index, 'send'];
    if (never === 'never') report.problem(at, 'capped-by-itself', message, hint);
    else report.warn(at, 'capped-by-itself', message, hint);
  });
}

/** What caps tell sends apart by; nothing for a send that may go by several channels. */
function kindOf({ channel, category }: Pick<SendDocument, 'channel' | 'category'>) {
  const only =
    typeof channel === 'string' ? channel : channel.length === 1 ? channel[0] : undefined;
  return only === undefined ? undefined : `${only}/${category}`;
}

/** A send on the way: its step, and how long before the end of the way at most, in ms. */
interface Sent {
  step: number;
  before: number;
}

/** The ways that end at a step, each with the sends on it that the cap counts, the step's own last. */
function waysTo(
  end: number,
  { per, counted, backwards }: Ground,
  budget: { left: number },
): Sent[][] {
  const done: Sent[][] = [];
  // Twice the span of the cap: what was barred itself has not used it up.
  const span = per * 2;
  const open: { at: number; before: number; sent: Sent[] }[] = [
    { at: end, before: 0, sent: [{ step: end, before: 0 }] },
  ];
  for (let way = open.pop(); way !== undefined; way = open.pop()) {
    if (--budget.left < 0) return [];
    const { at, before, sent } = way;
    if (at === 0) done.push(sent);
    for (const { from, most, sent: goes } of backwards[at] ?? []) {
      const earlier = before + most;
      if (earlier >= span) {
        done.push(sent);
        continue;
      }
      const more =
        goes && counted[from] === true ? [{ step: from, before: earlier }, ...sent] : sent;
      open.push({ at: from, before: earlier, sent: more });
    }
  }
  return done;
}

/** Whether the last send of a way finds the cap full although everything before it took as long as it may. */
function isBarred(way: readonly Sent[], { cap, per, steps }: Ground): boolean {
  const gone: number[] = [];
  let late = 0;
  let barred = false;
  for (const { step, before } of way) {
    const now = late - before;
    const recent = gone.filter((at) => now - at < per);
    const first = recent[recent.length - cap.max];
    const room = recent.length < cap.max ? now : first === undefined ? Infinity : first + per;
    barred = room - now > patience(steps[step]?.send?.whenCapped ?? cap.whenCapped);
    if (barred) continue;
    late += room - now;
    gone.push(room);
  }
  return barred;
}

/** How long a send waits for room, in ms. */
function patience(whenCapped: WhenCappedDocument = 'skip'): number {
  const { then, ...rest } = whenCappedOf(whenCapped);
  return then === 'delay' && 'atMost' in rest ? rest.atMost : 0;
}
