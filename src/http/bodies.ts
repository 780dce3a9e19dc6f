import { isUtf8 } from 'node:buffer';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { pipeline, type Readable, Transform } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemException } from './problem.js';
import { readForm } from './urlencoded.js';

/** Largest body, inflated, in bytes: a batch of the Segment specification. */
export const LARGEST_BODY = 500 * 1024;

const INFLATERS: { [encoding: string]: () => Transform } = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

const sizes = new WeakMap<object, number>();

/** Bytes of a request's body, inflated. */
export const bodySize = ({ raw }: FastifyRequest): number => sizes.get(raw) ?? 0;

/**
 * How bodies are read: JSON (also as `text/plain`, which browsers send without asking first), forms, and all of it
 * compressed. Limits hold for what comes out of the compression.
 */
export function readBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addHook('preParsing', (request, _reply, payload, done) => {
    done(null, inflated(request, payload as Readable));
  });
  const json = ['application/json', 'text/plain', /^application\/[\w.-]+\+json$/];
  for (const type of json) {
    fastify.addContentTypeParser(type, { parseAs: 'buffer' }, (request, body: Buffer, done) => {
      parse(request, body, parseJson, done);
    });
  }
  const form = 'application/x-www-form-urlencoded';
  fastify.addContentTypeParser(form, { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    parse(request, body, readForm, done);
  });
}

type Done = (error: Error | null, body?: unknown) => void;

function parse(
  { raw }: FastifyRequest,
  body: Buffer,
  read: (text: string) => unknown,
  done: Done,
): void {
  sizes.set(raw, body.length);
  try {
    done(null, read(decode(body)));
  } catch (error) {
    done(error as Error);
  }
}

function decode(body: Buffer): string {
  if (!isUtf8(body)) throw badBody('not-utf8', 'The body is not UTF-8');
  const hasMark = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf;
  return body.toString('utf8', hasMark ? 3 : 0);
}

function parseJson(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw badBody('not-json', 'The body is not JSON');
  }
}

function inflated({ headers }: FastifyRequest, payload: Readable): Readable {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity' || encoding === '') return payload;
  const inflate = INFLATERS[encoding];
  if (!inflate) {
    throw new ProblemException({
      status: 415,
      code: 'content-encoding',
      message: `Content-Encoding must be one of ${Object.keys(INFLATERS).join(', ')}`,
    });
  }
  return throughInflater(payload, inflate());
}

/** Fastify compares Content-Length with what came over the wire, and its limit with what came out. */
function throughInflater(payload: Readable, inflater: Transform): Readable {
  const counted = Object.assign(inflater, { receivedEncodedLength: 0 });
  const count = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      counted.receivedEncodedLength += chunk.length;
      next(null, chunk);
    },
  });
  // Its errors reach Fastify through the inflater itself.
  pipeline(payload, count, counted, () => undefined);
  return counted;
}

const badBody = (code: string, message: string): ProblemException =>
  new ProblemException({ status: 400, code, message });
