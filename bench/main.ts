/** `npm run bench`, second half, on Node 24 with everything installed. Started by `scripts/bench.mjs`. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { build, built } from '../scripts/bootstrap/build.mjs';
import { root } from '../scripts/bootstrap/install.mjs';
import { homeOf } from '../scripts/bootstrap/preflight.mjs';
import { giveUp, step } from '../scripts/bootstrap/progress.mjs';
import { measureDecide } from './decide.js';
import { figuresOf, type Measured } from './figures.js';
import { measureIntake } from './intake.js';
import { measureJourney, publishReference, TIME_SCALE } from './journey.js';
import { measureLatency } from './latency.js';
import { measureLoop } from './loop.js';
import { measurePlaybooks } from './playbooks.js';
import { startRawWorker } from './raw/worker.js';
import { keep, tableOf } from './report.js';
import { measureWhatIf } from './what-if.js';
import { type Product, type ProductOptions, Stand } from './stand.js';

const home = homeOf(process.env);

/** Starts a product, has it measured, and stops it. */
async function on<T>(
  stand: Stand,
  options: ProductOptions,
  measure: (product: Product) => Promise<T>,
): Promise<T> {
  const product = await stand.product(options);
  try {
    return await measure(product);
  } finally {
    await product.stop();
  }
}

async function loop(product: Product) {
  const { door, record, workerPort, temporalAddress } = product;
  const raw = await startRawWorker(temporalAddress, 'default', join(product.home, 'raw.log'));
  try {
    return await measureLoop({ door, record, raw, workerPort });
  } finally {
    await raw.stop();
  }
}

async function measureAll(stand: Stand): Promise<Measured> {
  const intake = await step('Intake', () =>
    on(stand, { name: 'intake', worker: false }, ({ door, databaseUrl }) =>
      measureIntake(door, databaseUrl),
    ),
  );
  const turns = await step('Latency and loop', () =>
    on(stand, { name: 'loop', worker: true }, async (product) => ({
      latency: await measureLatency(product.door, product.record),
      loop: await loop(product),
    })),
  );
  const journey = await step('Cost of a journey', () =>
    on(
      stand,
      {
        name: 'journey',
        worker: true,
        settings: { LEADLOOM_TIME_SCALE: String(TIME_SCALE) },
        prepare: publishReference,
      },
      measureJourney,
    ),
  );
  const decide = await step('Decisions', measureDecide);
  const playbooks = await step('Playbooks', measurePlaybooks);
  const whatIf = await step('A million events simulated', measureWhatIf);
  return { intake, ...turns, journey, decide, playbooks, whatIf };
}

async function main(): Promise<void> {
  if (!built()) await step('Building', build);
  const stand = await step('Starting PostgreSQL', () => Stand.start(home));
  try {
    const measured = await measureAll(stand);
    const figures = figuresOf(measured);
    console.log(`\n${tableOf(figures)}\n`);
    console.log(`All of it: ${keep(figures, measured, join(root, 'bench', 'results'))}`);
  } finally {
    await stand.stop();
  }
}

// The pipe from the process that started us: it ends when that process does, and our servers end with us.
process.stdin.on('end', () => process.exit(1)).resume();
process.stdin.unref();

try {
  await main();
  rmSync(home, { recursive: true, force: true });
  process.exit(0);
} catch (error) {
  console.error(`Logs are in ${home}`);
  giveUp(error);
}
