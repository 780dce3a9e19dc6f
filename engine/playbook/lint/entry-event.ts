import type { EnterDocument } from '../schema/journey.js';

/** The event a run begins with, where there is one for all its runs. */
export function entryEventOf({
  any,
  event,
  clicked,
  opened,
  replied,
}: EnterDocument): string | undefined {
  if (any !== undefined) return undefined;
  if (event !== undefined) return event;
  const engaged = { clicked, opened, replied };
  const [what] = Object.entries(engaged).find(([, asked]) => asked !== undefined) ?? [];
  return what === undefined ? undefined : `message.${what}`;
}
