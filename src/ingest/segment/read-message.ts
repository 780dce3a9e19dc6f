import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../../engine/json.js';
import type { Role } from '../../access/roles.js';
import type { Sealer } from '../../crypto/sealer.js';
import { check } from '../../http/check-body.js';
import type { FieldProblem } from '../../http/problem.js';
import { identityKeys } from '../../leads/identity-key.js';
import type { PlaybookLibrary } from '../../playbooks/library.js';
import { eventTime } from '../event-time.js';
import { forbiddenContent } from '../forbidden-content.js';
import { LIMITS } from '../limits.js';
import { readLocale, readTimeZone } from '../locale.js';
import { type Person, readPerson } from '../person.js';
import type { Given, Submission } from '../submission.js';
import { contentHash } from '../content-hash.js';
import { contentOf } from './content.js';
import { externalIdsOf } from './external-ids.js';
import { type Message, message as messageSchema } from './message.js';
import { traitsOf } from './traits.js';

/** No character takes more than three bytes of UTF-8. */
const SURELY_SMALL = LIMITS.event / 3;

export interface MessageParts {
  library: PlaybookLibrary;
  sealer: Sealer;
}

/** What a message has from its surroundings. */
export interface Envelope {
  source: string;
  role: Role;
  /** Epoch ms of the engine's clock. */
  received: number;
  /** Scores and counts, but enters no journey and sends nothing. */
  history?: boolean;
  sentAt?: string | null | undefined;
  context?: JsonObject | null | undefined;
}

export type ReadMessage =
  | { ok: true; submission: Submission }
  | { ok: false; problem: FieldProblem; messageId?: string };

/** Reads one message. `raw` is as it came, with the call's name as `type`. */
export function readMessage(parts: MessageParts, raw: unknown, envelope: Envelope): ReadMessage {
  const forbidden = forbiddenContent(raw);
  const messageId = idOf(raw);
  const refuse = (problem: FieldProblem): ReadMessage => ({
    ok: false,
    problem,
    ...(messageId === undefined ? {} : { messageId }),
  });
  if (forbidden) return refuse(forbidden);
  const json = JSON.stringify(raw) ?? '';
  if (json.length > SURELY_SMALL && Buffer.byteLength(json) > LIMITS.event)
    return refuse(TOO_LARGE);
  const checked = check(messageSchema, raw);
  if (!checked.ok) return refuse(checked.problems[0] ?? TOO_LARGE);
  const read = submit(parts, checked.value, envelope, json);
  return 'code' in read ? refuse(read) : { ok: true, submission: read };
}

function submit(
  { library, sealer }: MessageParts,
  message: Message,
  envelope: Envelope,
  json: string,
): Submission | FieldProblem {
  const content = contentOf(message);
  if ('code' in content) return content;
  const context = { ...envelope.context, ...message.context };
  const time = timeOf(message, envelope);
  if (!time.ok)
    return problem(
      `/${time.field}`,
      'invalid-time',
      'is no time that can be: RFC 3339, from 1990 on, not years ahead',
    );
  const playbook = message.playbook ? library.find(message.playbook) : library.default();
  if (!playbook) return problem('/playbook', 'unknown-playbook', 'no live playbook has this name');
  const person = content.traits
    ? readPerson(traitsOf(content.traits), '/traits', playbook)
    : undefined;
  if (person?.problems[0]) return person.problems[0];
  const keys = identityKeys(sealer, {
    ...content.ids,
    ...externalIdsOf(message, context),
    ...person?.known,
  });
  if (keys.length === 0)
    return problem('/userId', 'no-identity', 'userId or anonymousId is required');
  const given = givenOf(message, envelope, context, person);
  if ('code' in given) return given;
  const { ok: _ok, ...when } = time;
  return {
    source: envelope.source,
    messageId: message.messageId ?? randomUUID(),
    bodyHash: contentHash(json),
    ...when,
    ...(message.playbook ? { playbook: message.playbook } : {}),
    ...(message.test ? { test: true } : {}),
    ...(envelope.history ? { history: true } : {}),
    who: content.same ? { keys, same: true } : { keys },
    body: content.body,
    ...(Object.keys(given).length > 1 || Object.keys(given.values).length > 0 ? { given } : {}),
  };
}

function timeOf({ timestamp, originalTimestamp, sentAt }: Message, envelope: Envelope) {
  const said = { timestamp: timestamp ?? originalTimestamp, sentAt: sentAt ?? envelope.sentAt };
  return eventTime(said, envelope.received);
}

/** What is said of the person; language and zone count only where the person speaks for itself. */
function givenOf(
  message: Message,
  { role }: Envelope,
  context: JsonObject,
  person: Person | undefined,
): Given | FieldProblem {
  const given: Given = { values: person?.values ?? {} };
  if (!person) return given;
  const locale = readLocale(context['locale']);
  const timeZone = readTimeZone(context['timezone']);
  if (locale !== undefined) given.locale = locale;
  if (timeZone !== undefined) given.timeZone = timeZone;
  if (!message.consent) return given;
  if (role !== 'admin')
    return problem('/consent', 'forbidden-role', 'consent by event wants an admin key');
  given.consent = message.consent.map(({ wording, ...word }) => ({
    ...word,
    by: 'import' as const,
    ...(wording === undefined ? {} : { wording }),
  }));
  return given;
}

function idOf(raw: unknown): string | undefined {
  if (typeof raw !== 'object' || raw === null || !('messageId' in raw)) return undefined;
  const { messageId } = raw;
  const isFit =
    typeof messageId === 'string' &&
    messageId.length <= LIMITS.messageId &&
    !messageId.includes('\0');
  return isFit ? messageId : undefined;
}

const problem = (pointer: string, code: string, message: string): FieldProblem => ({
  pointer,
  code,
  message: `${pointer}: ${message}`,
});

const TOO_LARGE = problem(
  '',
  'too-large',
  `an event may have ${LIMITS.event / 1024} KB of JSON at most`,
);
