import type { Clock } from '../../activities/ports.js';
import type { Inside } from '../../engine/versions/inside.js';
import { scaledClock, systemClock } from '../config/clock.js';
import type { Settings } from '../config/settings.js';
import { ProblemException } from '../http/problem.js';
import { insideProblems } from '../playbooks/check-inside.js';
import { bundleFor } from '../playbooks/bundle-for.js';
import type { Bundle } from '../playbooks/bundle/bundle.js';
import { previewPublication } from '../playbooks/preview/preview.js';
import { besides, publishInside } from '../playbooks/publish-inside.js';
import { retireVersion } from '../playbooks/retire.js';
import { versionsOf } from '../playbooks/versions.js';
import { CommandFailed } from './command-failed.js';
import { insideFrom, type InsideOptions } from './inside-options.js';
import { soundFolder } from './playbook/read-folder.js';
import { previewText } from './preview-text.js';
import { withRecord } from './record.js';
import { effectText, versionLine } from './version-text.js';
import { whoRuns } from './who.js';

/** Shows what publishing a file would do to the leads inside. */
export async function preview(
  file: string,
  { json = false, ...options }: InsideOptions & { json?: boolean },
): Promise<void> {
  const { bundle } = await soundFolder(file);
  const inside = insideFrom(options);
  await withRecord(async ({ db, playbooks, settings }) => {
    const { next, older } = await besides({ db, library: playbooks }, bundle);
    const problems = insideProblems(inside, next, older);
    if (problems.length > 0) throw new CommandFailed(inWords(problems));
    const parts = { db, library: playbooks, now: clockOf(settings).now() };
    const seen = await previewPublication(parts, next, inside);
    console.log(json ? JSON.stringify(seen, null, 2) : previewText(seen));
  });
}

/** Publishes an older version again. */
export async function rollBack(name: string, given: string, options: InsideOptions): Promise<void> {
  const version = numberOf(given);
  const isSaid = Object.keys(options).length > 0;
  const inside = isSaid ? insideFrom(options) : undefined;
  await withRecord(async ({ db, playbooks }) => {
    const { bundle, restores } = await bundleFor(db, name, { version }).catch(fail);
    const parts = { db, library: playbooks };
    await publish(parts, { bundle, inside, ...(restores === undefined ? {} : { restores }) });
  });
}

async function publish(
  parts: Parameters<typeof publishInside>[0],
  what: { bundle: Bundle; inside: Inside | undefined; restores?: number },
): Promise<void> {
  const published = await publishInside(parts, { ...what, by: whoRuns() }).catch(fail);
  const { outcome, name, version, job } = published;
  const told = job === undefined ? [] : [`Leads are told by job ${job}.`];
  console.log(
    [`${name}@${version}: ${outcome}.`, ...effectText(published.inside), ...told].join('\n'),
  );
}

export async function versions(name: string): Promise<void> {
  const { data: found } = await withRecord(({ db }) => versionsOf(db, name));
  if (found.length === 0) throw new CommandFailed(`No playbook is called ${name}`);
  console.log(found.map(versionLine).join('\n'));
}

export async function retire(name: string, given: string): Promise<void> {
  const version = numberOf(given);
  const retired = await withRecord(({ db }) => retireVersion(db, name, version, whoRuns()));
  switch (retired.outcome) {
    case 'unknown':
      throw new CommandFailed(`${name} has no version ${version}`);
    case 'newest':
      throw new CommandFailed(`${name}@${version} is the newest: publish another version first`);
    case 'followed':
      throw new CommandFailed(`${retired.followers} runs follow ${name}@${version} still`);
    case 'moving':
      throw new CommandFailed(`Job ${retired.job} is telling leads to move to ${name}@${version}`);
    case 'unread':
      throw new CommandFailed(
        `${retired.leads} leads were told to move to ${name}@${version} and have not done so`,
      );
    case 'busy':
      throw new CommandFailed('Turns that began before are under way; try again');
    case 'retired':
      console.log(`${name}@${version}: retired.`);
  }
}

function numberOf(given: string): number {
  const version = Number(given);
  if (Number.isInteger(version) && version > 0) return version;
  throw new CommandFailed(`"${given}" is no version: say a number`);
}

const clockOf = ({ timeScale, clockOrigin }: Settings): Clock =>
  clockOrigin === undefined ? systemClock : scaledClock(timeScale, clockOrigin);

const inWords = (problems: readonly { message: string; hint?: string }[]): string =>
  problems
    .map(({ message, hint }) => (hint === undefined ? message : `${message}; ${hint}`))
    .join('\n');

/** What a route would refuse is a sentence here. */
function fail(error: unknown): never {
  if (!(error instanceof ProblemException)) throw error;
  throw new CommandFailed(inWords(error.problem.errors ?? [error.problem]));
}
