import { ADMIN_KEY, type Answer, type RunningApi } from '../ingest/running-api.js';

/** A playbook with one mail at once and another three days later, each with a template of its own. */
export const yaml = (more = '', { name = 'small', wait = '3d' } = {}): string => `schema: 1
playbook: ${name}
timeZone: Asia/Shanghai
locale: { default: en, fallback: en }
tiers: [{ id: A, from: 20 }, { id: C, from: 0 }]
attributes: { email: { type: email, personal: true, identity: true }, name: { type: string } }
events: { asked: { about: string } }
journeys:
  welcome:
    enter: { event: asked }
    steps:
      - id: hello
        send: { template: hello, channel: email, category: operational, window: anytime }
      - id: days
        wait: ${wait}
      - id: later
        send: { template: later, channel: email, category: operational, window: anytime }
calendars: { anytime: { always: true } }
${more}`;

export const mail = (says: string): string => `---
subject: ${says}
---
<mjml><mj-body><mj-section><mj-column><mj-text>${says}</mj-text></mj-column></mj-section></mj-body></mjml>
`;

export const files = (hello = 'Hello', later = 'Later') => ({
  'templates/hello/en.mjml': mail(hello),
  'templates/later/en.mjml': mail(later),
});

/** What an editor's program asks of the API, with the admin key. */
export class Editor {
  constructor(private readonly api: RunningApi) {}

  get(path: string): Promise<Answer> {
    return this.ask('GET', path);
  }

  /** @param body a text is sent as it is */
  ask(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    return this.api.request(path, {
      method,
      headers: { authorization: `Bearer ${ADMIN_KEY}`, ...json, ...headers },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  }

  publish(body: object, name = 'small'): Promise<Answer> {
    return this.ask('POST', `/v1/playbooks/${name}/publish`, body);
  }
}
