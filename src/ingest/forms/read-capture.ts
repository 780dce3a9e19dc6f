import type { Json, JsonObject } from '../../../engine/json.js';
import { formProblems, formTags } from '../../../engine/playbook/forms.js';
import type { Form, Playbook } from '../../../engine/playbook/playbook.js';
import type { Sealer } from '../../crypto/sealer.js';
import { check } from '../../http/check-body.js';
import type { FieldProblem } from '../../http/problem.js';
import { identityKeys, makesLead } from '../../leads/identity-key.js';
import type { PlaybookLibrary } from '../../playbooks/library.js';
import { contentHash } from '../content-hash.js';
import { type EventTime, eventTime } from '../event-time.js';
import { forbiddenContent } from '../forbidden-content.js';
import { readLocale, readTimeZone } from '../locale.js';
import { type Person, readPerson } from '../person.js';
import type { GivenConsent, Submission } from '../submission.js';
import { type CaptureBody, captureBody } from './capture-body.js';
import { type CaptureId, captureId } from './capture-id.js';
import { formOf } from './form-of.js';

export interface CaptureParts {
  library: PlaybookLibrary;
  sealer: Sealer;
}

export interface CaptureFrom {
  source: string;
  /** The header of that name. */
  idempotencyKey?: string;
  /** Epoch ms of the engine's clock. */
  received: number;
}

export type ReadCapture =
  | { ok: true; submission: Submission }
  /** `messageId` where the client gave one that could be read. */
  | { ok: false; problems: FieldProblem[]; messageId?: string };

/** Reads a form capture. A refusal names every field that is wrong, and no value. */
export function readCapture(
  { library, sealer }: CaptureParts,
  body: unknown,
  from: CaptureFrom,
): ReadCapture {
  const forbidden = forbiddenContent(body);
  if (forbidden) return { ok: false, problems: [forbidden] };
  const checked = check(captureBody, body);
  if (!checked.ok) return { ok: false, problems: checked.problems };
  const capture = checked.value;
  const said = idOf(capture, from.idempotencyKey);
  const refuse = (...problems: FieldProblem[]): ReadCapture => ({
    ok: false,
    problems,
    ...(said === undefined ? {} : { messageId: said }),
  });
  const found = formOf(library, capture);
  if (!found.ok) return refuse(found.problem);
  const { playbook, form, name } = found;
  const person = readPerson(capture.fields, '/fields', playbook);
  const time = eventTime(capture, from.received);
  const problems = [
    ...formProblems(playbook, name, capture.fields, consentAsked(capture)),
    ...person.problems,
    ...timeProblems(time),
  ];
  const keys = identityKeys(sealer, { ...defined(capture), ...person.known });
  if (problems.length === 0 && !keys.some(makesLead)) problems.push(NOBODY);
  if (problems.length > 0 || !time.ok) return refuse(...problems);
  const id = captureId({ said, form: name, person, keys, sealer });
  const parts = { capture, playbook, form, name, person, time, id, from, body };
  return { ok: true, submission: { ...submissionOf(parts), who: { keys } } };
}

const NOBODY: FieldProblem = {
  pointer: '/fields',
  code: 'no-identity',
  message: 'a capture needs a mail address, a phone number, a user id or an external id',
};

interface Parts {
  capture: CaptureBody;
  playbook: Playbook;
  form: Form;
  name: string;
  person: Person;
  time: Extract<EventTime, { ok: true }>;
  id: CaptureId;
  from: CaptureFrom;
  body: unknown;
}

function submissionOf(parts: Parts): Omit<Submission, 'who'> {
  const { capture, playbook, name, person, time, id, from, body, form } = parts;
  const { ok: _ok, ...when } = time;
  const locale = readLocale(capture.locale);
  const timeZone = readTimeZone(capture.timeZone);
  return {
    source: from.source,
    ...id,
    ...when,
    bodyHash: contentHash(JSON.stringify(body)),
    playbook: playbook.name,
    ...(capture.test ? { test: true } : {}),
    body: { kind: 'event', name: 'form_submitted', properties: propertiesOf(name, capture) },
    given: {
      values: person.values,
      tags: { add: formTags(form, capture as JsonObject) },
      consent: consentOf(capture, form, playbook, locale),
      origin: originOf(name, capture, from.received),
      ...(locale === undefined ? {} : { locale }),
      ...(timeZone === undefined ? {} : { timeZone }),
    },
  };
}

/** What rules may ask of a capture; nothing personal and no page address, which may hold anything in its query. */
function propertiesOf(form: string, { intent, source = {} }: CaptureBody): JsonObject {
  const { channel, campaign } = source;
  return {
    form,
    ...(intent === undefined ? {} : { intent }),
    ...(channel === undefined ? {} : { channel }),
    ...(campaign === undefined ? {} : { campaign }),
  };
}

/** Of the page its path alone: a query may hold anything. */
function originOf(
  form: string,
  { source = {}, page, intent }: CaptureBody,
  received: number,
): Json {
  const at = new Date(received).toISOString();
  const path = typeof page?.['path'] === 'string' ? page['path'].split(/[?#]/, 1)[0] : undefined;
  return { ...(source as JsonObject), form, ...(intent && { intent }), ...(path && { path }), at };
}

const consentAsked = ({ consent }: CaptureBody) =>
  consent && {
    granted: consent.granted,
    ...(consent.purpose === undefined ? {} : { purpose: consent.purpose }),
    ...(consent.channels === undefined ? {} : { channels: consent.channels }),
  };

/** A box that may be left unticked and was says nothing; only a withdrawal takes consent back. */
function consentOf(
  { consent }: CaptureBody,
  form: Form,
  { locale }: Pick<Playbook, 'locale'>,
  spoken: string | undefined,
): GivenConsent[] {
  if (!consent?.granted) return [];
  const { purpose = form.consent.purpose, channels = form.consent.channels } = consent;
  const shown = form.consent.text;
  const wording = consent.text ?? shown[spoken ?? locale.default] ?? shown[locale.default];
  return [...new Set(channels)].map((channel) => ({
    channel,
    purpose,
    granted: true,
    by: 'lead',
    ...(wording === undefined ? {} : { wording }),
  }));
}

const idOf = ({ messageId }: CaptureBody, header: string | undefined): string | undefined =>
  messageId ?? header;

function defined({ userId, externalIds, anonymousId }: CaptureBody) {
  return {
    ...(userId === undefined ? {} : { userId }),
    ...(externalIds === undefined ? {} : { externalIds }),
    ...(anonymousId === undefined ? {} : { anonymousId }),
  };
}

const timeProblems = (time: EventTime): FieldProblem[] =>
  time.ok
    ? []
    : [
        {
          pointer: `/${time.field}`,
          code: 'invalid-time',
          message: `/${time.field} is no time that can be: RFC 3339, from 1990 on, not years ahead`,
        },
      ];
