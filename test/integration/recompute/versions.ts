import { compile } from '../../../engine/playbook/compile.js';
import type { Playbook } from '../../../engine/playbook/playbook.js';
import type { Playbooks } from '../../../src/lifecycle/turn.js';
import { documentOf } from '../../support/playbook/small.js';

/** A case mail at score 10 in tier B, a ticket in tier A; a visit is worth what the version says. */
const version = (number: number, points: number): Playbook =>
  compile(
    documentOf(`
schema: 1
playbook: scored
timeZone: Asia/Shanghai
tiers: [{ id: A, from: 20 }, { id: B, from: 10 }, { id: C, from: 0 }]
events: { form_submitted: {}, visit: {} }
scoring:
  dimensions: { behaviour: {} }
  rules: [{ id: visit, dimension: behaviour, event: visit, points: ${points}, times: each }]
journeys:
  case:
    enter: { scoreReached: 10, where: { tier: B } }
    reentry: never
    steps:
      - id: mail
        send: { template: case, channel: email, category: operational, window: anytime }
  hand-over:
    enter: { tierEntered: A }
    reentry: never
    steps:
      - id: ask
        assign: { queue: sales, reason: in tier A }
sales:
  queues: { sales: { strategy: round-robin } }
calendars: { anytime: { always: true } }
`),
    number,
  );

/** Versions that are published while a test runs: a visit is worth 1, then 5. */
export class Published implements Playbooks {
  private readonly versions = [version(1, 1), version(2, 5)];
  private live = 1;

  publish(number: number): void {
    this.live = number;
  }
  latest = (): Playbook => this.versions[this.live - 1]!;
  get = async (_name: string, number: number): Promise<Playbook> => this.versions[number - 1]!;
}
