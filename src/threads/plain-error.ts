import { isNativeError } from 'node:util/types';

/** An error as it can be copied between threads; its message may quote what is personal, and stays behind. */
export interface PlainError {
  name: string;
  code?: string;
  stack: string;
}

export function plainError(error: unknown): PlainError {
  if (!isNativeError(error)) return { name: typeof error, stack: '' };
  const { name, stack = '' } = error;
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  const place = /\n {4}at [^]*$/.exec(stack)?.[0] ?? '';
  return { name, ...code, stack: `${name}${place}` };
}

/** The error again, for whoever logs it or asks what kind it is. */
export const restored = ({ name, code, stack }: PlainError): Error =>
  Object.assign(new Error(name), { name, stack, ...(code === undefined ? {} : { code }) });
