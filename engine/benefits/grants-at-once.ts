import type { GrantCommand } from '../command.js';
import type { InputBody } from '../input.js';

/** A ledger of grants in memory, for one simulated lead: once per key, and never more than the stock. */
export class GrantsAtOnce {
  private readonly given = new Map<string, Set<string>>();

  answer({ ref, benefit, once = '', stock = Infinity }: GrantCommand): InputBody {
    const keys = this.given.get(benefit) ?? new Set();
    this.given.set(benefit, keys);
    const why = keys.has(once) ? 'already' : keys.size >= stock ? 'stock' : undefined;
    if (why !== undefined) {
      return { kind: 'event', name: 'benefit.refused', properties: { ref, benefit, why } };
    }
    keys.add(once);
    return { kind: 'event', name: 'benefit.granted', properties: { ref, benefit } };
  }
}
