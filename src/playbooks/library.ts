import { sql } from 'kysely';
import { compile } from '../../engine/playbook/compile.js';
import type { Document } from '../../engine/playbook/document.js';
import type { Playbook } from '../../engine/playbook/playbook.js';
import type { Db } from '../database/database.js';
import { publicationMark } from './publication-mark.js';

/** Old versions are followed by the leads pinned to them; more than these are compiled again when asked for. */
const RETIRED_KEPT = 64;

interface VersionRow {
  name: string;
  version: number;
  is_default: boolean;
}

/**
 * The published playbooks, compiled. Every live version stays in memory; a retired one is compiled when a lead that
 * still follows it asks. Versions are immutable, so nothing kept here grows stale; only `refresh` learns of new ones.
 */
export class PlaybookLibrary {
  #live: readonly Playbook[] = [];
  #mark = 0;
  #default: string | undefined;
  readonly #compiled = new Map<string, Playbook>();

  constructor(private readonly db: Db) {}

  /** Learns which versions are live now. Cheap when nothing was published. */
  async refresh(): Promise<void> {
    const { rows: found } = await sql<{ mark: number; live: VersionRow[] }>`
      select ${publicationMark} as mark, (
        select coalesce(jsonb_agg(jsonb_build_object('name', name, 'version', version, 'is_default', is_default)
          order by name, version), '[]')
        from playbook_version where status = 'live') as live`.execute(this.db);
    const { mark = 0, live: rows = [] } = found[0] ?? {};
    const known = new Map(this.#live.map((playbook) => [keyOf(playbook), playbook]));
    const live: Playbook[] = [];
    for (const row of rows) live.push(known.get(keyOf(row)) ?? (await this.#load(row)));
    this.#live = live;
    this.#mark = mark;
    this.#default = defaultOf(rows);
  }

  /** What `publicationMark` was when this was learnt. */
  mark(): number {
    return this.#mark;
  }

  /** Every version that leads may follow. */
  live(): readonly Playbook[] {
    return this.#live;
  }

  /** Newest live version of that name. Throws when there is none. */
  latest(name: string): Playbook {
    const found = this.find(name);
    if (!found) throw new Error(`No live playbook is called ${name}`);
    return found;
  }

  /** Newest live version of that name, if there is one. */
  find(name: string): Playbook | undefined {
    return this.#live.findLast((playbook) => playbook.name === name);
  }

  /** What a lead follows that names no playbook. Throws before anything is published. */
  default(): Playbook {
    if (this.#default === undefined) throw new Error('No playbook is published');
    return this.latest(this.#default);
  }

  /** That very version, live or not. Throws when it was never published. */
  async get(name: string, version: number): Promise<Playbook> {
    const isThis = (playbook: Playbook) => playbook.name === name && playbook.version === version;
    const live = this.#live.find(isThis);
    if (live) return live;
    const key = keyOf({ name, version });
    const playbook = this.#compiled.get(key) ?? (await this.#load({ name, version }));
    this.#compiled.delete(key);
    this.#compiled.set(key, playbook);
    if (this.#compiled.size > RETIRED_KEPT) this.#forgetOldest();
    return playbook;
  }

  async #load({ name, version }: { name: string; version: number }): Promise<Playbook> {
    const { document } = await this.db
      .selectFrom('playbook_version')
      .select('document')
      .where('name', '=', name)
      .where('version', '=', version)
      .executeTakeFirstOrThrow(() => new Error(`Playbook ${name} has no version ${version}`));
    return compile(document as unknown as Document, version);
  }

  #forgetOldest(): void {
    const [oldest] = this.#compiled.keys();
    if (oldest !== undefined) this.#compiled.delete(oldest);
  }
}

const keyOf = ({ name, version }: { name: string; version: number }): string =>
  `${name}@${version}`;

const defaultOf = (rows: readonly VersionRow[]): string | undefined =>
  (rows.findLast(({ is_default }) => is_default) ?? rows[0])?.name;
