import type { Document } from '../document.js';
import type { Path } from '../problem.js';
import { entryEventOf } from './entry-event.js';

/** A place at which a template is sent or shown to somebody. */
export interface TemplateUse {
  template: string;
  path: Path;
  channels: readonly string[];
  to: 'lead' | 'colleague';
  category?: string;
  /** There is a coupon to tell of. */
  coupon?: true;
  /** The journey waits for an event, so that `event` may hold one. */
  waits?: true;
  /** The event whose properties `entry` holds, where there is one for all. */
  event?: string;
}

/** Every use of every template; a piece of a pool is used by each step that sends from the pool. */
export function templateUses({ journeys, pools = {} }: Document): TemplateUse[] {
  return journeys.flatMap(({ id, enter, steps }) => {
    const event = entryEventOf(enter);
    const waits = steps.some(({ wait }) => typeof wait === 'object' && 'for' in wait);
    const known = {
      ...(event === undefined ? {} : { event }),
      ...(waits ? { waits: true as const } : {}),
    };
    return steps.flatMap(({ send, notify }, index): TemplateUse[] => {
      const path = ['journeys', id, 'steps', index];
      if (notify) {
        const { template, channels } = notify;
        return [
          { template, path: [...path, 'notify', 'template'], channels, to: 'colleague', ...known },
        ];
      }
      if (send === undefined) return [];
      const use = {
        channels: [send.channel].flat(),
        to: 'lead' as const,
        category: send.category,
        ...(send.coupon === undefined ? {} : { coupon: true as const }),
        ...known,
      };
      if (send.template !== undefined)
        return [{ template: send.template, path: [...path, 'send', 'template'], ...use }];
      const pieces = Object.hasOwn(pools, send.pool ?? '') ? pools[send.pool ?? '']?.pieces : [];
      return (pieces ?? []).map((template, place) => ({
        template,
        path: ['pools', send.pool ?? '', 'pieces', place],
        ...use,
      }));
    });
  });
}
