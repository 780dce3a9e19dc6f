import type { OutboxMessage } from '../delivery/providers/outbox.js';

/** A message in the outbox with what a lead could do with it. */
export interface ShownMessage extends OutboxMessage {
  /** Where it came from: `nurture/case, case-study`; absent for notices to people of ours. */
  because?: string;
  status?: string;
  links: { name: string; url: string }[];
  unsubscribeUrl?: string;
}

const STYLE = `
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1.5rem; color: #1f2329 }
  table { border-collapse: collapse; width: 100% }
  td, th { text-align: left; vertical-align: top; padding: .6rem .8rem; border-bottom: 1px solid #e3e5e8 }
  th { font-weight: 600; color: #646a73 }
  .channel { display: inline-block; padding: 0 .5rem; border-radius: .3rem; background: #eef1f6 }
  .quiet { color: #646a73; font-size: 13px }
  form { display: inline }
  a.act, button { font: inherit; font-size: 13px; padding: .15rem .6rem; margin: 0 .2rem .2rem 0; border: 1px solid #c9cdd4;
    border-radius: .3rem; background: #fff; color: inherit; text-decoration: none; display: inline-block; cursor: pointer }`;

/** The list of `/dev/outbox`. No script: it works under the strictest content policy. */
export function outboxPage(messages: readonly ShownMessage[], timeZone: string): string {
  const rows = messages.map((message) => rowOf(message, timeZone)).join('\n');
  const empty = '<tr><td colspan="4" class="quiet">Nothing has been sent yet.</td></tr>';
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Outbox</title><style>${STYLE}</style></head>
<body>
<h1>Outbox</h1>
<p class="quiet">Everything sent on any channel, newest first; nothing of it has left this machine. The buttons do what the
lead would do. Times are ${escaped(timeZone)}. <a href="">Reload</a></p>
<table>
<tr><th>when</th><th>to</th><th>what</th><th>do</th></tr>
${rows || empty}
</table>
</body>
</html>
`;
}

function rowOf(message: ShownMessage, timeZone: string): string {
  const { id, channel, to, body, because, status } = message;
  const headline = body.subject ?? body.text.split('\n')[0] ?? '';
  return `<tr>
<td>${escaped(localTime(message.acceptedAt, timeZone))}<br><span class="channel">${escaped(channel)}</span></td>
<td>${escaped(to)}</td>
<td><a href="/dev/outbox/${escaped(id)}" target="_blank">${escaped(headline.slice(0, 120))}</a><br>
<span class="quiet">${escaped([because, status].filter(Boolean).join(' · '))}</span></td>
<td>${actionsOf(message)}</td>
</tr>`;
}

function actionsOf({ id, because, links, unsubscribeUrl }: ShownMessage): string {
  if (because === undefined) return '';
  const clicks = links.map(
    ({ name, url }) =>
      `<a class="act" href="${escaped(url)}" target="_blank">click ${escaped(name)}</a>`,
  );
  const post = (action: string, word: string) =>
    `<form method="post" action="${escaped(action)}"><button>${word}</button></form>`;
  return [
    ...clicks,
    post(`/dev/outbox/${id}/reply`, 'reply'),
    ...(unsubscribeUrl === undefined ? [] : [post(unsubscribeUrl, 'unsubscribe')]),
  ].join('');
}

function localTime(at: string, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(new Date(at));
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
