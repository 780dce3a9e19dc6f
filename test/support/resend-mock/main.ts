/**
 * The mail mock as a process of its own: `node --import ./scripts/typescript.mjs test/support/resend-mock/main.ts [PORT]`.
 * Prints its address as the first line and ends when its standard input closes or on SIGTERM, so it never outlives who
 * started it. `RESEND_MOCK_RATE` sets the requests a second, `RESEND_API_KEY` the only key it takes.
 */
import { ResendMock } from './resend-mock.js';

const { RESEND_API_KEY: apiKey, RESEND_MOCK_RATE: rate } = process.env;
const mock = await ResendMock.start({
  port: Number(process.argv[2] ?? 0),
  ...(apiKey ? { apiKey } : {}),
  ...(rate ? { requestsPerSecond: Number(rate) } : {}),
});
process.stdout.write(`${mock.url}\n`);

const stop = async (): Promise<void> => {
  await mock.stop();
  process.exit(0);
};
process.once('SIGTERM', stop);
process.stdin.once('end', stop).resume();
