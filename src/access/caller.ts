import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Caller as CallerOf } from './roles.js';

const callers = new WeakMap<object, CallerOf>();

/** Notes who sent a request, once the guard knows. */
export function noteCaller(request: FastifyRequest, caller: CallerOf): void {
  callers.set(request.raw, caller);
}

/** The caller of a guarded route. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): CallerOf => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const caller = callers.get(request.raw);
  if (!caller) throw new Error('A public route has no caller');
  return caller;
});
