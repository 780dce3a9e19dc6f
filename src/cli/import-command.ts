import { readFile } from 'node:fs/promises';

import { Command } from 'commander';

import { problemLine } from '../../engine/playbook/problem.js';
import { UnreadableCsv } from '../imports/csv-rows.js';
import { DoorShut, HttpDoor, type DoorSettings } from '../imports/door.js';
import { importFile } from '../imports/import-file.js';
import { parseImportMap, type ImportMap } from '../imports/import-map.js';
import { reportText } from '../imports/import-report.js';
import { survey } from '../imports/survey.js';
import { CommandFailed, settingsOrFail } from './record.js';

interface Options {
  map: string;
  live?: boolean;
  dryRun?: boolean;
  half?: boolean;
  url?: string;
  key?: string;
  rejected?: string;
  patience: string;
}

export const importCommand = (): Command =>
  new Command('import')
    .description('take the leads of a CSV file in, once each however often it is run')
    .argument('<file.csv>', 'UTF-8, GBK or UTF-16, with a header line')
    .requiredOption('--map <map.yaml>', 'how its columns become leads and events')
    .option('--live', 'as news: enters journeys and sends messages; otherwise it is history')
    .option('--dry-run', 'read the whole file and send nothing')
    .option('--half', 'judge only the half of the rows that the rules were not tuned on')
    .option('--url <url>', 'where the API is; otherwise that of the settings')
    .option('--key <key>', 'admin key; otherwise that of the settings')
    .option('--rejected <file>', 'where rejected rows are listed; otherwise beside the file')
    .option('--patience <seconds>', 'how long to wait for decisions that do not come', '120')
    .action(async (file: string, options: Options) => {
      try {
        await run(file, options);
      } catch (error) {
        if (error instanceof UnreadableCsv || error instanceof DoorShut || isFileError(error)) {
          throw new CommandFailed(error.message);
        }
        throw error;
      }
    });

async function run(file: string, options: Options): Promise<void> {
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
    door: new HttpDoor(doorOf(options)),
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
function doorOf({ url, key, live }: Options): DoorSettings {
  const route = live === true ? '/v1/batch' : '/v1/import';
  if (url !== undefined && key !== undefined) return { url: url.replace(/\/+$/, ''), key, route };
  const { port, adminKey } = settingsOrFail();
  const known = key ?? adminKey;
  if (known === undefined)
    throw new CommandFailed('No admin key: set LEADLOOM_ADMIN_KEY or give --key');
  return { url: url?.replace(/\/+$/, '') ?? `http://localhost:${port}`, key: known, route };
}

const isFileError = (error: unknown): error is Error =>
  error instanceof Error && 'path' in error && 'syscall' in error;
