import type { PropertyTest } from '../condition.js';
import { milliseconds, DURATION } from '../duration.js';
import { hashOf } from '../hash.js';
import type { Counter } from '../playbook.js';
import type { CountDocument } from '../schema/condition.js';

/**
 * The counters a playbook needs, found while its conditions are compiled. An id is made of what is counted, so equal
 * counts share one counter, and a new version of the playbook goes on counting where the old one was.
 */
export class Counters {
  readonly byId: { [counter: string]: Counter } = {};

  add(count: CountDocument, where: PropertyTest[]): string {
    const counted: Omit<Counter, 'id'> = {
      event: count.event,
      where,
      ...(count.within === undefined ? {} : { within: milliseconds(count.within) }),
      ...(count.distinct === undefined ? {} : { distinct: distinctOf(count.distinct) }),
    };
    const id = `${count.event}#${hashOf(counted).slice(0, 8)}`;
    this.byId[id] = { id, ...counted };
    return id;
  }
}

/** `30m`: nearer than that is one; else a property: each of its values counts once. */
function distinctOf(distinct: string): NonNullable<Counter['distinct']> {
  return DURATION.test(distinct) ? { ms: milliseconds(distinct) } : { property: distinct };
}
