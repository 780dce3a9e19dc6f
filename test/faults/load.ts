import { setTimeout as delay } from 'node:timers/promises';
import { WRITE_KEY } from './system.js';

/** What the API has said yes to. Everything else may have happened or not. */
export interface Accepted {
  messageId: string;
  leadId?: string;
}

/**
 * Clients of the API who do not give up: what gets no answer, or an answer that asks to come again, is sent again under
 * the same message id, as every Segment library does.
 */
export class Load {
  readonly accepted: Accepted[] = [];
  private stopped = false;

  constructor(
    private readonly url: string,
    /** Tells this load's leads from those of another one. */
    private readonly name: string,
  ) {}

  /** A lead that is an A after its form and one visit of the pricing page. */
  async lead(number: number): Promise<void> {
    const userId = `${this.name}-${number}`;
    const email = `${userId}@example.com`;
    await this.post('/v1/leads', {
      messageId: `${userId}-form`,
      form: 'whitepaper-2024',
      userId,
      fields: {
        name: `测试${number}`,
        phone: `+86138${String(number).padStart(4, '0')}${digits(this.name)}`,
        email,
        // Its own, so that what a rep is told of it is told of nobody else.
        company: `示例公司 ${userId}`,
        position: '市场总监',
        companySize: '800',
        industry: '制造业',
      },
      consent: { granted: true, purpose: 'marketing', text: '同意', channels: ['email'] },
      source: { channel: 'website' },
    });
    await this.post('/v1/track', {
      messageId: `${userId}-pricing`,
      userId,
      event: 'pricing_page_visited',
      properties: {},
    });
    await this.post('/v1/track', {
      messageId: `${userId}-webinar`,
      userId,
      event: 'webinar_attended',
      properties: { webinar: 'w1' },
    });
  }

  /** Many leads, some at a time. */
  async leads(from: number, to: number, atOnce = 4): Promise<void> {
    let next = from;
    const client = async () => {
      while (next < to && !this.stopped) await this.lead(next++);
    };
    await Promise.all(Array.from({ length: atOnce }, client));
  }

  private async post(
    path: string,
    body: { messageId: string; [field: string]: unknown },
  ): Promise<void> {
    for (;;) {
      const answer = await fetch(this.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${WRITE_KEY}` },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(5_000),
      }).catch(() => undefined);
      if (answer?.ok) {
        const { leadId } = (await answer.json()) as { leadId?: string };
        this.accepted.push({ messageId: body.messageId, ...(leadId ? { leadId } : {}) });
        return;
      }
      if (answer !== undefined && answer.status < 500 && answer.status !== 429)
        throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
      await delay(100);
    }
  }
}

/** Four digits of a name, for telephone numbers that are each one's own. */
const digits = (name: string): string =>
  String(
    Array.from(name).reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 10_000, 7),
  ).padStart(4, '0');
