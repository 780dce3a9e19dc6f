import type { JsonObject } from '../../engine/json.js';
import type { Playbook } from '../../engine/playbook/playbook.js';
import { senderOf } from '../delivery/message-body.js';
import type { MessageBody } from '../delivery/providers/mail-provider.js';
import { leadVariables } from '../delivery/record-message.js';
import { render } from '../delivery/templates/render.js';
import { localesFor, type TemplateSet } from '../delivery/templates/template-set.js';
import type { Profile } from '../leads/profile.js';
import type { Notice } from './notice.js';

export interface NoticeParts {
  notice: Notice;
  channel: string;
  profile: Profile;
  playbook: Pick<Playbook, 'locale' | 'timeZone'>;
  templates: TemplateSet;
  /** `Name <address>` the mails to reps come from. */
  sender: string;
  repName: string;
}

/** What a person of ours is told, in the playbook's language; nothing when there is no such template. */
export function noticeBody(parts: NoticeParts): MessageBody | undefined {
  const { notice, channel, playbook, profile, sender } = parts;
  const locales = localesFor(undefined, playbook.locale);
  const template = parts.templates.find(notice.command.template, channel, locales);
  if (template === undefined) return undefined;
  const { subject, html, text } = render(template, {
    lead: leadVariables(profile, notice.command.lead),
    entry: notice.command.entry,
    event: notice.command.event ?? {},
    sender: senderOf(sender),
    // To people of ours links lead straight to where they say.
    links: template.links,
    unsubscribeUrl: '',
    ticket: ticketWords(notice, playbook, template.locale),
    rep: { name: parts.repName },
  });
  return {
    text,
    ...(channel === 'email' ? { from: sender } : {}),
    ...(subject === undefined ? {} : { subject }),
    ...(html === undefined ? {} : { html }),
  };
}

function ticketWords(
  { ticket }: Notice,
  playbook: Pick<Playbook, 'timeZone'>,
  locale: string,
): JsonObject {
  if (ticket === null) return {};
  const { id, queue, reason, contactDue } = ticket;
  return {
    id,
    queue,
    reason,
    ...(contactDue === null
      ? {}
      : { contactDue: localTime(new Date(contactDue), playbook.timeZone, locale) }),
  };
}

/** `11月30日周一 09:08`. */
function localTime(time: Date, timeZone: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, {
    timeZone,
    month: 'short',
    day: 'numeric',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(time);
}
