import { setTimeout as delay } from 'node:timers/promises';

/** What the door said to one batch. */
export interface BatchAnswer {
  /** Events refused, by their place in the batch. */
  rejected: { index: number; code: string; message: string }[];
  /** Events that had been accepted before. */
  duplicates: number;
}

/** Where a lead stands whose input was asked after. */
export interface Standing {
  messageId: string;
  status: string;
  tier?: string;
  score?: number;
  lead?: string;
}

/** The HTTP API, as far as an import needs it. */
export interface Door {
  send(events: readonly object[]): Promise<BatchAnswer>;
  standings(messageIds: readonly string[]): Promise<Standing[]>;
}

/** The API cannot be used for this import; what was sent stays accepted and is not stored a second time. */
export class DoorShut extends Error {
  override name = 'DoorShut';
}

const PATIENCE = 120_000;
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 10_000;

export interface DoorSettings {
  /** Where the API is, without a slash at the end. */
  url: string;
  key: string;
  /** Route that takes batches. */
  route: '/v1/batch' | '/v1/import';
}

/** The API over HTTP. Whatever passes (429, 5xx, a lost connection) is tried again for two minutes. */
export class HttpDoor implements Door {
  constructor(private readonly settings: DoorSettings) {}

  async send(batch: readonly object[]): Promise<BatchAnswer> {
    const answer = await this.post<Partial<BatchAnswer>>(this.settings.route, { batch });
    return { rejected: answer.rejected ?? [], duplicates: answer.duplicates ?? 0 };
  }

  async standings(messageIds: readonly string[]): Promise<Standing[]> {
    const { data } = await this.post<{ data: Standing[] }>('/v1/inputs/lookup', { messageIds });
    return data;
  }

  private async post<T>(route: string, body: object): Promise<T> {
    const giveUpAt = Date.now() + PATIENCE;
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      const attempt = await this.attempt(route, body);
      if (attempt.done) return attempt.answer as T;
      if (Date.now() + pause > giveUpAt) throw new DoorShut(attempt.why);
      await delay(attempt.after ?? pause);
    }
  }

  private async attempt(route: string, body: object): Promise<Attempt> {
    const { url, key } = this.settings;
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    try {
      const response = await fetch(url + route, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
      if (response.ok) return { done: true, answer: await response.json() };
      return await refusal(response, `${url}${route}`);
    } catch (error) {
      if (error instanceof DoorShut) throw error;
      return { done: false, why: `${url} does not answer; is it running? (${causeOf(error)})` };
    }
  }
}

type Attempt =
  | { done: true; answer: unknown }
  /** `after`: ms the server asked for. */
  | { done: false; why: string; after?: number };

async function refusal(response: Response, url: string): Promise<Attempt> {
  const { status } = response;
  const text = (await response.text()).slice(0, 500);
  const why = `${url} answers ${status}: ${text}`;
  if (status !== 429 && status < 500) throw new DoorShut(why);
  const seconds = Number(response.headers.get('retry-after'));
  return { done: false, why, ...(seconds > 0 ? { after: seconds * 1_000 } : {}) };
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
