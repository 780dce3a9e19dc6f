import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemException } from '../http/problem.js';
import { ApiKeys, type KnownKey } from './api-keys.js';
import { noteCaller } from './caller.js';
import { presentedKey } from './presented-key.js';
import { PUBLIC } from './public.js';
import { WRITERS } from './roles.js';

/** Every route wants an admin key, unless it says `Public` or `ForWriters`. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(ApiKeys) private readonly keys: ApiKeys,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.says(context, PUBLIC)) return true;
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const shown = presentedKey(request);
    const key = shown === undefined ? undefined : await this.keys.find(shown);
    if (!key) {
      void http.getResponse<FastifyReply>().header('www-authenticate', 'Bearer, Basic');
      throw unauthorized(shown === undefined);
    }
    if (key.role !== 'admin' && !this.says(context, WRITERS)) throw forbidden('role');
    if (!fromAllowedPage(request, key)) throw forbidden('origin');
    noteCaller(request, key);
    return true;
  }

  private says(context: ExecutionContext, what: symbol): boolean {
    const places = [context.getHandler(), context.getClass()];
    return this.reflector.getAllAndOverride<boolean | undefined>(what, places) ?? false;
  }
}

function unauthorized(isMissing: boolean): ProblemException {
  const message = isMissing
    ? 'This route wants an API key: send `Authorization: Bearer KEY`'
    : 'This API key is not known or was revoked';
  return new ProblemException({
    status: 401,
    code: isMissing ? 'key-missing' : 'key-unknown',
    message,
  });
}

function forbidden(why: 'role' | 'origin'): ProblemException {
  const message =
    why === 'role'
      ? 'A write key may only hand in events and forms'
      : 'This key may not be used from pages of this origin';
  return new ProblemException({ status: 403, code: `forbidden-${why}`, message });
}

/** A request without an origin does not come from a web page. */
function fromAllowedPage({ headers }: FastifyRequest, { origins }: KnownKey): boolean {
  return headers.origin === undefined || origins.includes('*') || origins.includes(headers.origin);
}
