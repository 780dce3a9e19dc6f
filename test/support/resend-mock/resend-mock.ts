import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { type Fault, Faults } from './faults.js';
import { IdempotencyKeys } from './idempotency-keys.js';
import { RateLimit } from './rate-limit.js';
import { checkRequest, type Refusal, type SendEmailRequest } from './schema.js';

/** A mail the mock took: what a person would have received. */
export interface AcceptedMail extends SendEmailRequest {
  id: string;
  idempotencyKey: string | undefined;
  acceptedAt: number;
}

export interface ResendMockOptions {
  /** 0 (the default) takes any free port. */
  port?: number;
  apiKey?: string;
  requestsPerSecond?: number;
  /** Epoch ms, for keys and limits. */
  now?: () => number;
}

const INTERNAL: Refusal = {
  statusCode: 500,
  name: 'internal_server_error',
  message: 'An unexpected error occurred.',
};

/**
 * Resend's `POST /emails` on a real socket, checked against the published description, with idempotency keys, rate
 * limit and errors as documented. Beside it, under `/mock`: `GET /mock/accepted`, `POST /mock/faults` and
 * `POST /mock/reset` for tests in other processes.
 */
export class ResendMock {
  readonly accepted: AcceptedMail[] = [];
  readonly faults = new Faults();
  /** How many requests reached `POST /emails`, refused ones included. */
  requests = 0;
  private readonly server: Server;
  private readonly keys: IdempotencyKeys;
  private readonly limit: RateLimit;
  private readonly now: () => number;

  private readonly options: ResendMockOptions;

  private constructor(options: ResendMockOptions) {
    this.options = options;
    this.now = options.now ?? Date.now;
    this.keys = new IdempotencyKeys(this.now);
    this.limit = new RateLimit(options.requestsPerSecond ?? 1000, this.now);
    this.server = createServer((request, response) => {
      this.route(request, response).catch(() => response.destroy());
    });
  }

  static async start(options: ResendMockOptions = {}): Promise<ResendMock> {
    const mock = new ResendMock(options);
    await new Promise<void>((resolve, reject) => {
      mock.server.once('error', reject);
      mock.server.listen(options.port ?? 0, '127.0.0.1', resolve);
    });
    return mock;
  }

  get url(): string {
    const address = this.server.address();
    if (address === null || typeof address === 'string')
      throw new Error('the mock is not listening');
    return `http://127.0.0.1:${address.port}`;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  private async route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const call = `${request.method} ${request.url}`;
    if (call === 'POST /emails') return this.send(request, response, body);
    if (call === 'GET /mock/accepted') return answer(response, 200, { data: this.accepted });
    if (call === 'POST /mock/faults') {
      const fault: Fault = JSON.parse(body);
      this.faults.add(fault);
      return answer(response, 200, {});
    }
    if (call === 'POST /mock/reset') {
      this.faults.clear();
      this.accepted.length = 0;
      return answer(response, 200, {});
    }
    return refuse(response, notFound);
  }

  private async send(request: IncomingMessage, response: ServerResponse, body: string) {
    this.requests += 1;
    const { allowed, headers } = this.limit.take();
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const denied = this.denied(request);
    if (denied) return refuse(response, denied);
    if (!allowed) return refuse(response, tooMany);
    const mail = checkRequest(jsonOf(body));
    if ('statusCode' in mail) return refuse(response, mail);
    const key = request.headers['idempotency-key'];
    const name = Array.isArray(key) ? key.join(',') : key;
    const begun = name === undefined ? 'first' : this.keys.begin(name, body);
    if (begun !== 'first') {
      return 'id' in begun ? answer(response, 200, begun) : refuse(response, begun);
    }
    return this.take(mail, name, response);
  }

  /** The point of no return lies between the two halves of this: faults strike on either side of it. */
  private async take(mail: SendEmailRequest, key: string | undefined, response: ServerResponse) {
    const fault = this.faults.next();
    if (fault?.do === 'delay') await delay(fault.ms ?? 100);
    if (fault?.do.endsWith('before-accept')) {
      if (key !== undefined) this.keys.release(key);
      return strike(fault, response);
    }
    const id = randomUUID();
    this.accepted.push({ ...mail, id, idempotencyKey: key, acceptedAt: this.now() });
    if (key !== undefined) this.keys.accept(key, id);
    return fault?.do.endsWith('after-accept')
      ? strike(fault, response)
      : answer(response, 200, { id });
  }

  private denied(request: IncomingMessage): Refusal | undefined {
    const given = request.headers.authorization?.replace(/^Bearer /, '');
    if (!given) {
      const message = 'Missing API key in the authorization header.';
      return { statusCode: 401, name: 'missing_api_key', message };
    }
    const { apiKey } = this.options;
    if (apiKey === undefined || given === apiKey) return undefined;
    return { statusCode: 403, name: 'invalid_api_key', message: 'API key is invalid.' };
  }
}

const notFound: Refusal = {
  statusCode: 404,
  name: 'not_found',
  message: 'The requested endpoint does not exist.',
};
const tooMany: Refusal = {
  statusCode: 429,
  name: 'rate_limit_exceeded',
  message: 'Too many requests.',
};

function strike(fault: Fault, response: ServerResponse): void {
  if (fault.do.startsWith('drop')) response.destroy();
  else refuse(response, fault.answer ?? INTERNAL);
}

function refuse(response: ServerResponse, refusal: Refusal): void {
  answer(response, refusal.statusCode, refusal);
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
