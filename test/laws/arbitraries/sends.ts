import * as fc from 'fast-check';
import type { Edge, Lifetime, Send, Step, WhenCapped } from '../../../engine/playbook/playbook.js';
import { DAY, HOUR } from '../../support/engine/small-playbook.js';
import { CHANNELS } from './vocabulary.js';

const lifetime = fc.constantFrom<Lifetime[]>(
  { length: 2, unit: 'workdays', counts: 'open' },
  { length: 3 * HOUR, unit: 'ms', counts: 'open' },
  { length: 5 * DAY, unit: 'ms', counts: 'wall' },
);

export const whenCapped = fc.constantFrom<WhenCapped[]>(
  { then: 'skip' },
  { then: 'delay', atMost: 2 * DAY },
  { then: 'delay', atMost: 9 * DAY },
);

const content = fc.constantFrom<Pick<Send, 'template' | 'pool'>[]>(
  { template: 'mail' },
  { pool: 'pool' },
);

export function sendStep(id: string, edge: fc.Arbitrary<Edge>): fc.Arbitrary<Step> {
  const send = fc
    .record(
      {
        channels: fc.subarray([...CHANNELS], { minLength: 1 }),
        category: fc.constantFrom('marketing', 'marketing', 'operational'),
        window: fc.constantFrom('working', 'anytime'),
        expires: lifetime,
        exempt: fc.constantFrom<string[][]>([], [], ['k0']),
        whenCapped,
      },
      { requiredKeys: ['channels', 'category', 'window', 'expires', 'exempt'] },
    )
    .chain((rest) => content.map((what): Send => ({ ...what, ...rest })));
  return fc.record({
    id: fc.constant(id),
    do: fc.constant('send' as const),
    send,
    edges: fc.record({ sent: edge, skipped: edge, failed: edge }),
  });
}
