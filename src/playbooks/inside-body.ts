import { z } from 'zod';
import type { Inside } from '../../engine/versions/inside.js';

const act = z.enum(['pin', 'migrate', 'exit']);
const name = z.string().min(1).max(100);
const MOST = 500;

const journey = z.strictObject({
  do: act,
  steps: z
    .record(name, name)
    .refine((steps) => Object.keys(steps).length <= MOST, `at most ${MOST} steps`)
    .optional()
    .describe(
      'For `migrate`: a step of an old version -> the step that stands for it now, or `end`.',
    ),
});

/** What becomes of the leads inside a journey. */
export const insideBody = z
  .strictObject({
    default: act.default('pin'),
    journeys: z
      .record(name, journey)
      .refine((journeys) => Object.keys(journeys).length <= MOST, `at most ${MOST} journeys`)
      .default({}),
  })
  .describe(
    'Leads inside finish on the version they follow (`pin`, the default), come along (`migrate`) or leave (`exit`).',
  );

/** Everyone finishes on the version they follow. */
export const PINNED: Inside = { default: 'pin', journeys: {} };

/** The choice as the engine takes it. */
export function insideOf(body: z.infer<typeof insideBody> | undefined): Inside {
  if (body === undefined) return PINNED;
  const journeys = Object.entries(body.journeys).map(([id, { do: choice, steps }]) => [
    id,
    { do: choice, ...(steps === undefined ? {} : { steps }) },
  ]);
  return { default: body.default, journeys: Object.fromEntries(journeys) };
}
