import type { Outbox } from '../delivery/providers/outbox.js';
import type { LinkTokens } from '../tracking/link-token.js';
import type { Deed, Person, RepDeed } from './person.js';

export interface WebsiteParts {
  /** Address of the API, without a slash at the end. */
  api: string;
  writeKey: string;
  adminKey: string;
  outbox: Pick<Outbox, 'find'>;
  tokens: Pick<LinkTokens, 'read'>;
}

const FORM = 'whitepaper-2024';
const PURPOSE = 'marketing';
const CHANNELS = ['email', 'sms', 'wecom'];
const WORDING = {
  'zh-CN': '您的信息仅用于产品推荐与服务优化',
  en: 'Your data is used for product advice and service only',
};

/** What the made-up company's visitors, readers and reps do, over the product's own HTTP doors and no other way. */
export class Website {
  readonly #parts: WebsiteParts;

  constructor(parts: WebsiteParts) {
    this.#parts = parts;
  }

  /** @returns the lead a form made or joined; nothing for other deeds and for a form that was refused */
  async perform(person: Person, deed: Deed, mailId?: string): Promise<string | undefined> {
    switch (deed.do) {
      case 'form':
        return this.#submit(person, deed);
      case 'visit':
        await this.#visit(person, deed.event, deed.properties ?? {});
        return undefined;
      case 'click':
        await this.#follow(await this.#linkIn(mailId, deed.link));
        return undefined;
      case 'unsubscribe':
        await this.#unsubscribe(mailId);
        return undefined;
      case 'reply':
        await this.#reply(mailId);
        return undefined;
    }
  }

  /** A ticket that was closed meanwhile, because its lead bought or was merged, needs nothing any more. */
  async performAsRep(deed: RepDeed): Promise<void> {
    const path = `/v1/tickets/${deed.ticket}/${deed.do}`;
    const body = deed.do === 'feedback' ? { result: deed.result } : {};
    await this.#post(path, this.#parts.adminKey, body, [409]);
  }

  async #submit(
    person: Person,
    { refused = false, instead = {} }: Extract<Deed, { do: 'form' }>,
  ): Promise<string | undefined> {
    const { id, fields, locale, source, consent = CHANNELS } = person;
    const body = {
      form: FORM,
      anonymousId: id,
      locale,
      fields: { ...fields, ...instead },
      consent: { granted: !refused, purpose: PURPOSE, text: WORDING[locale], channels: consent },
      source,
    };
    const answer = await this.#post('/v1/leads', this.#parts.writeKey, body, refused ? [422] : []);
    return answer.ok ? ((await answer.json()) as { leadId: string }).leadId : undefined;
  }

  #visit(person: Person, event: string, properties: object): Promise<Response> {
    const call = { anonymousId: person.id, event, properties };
    return this.#post('/v1/track', this.#parts.writeKey, call);
  }

  /** The tracked address that a mail gives one of its named links. */
  async #linkIn(mailId: string | undefined, name: string): Promise<string> {
    const mail = mailId === undefined ? undefined : await this.#parts.outbox.find(mailId);
    const html = mail?.body.html ?? mail?.body.text ?? '';
    for (const [address, token] of html.matchAll(/https?:\/\/[^\s"'<>]+\/t\/c\/([\w.-]+)/g)) {
      const link = this.#parts.tokens.read(token ?? '');
      if (link?.kind === 'click' && link.link === name) return address;
    }
    throw new Error(`the mail in the outbox has no link "${name}"`);
  }

  /** Where it leads to is made up and is not looked at. */
  async #follow(address: string): Promise<void> {
    const answer = await fetch(address, { redirect: 'manual' });
    if (answer.status !== 302) throw new Error(`a tracked link answered ${answer.status}`);
  }

  /** As a mailbox provider does it for its button (RFC 8058). */
  async #unsubscribe(mailId: string | undefined): Promise<void> {
    const mail = mailId === undefined ? undefined : await this.#parts.outbox.find(mailId);
    const address = /<(http[^>]+)>/.exec(mail?.body.headers?.['List-Unsubscribe'] ?? '')?.[1];
    if (!address) throw new Error('the mail in the outbox cannot be unsubscribed from');
    const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
    const answer = await fetch(address, { method: 'POST', body });
    if (!answer.ok) throw new Error(`unsubscribing answered ${answer.status}`);
  }

  async #reply(mailId: string | undefined): Promise<void> {
    await this.#post(`/dev/outbox/${mailId ?? ''}/reply`, this.#parts.adminKey, {}, [303]);
  }

  async #post(
    path: string,
    key: string,
    body: object,
    expected: readonly number[] = [],
  ): Promise<Response> {
    const answer = await fetch(this.#parts.api + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'manual',
    });
    if (answer.ok || expected.includes(answer.status)) return answer;
    throw new Error(`POST ${path} answered ${answer.status}: ${await answer.text()}`);
  }
}
