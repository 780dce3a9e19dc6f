import type { Settings } from '../config/settings.js';
import { Sealer } from '../crypto/sealer.js';
import { openDatabase, type Db } from '../database/database.js';
import { survivorOf, type Survivor } from '../insights/survivor.js';
import { PlaybookLibrary } from '../playbooks/library.js';
import { CommandFailed } from './command-failed.js';
import { settingsOrFail } from './known-settings.js';

/** What a command reads of an installation. */
export interface LeadRecord {
  settings: Settings;
  db: Db;
  sealer: Sealer;
  playbooks: PlaybookLibrary;
}

/** Opens the record for one command and closes it whatever happens. */
export async function withRecord<T>(work: (record: LeadRecord) => Promise<T>): Promise<T> {
  const settings = settingsOrFail();
  const database = await openDatabase({
    url: settings.database.url,
    poolSize: 4,
    name: 'leadloom',
  });
  try {
    const sealer = new Sealer(settings.masterKey);
    const playbooks = new PlaybookLibrary(database.db);
    await playbooks.refresh();
    return await work({ settings, db: database.db, sealer, playbooks });
  } finally {
    await database.close();
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The lead a person means; merged ids lead to the one that lives on. */
export async function leadOrFail(db: Db, given: string): Promise<Survivor> {
  const id = given.replace(/^lead\//, '');
  if (!UUID.test(id)) throw new CommandFailed(`"${given}" is not the id of a lead`);
  const lead = await survivorOf(db, id);
  if (lead === undefined) throw new CommandFailed(`No lead has the id ${id}`);
  return lead;
}
