import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

import { DefaultLogger, Runtime } from '@temporalio/worker';

import { sentence } from '../../../engine/explain/sentence.js';
import { Tongue } from '../../../engine/explain/tongue.js';
import { decide, newLead } from '../../../engine/index.js';
import type { LeadState } from '../../../engine/lead-state.js';
import type { Playbook } from '../../../engine/playbook/playbook.js';
import { Sealer } from '../../crypto/sealer.js';
import { SealedPayloads } from '../../temporal/sealed-payloads.js';
import { CommandFailed } from '../command-failed.js';
import { settingsOrFail } from '../known-settings.js';
import { leadOrFail, withRecord, type LeadRecord } from '../record.js';
import { publishedIn } from '../../lifecycle/turn.js';
import { readHistory } from './history-file.js';
import { recordedTurns } from './recorded-turns.js';
import { replayHistory } from './temporal-replay.js';
import { turnText } from './turn-text.js';
import { replayTurn, type RecordedTurn, type Versions } from './turn.js';

/** Walks a lead or a history file again. */
export async function replay(what: string, { check = false }: { check?: boolean }): Promise<void> {
  const same = existsSync(what)
    ? await replayFile(what)
    : await withRecord((record) => replayLead(record, what));
  if (check && !same) process.exitCode = 1;
}

/** Answers whether the engine of today decides everything as it was decided. */
async function replayLead({ db, sealer, playbooks }: LeadRecord, given: string): Promise<boolean> {
  const lead = await leadOrFail(db, given);
  let [turns, differing] = [0, 0];
  for (const id of [...lead.mergedFrom, lead.id]) {
    console.log(`Lead ${id}${id === lead.id ? '' : ` (now ${lead.id})`}\n`);
    for await (const turn of recordedTurns(db, sealer, id)) {
      const versions = await versionsOf(turn, playbooks);
      const replayed = replayTurn(turn, { decide, newLead }, versions);
      const playbook = versions(turn.playbook.version);
      const why = playbook ? turn.trace.map((note) => sentence(note, playbook, 'en')) : [];
      console.log(`${turnText(replayed, playbook?.timeZone ?? 'UTC', why)}\n`);
      turns += 1;
      if (replayed.drift.length > 0 || replayed.failure !== undefined) differing += 1;
    }
  }
  const verdict =
    differing === 0 ? 'today decides all of them the same' : `today differs in ${differing}`;
  console.log(`${turns} decisions; ${verdict}.`);
  return differing === 0;
}

/** The version decided with, the one before, and those that enrolments follow: `decide` asks for them without waiting. */
async function versionsOf(
  turn: RecordedTurn,
  playbooks: LeadRecord['playbooks'],
): Promise<Versions> {
  const { name, version } = turn.playbook;
  const merged = turn.inputs.flatMap(({ body }) => (body.kind === 'merge' ? [body.loser] : []));
  const states = [turn.before, ...merged].filter(
    (state): state is LeadState => state !== undefined,
  );
  const followed = states.flatMap(({ playbook, enrolments }) => [
    playbook.version,
    ...enrolments.map((each) => each.version),
  ]);
  const loaded = new Map<number, Playbook>();
  for (const wanted of new Set([version, ...followed, ...publishedIn(turn.inputs, name)])) {
    const playbook = await playbooks.get(name, wanted).catch(() => undefined);
    if (playbook !== undefined) loaded.set(wanted, playbook);
  }
  return (wanted) => loaded.get(wanted);
}

/** Answers whether the workflow code of today does what the history says. */
async function replayFile(file: string): Promise<boolean> {
  const codec = new SealedPayloads(new Sealer(settingsOrFail().masterKey));
  const read = await readHistory(await readFile(file, 'utf8'), codec).catch((error: unknown) => {
    throw new CommandFailed(
      `${file} cannot be read: ${error instanceof Error ? error.message : ''}`,
    );
  });
  console.log(`History of lead ${read.leadId}\n`);
  const utc = new Tongue('en', 'UTC');
  for (const { eventId, at, text } of read.steps) {
    console.log(`${String(eventId).padStart(5)}  ${utc.time(at)}  ${text}`);
  }
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const difference = await replayHistory(read.history, read.leadId, codec);
  console.log(
    difference === undefined
      ? '\nThe workflow code of today replays it.'
      : `\nThe workflow code of today parts from it: ${difference}`,
  );
  return difference === undefined;
}
