import type { Sealer } from '../../crypto/sealer.js';
import type { IdentityKey } from '../../leads/identity-key.js';
import type { Person } from '../person.js';
import type { Submission } from '../submission.js';

export type CaptureId = Pick<Submission, 'messageId' | 'recentId'>;

const WINDOW = 60_000;

/**
 * The id of a capture whose sender gave none: the same form, mail address and phone within 60 s are one capture (a double
 * click, a browser that tries again). The id names the minute, and `recentId` the minute before, of which only the last
 * 60 s count; so the window slides although ids are fixed.
 *
 * @param realNow epoch ms; people click in real time, whatever the engine's clock says
 */
export function captureId(
  capture: {
    said: string | undefined;
    form: string;
    person: Pick<Person, 'known'>;
    keys: readonly IdentityKey[];
    sealer: Sealer;
  },
  realNow = Date.now(),
): CaptureId {
  if (capture.said !== undefined) return { messageId: capture.said };
  const { email, phone } = capture.person.known;
  const who = (email ?? phone) ? [email, phone?.e164] : capture.keys.map(({ id }) => id);
  const name = capture.sealer
    .index('capture', JSON.stringify([capture.form, ...who]))
    .toString('base64url')
    .slice(0, 22);
  const minute = Math.floor(realNow / WINDOW);
  return { messageId: `form-${name}-${minute}`, recentId: `form-${name}-${minute - 1}` };
}
