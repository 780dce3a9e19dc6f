import type { SendCommand } from '../../engine/command.js';
import type { JsonObject } from '../../engine/json.js';
import type { TrackedAddresses } from '../tracking/tracked-addresses.js';
import type { MessageBody } from './providers/mail-provider.js';
import { advertisingPrefix, render, type TemplateVariables } from './templates/render.js';
import type { Template } from './templates/template.js';

/** `Name <address>` by category: mailbox providers want marketing to come from an address of its own. */
export interface Senders {
  marketing: string;
  operational: string;
}

/** What a message is made from. `lead` holds the personal part of the profile too. */
export interface MessageParts {
  id: string;
  command: Pick<SendCommand, 'category' | 'channel' | 'entry' | 'event'>;
  template: Template;
  lead: JsonObject;
  leadLocale: string;
  currency: string;
  /** The lead's contact. */
  rep?: JsonObject | undefined;
  coupon?: JsonObject | undefined;
  senders: Senders;
  addresses: TrackedAddresses;
}

/**
 * The body as it will go out, byte for byte, at every attempt. Its links lead over `/t/c`, mail carries the open pixel,
 * and marketing mail the one-click unsubscribe headers of RFC 8058.
 */
export function messageBody(parts: MessageParts): MessageBody {
  const { id, command, template, addresses } = parts;
  const { text, subject = '', html } = render(template, variablesOf(parts));
  if (command.channel !== 'email') return { text };
  const prefix = advertisingPrefix({
    category: command.category,
    leadLocale: parts.leadLocale,
    templateLocale: template.locale,
  });
  return {
    from: parts.senders[command.category],
    subject: prefix + subject,
    text,
    ...(html === undefined ? {} : { html: withPixel(html, addresses.open(id)) }),
    ...(command.category === 'marketing'
      ? { headers: oneClickUnsubscribe(addresses.unsubscribe(id)) }
      : {}),
  };
}

/** RFC 8058, section 3.1: an HTTPS address, and the word that says a POST to it unsubscribes at once. */
function oneClickUnsubscribe(url: string): Record<string, string> {
  return {
    'List-Unsubscribe': `<${url}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  };
}

function variablesOf({
  id,
  command,
  template,
  lead,
  currency,
  rep = {},
  coupon = {},
  ...parts
}: MessageParts): TemplateVariables {
  const links = Object.entries(template.links).map(([name, url]) => [
    name,
    parts.addresses.click(id, name, url),
  ]);
  return {
    lead,
    entry: command.entry,
    event: command.event ?? {},
    currency,
    rep,
    coupon,
    sender: senderOf(parts.senders[command.category]),
    links: Object.fromEntries(links),
    unsubscribeUrl: parts.addresses.unsubscribe(id),
  };
}

export function senderOf(from: string): { name: string; email: string } {
  const [, name = from, email = from] = /^(.*) <(.*)>$/.exec(from) ?? [];
  return { name, email };
}

function withPixel(html: string, url: string): string {
  const pixel = `<img src="${url}" width="1" height="1" alt="" style="display:none">`;
  return html.includes('</body>') ? html.replace('</body>', `${pixel}</body>`) : html + pixel;
}
