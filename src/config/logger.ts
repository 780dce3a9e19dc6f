import type { LoggerService } from '@nestjs/common';
import { type Logger, pino } from 'pino';

/**
 * One JSON line an entry. Whatever holds a name, an address or a key is cut out wherever it stands: requests, leads and
 * their fields are never logged, this is for the accident.
 */
export function createLogger(level: string, name: string): Logger {
  return pino({
    name,
    level,
    base: { name },
    redact: { paths: REDACTED, censor: '[personal]' },
    // Messages of errors may quote values (a key that exists already): kind, code and place are enough to find it.
    serializers: { err: withoutMessage },
  });
}

const REDACTED = ['name', 'email', 'phone', 'wecomId', 'fields', 'traits', 'authorization'].map(
  (key) => `*.${key}`,
);

function withoutMessage(error: Error & { code?: unknown }): object {
  const { name, code, stack = '' } = error;
  const place = stack.slice(stack.indexOf('\n    at '));
  return { type: name, ...(code === undefined ? {} : { code }), stack: place.trim() };
}

/** Nest's own lines through the same logger. */
export function nestLogger(logger: Logger): LoggerService {
  const write =
    (level: 'info' | 'error' | 'warn' | 'debug') =>
    (message: unknown, ...rest: unknown[]) => {
      const context = rest.findLast((part) => typeof part === 'string');
      logger[level]({ context }, String(message));
    };
  return {
    log: write('debug'),
    error: write('error'),
    warn: write('warn'),
    debug: write('debug'),
    verbose: write('debug'),
  };
}
