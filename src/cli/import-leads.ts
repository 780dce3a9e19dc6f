import { readFile } from 'node:fs/promises';

import { problemLine } from '../../engine/playbook/problem.js';
import { UnreadableCsv } from '../imports/csv-rows.js';
import { DoorShut, HttpDoor, type DoorSettings } from '../imports/door.js';
import { importFile } from '../imports/import-file.js';
import { parseImportMap, type ImportMap } from '../imports/import-map.js';
import { reportText } from '../imports/import-report.js';
import { survey } from '../imports/survey.js';
import { CommandFailed } from './command-failed.js';

export interface ImportOptions {
  map: string;
  live?: boolean;
  dryRun?: boolean;
  half?: boolean;
  url?: string;
  key?: string;
  rejected?: string;
  patience: string;
}

/** Takes a file in and prints the report. */
export async function importLeads(file: string, options: ImportOptions): Promise<void> {
  try {
    await run(file, options);
  } catch (error) {
    if (error instanceof UnreadableCsv || error instanceof DoorShut || isFileError(error)) {
      throw new CommandFailed(error.message);
    }
    throw error;
  }
}

async function run(file: string, options: ImportOptions): Promise<void> {
  const map = await readMap(options.map);
  if (options.half === true && map.tunedOn === undefined) {
    throw new CommandFailed(
      '--half needs `tunedOn` in the map: which half the rules were fitted on',
    );
  }
  if (options.dryRun === true) return dryRun(file, map);
  const report = await importFile({
    file,
    map,
    door: new HttpDoor(await doorOf(options)),
    screen: process.stderr,
    rejectedFile: options.rejected ?? `${file}.rejected.csv`,
    heldOutHalf: options.half ?? false,
    patience: Number(options.patience) * 1_000,
  });
  console.log(reportText(report));
}

async function readMap(file: string): Promise<ImportMap> {
  const parsed = parseImportMap(await readFile(file, 'utf8'), file);
  if (parsed.ok) return parsed.map;
  throw new CommandFailed(parsed.problems.map(problemLine).join('\n'));
}

async function dryRun(file: string, map: ImportMap): Promise<void> {
  const { encoding, rows, broken, unused } = await survey(file, map);
  console.log(`${rows} rows can be read (${encoding}), ${broken} cannot; nothing was sent.`);
  if (unused.length > 0) console.log(`Columns the map does not read: ${unused.join(', ')}`);
}

/** The API to send to: as told, else as the settings say. An address and a key that are both told need no settings. */
async function doorOf({ url, key, live }: ImportOptions): Promise<DoorSettings> {
  const route = live === true ? '/v1/batch' : '/v1/import';
  if (url !== undefined && key !== undefined) return { url: url.replace(/\/+$/, ''), key, route };
  const { settingsOrFail } = await import('./known-settings.js');
  const { port, adminKey } = settingsOrFail();
  const known = key ?? adminKey;
  if (known === undefined)
    throw new CommandFailed('No admin key: set LEADLOOM_ADMIN_KEY or give --key');
  return { url: url?.replace(/\/+$/, '') ?? `http://localhost:${port}`, key: known, route };
}

const isFileError = (error: unknown): error is Error =>
  error instanceof Error && 'path' in error && 'syscall' in error;
