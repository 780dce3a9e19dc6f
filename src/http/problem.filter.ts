import { STATUS_CODES } from 'node:http';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
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
    const problem = problemOf(error);
    if (problem.status >= 500) {
      this.logger.error(
        { err: error, requestId: request.id, route: request.routeOptions.url },
        'request failed',
      );
    }
    sendProblem(reply, problem, request.id);
  }
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
  if (error instanceof HttpException) return ofNest(error);
  if (isOutage(error)) {
    return {
      status: 503,
      code: 'unavailable',
      message: 'The record cannot be reached; nothing was stored. Send it again',
      headers: { 'retry-after': '2' },
    };
  }
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  const known = typeof code === 'string' ? OF_FASTIFY[code] : undefined;
  if (known) return known;
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return { status: statusCode, code: 'bad-request', message: 'The request cannot be read' };
  }
  return { status: 500, code: 'internal', message: 'Something broke on our side; it was logged' };
}

function ofNest(error: HttpException): ProblemOptions {
  const status = error.getStatus();
  const title = STATUS_CODES[status] ?? 'Error';
  return { status, code: title.toLowerCase().replaceAll(/[^a-z]+/g, '-'), message: error.message };
}
