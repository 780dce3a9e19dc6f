import { STATUS_CODES } from 'node:http';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { isSegment } from './intake-paths.js';
import { isOutage } from './outage.js';
import { ProblemException, type ProblemOptions } from './problem.js';

/** Codes of Fastify and of our own parsers, and what they mean to a client. */
const OF_FASTIFY: { [code: string]: Pick<ProblemOptions, 'status' | 'code' | 'message'> } = {
  FST_ERR_CTP_BODY_TOO_LARGE: { status: 413, code: 'too-large', message: 'The body is too large' },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    status: 415,
    code: 'media-type',
    message: 'Send JSON, with the content type application/json',
  },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    status: 400,
    code: 'content-length',
    message: 'The body is not as long as Content-Length says',
  },
};

/** Everything that goes wrong in a request becomes problem details; what is our fault is logged and shows nothing. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = readableBySegment(problemOf(error), request.url);
    if (problem.status >= 500) {
      this.logger.error(
        { err: error, requestId: request.id, route: request.routeOptions.url },
        'request failed',
      );
    }
    sendProblem(reply, problem, request.id);
  }
}

/** Segment's clients drop a batch for good on some statuses, so that a body nobody can take is a 400 there. */
function readableBySegment(problem: ProblemOptions, url: string): ProblemOptions {
  const misread = [413, 415, 422].includes(problem.status) && isSegment(url);
  return misread ? { ...problem, status: 400 } : problem;
}

export function sendProblem(reply: FastifyReply, problem: ProblemOptions, requestId: string): void {
  const { status, code, message, errors = [], headers = {} } = problem;
  void reply
    .code(status)
    .headers(headers)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send({
      type: `urn:leadloom:problem:${code}`,
      title: STATUS_CODES[status] ?? 'Error',
      status,
      detail: message,
      code,
      message,
      requestId,
      errors,
    });
}

export function problemOf(error: unknown): ProblemOptions {
  if (error instanceof ProblemException) return error.problem;
  const known = ofFastify(error);
  if (known) return known;
  if (error instanceof HttpException) return ofNest(error);
  if (isOutage(error)) {
    return {
      status: 503,
      code: 'unavailable',
      message: 'The record cannot be reached; nothing was stored. Send it again',
      headers: { 'retry-after': '2' },
    };
  }
  const { statusCode } = error as { statusCode?: unknown };
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return { status: statusCode, code: 'bad-request', message: 'The request cannot be read' };
  }
  return { status: 500, code: 'internal', message: 'Something broke on our side; it was logged' };
}

/** Nest wraps what Fastify throws. */
function ofFastify(error: unknown): ProblemOptions | undefined {
  const { code, cause, response } = error as {
    code?: unknown;
    cause?: unknown;
    response?: unknown;
  };
  for (const each of [code, codeOf(cause), codeOf(response)]) {
    if (typeof each === 'string' && Object.hasOwn(OF_FASTIFY, each)) return OF_FASTIFY[each];
  }
  if (!(error instanceof HttpException)) return undefined;
  return Object.values(OF_FASTIFY).find(
    ({ status }) => status === error.getStatus() && status > 400,
  );
}

const codeOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'code' in value ? value.code : undefined;

function ofNest(error: HttpException): ProblemOptions {
  const status = error.getStatus();
  const title = STATUS_CODES[status] ?? 'Error';
  return { status, code: title.toLowerCase().replaceAll(/[^a-z]+/g, '-'), message: error.message };
}
