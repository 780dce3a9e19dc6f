import { sql } from 'kysely';
import type { Problem } from '../../../engine/playbook/problem.js';
import type { Db } from '../../database/database.js';
import type { Page } from '../../insights/cursor.js';
import { newestFirst, type PageRequest } from '../../insights/newest-first.js';
import type { CheckedBundle } from '../bundle/check-bundle.js';
import type { PlaybookBody } from '../playbook-body.js';

/** A draft as the API shows it. */
export interface DraftRow {
  id: string;
  playbook: string;
  title: string;
  revision: number;
  /** The version it was begun on; 0 for none. */
  baseVersion: number;
  content: Pick<PlaybookBody, 'yaml' | 'document'>;
  /** What it changes of the files of that version. */
  files: Record<string, string | null>;
  problems: Problem[];
  warnings: Problem[];
  createdAt: Date;
  createdBy: string;
  changedAt: Date;
  changedBy: string;
  publishedVersion: number | null;
  publishedAt: Date | null;
  publishedBy: string | null;
}

const COLUMNS = sql`id, playbook, title, revision, base_version as "baseVersion", content, files, problems, warnings,
  created_at as "createdAt", created_by as "createdBy", changed_at as "changedAt", changed_by as "changedBy",
  published_version as "publishedVersion", published_at as "publishedAt", published_by as "publishedBy"`;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export async function findDraft(
  db: Db,
  playbook: string,
  id: string,
): Promise<DraftRow | undefined> {
  if (!UUID.test(id)) return undefined;
  const { rows } = await sql<DraftRow>`
    select ${COLUMNS} from playbook_draft where id = ${id} and playbook = ${playbook}`.execute(db);
  return rows[0];
}

/** A draft as it stands in a list: without its texts. */
export type DraftLine = Omit<DraftRow, 'content' | 'files' | 'problems' | 'warnings'> & {
  /** The files it changes. */
  files: string[];
  /** How many there are. */
  problems: number;
  warnings: number;
};

const LINE = sql`id, playbook, title, revision, base_version as "baseVersion",
  array(select jsonb_object_keys(files) order by 1) as files, jsonb_array_length(problems) as problems,
  jsonb_array_length(warnings) as warnings, created_at as "createdAt", created_by as "createdBy",
  changed_at as "changedAt", changed_by as "changedBy", published_version as "publishedVersion",
  published_at as "publishedAt", published_by as "publishedBy"`;

/** Those that are not published yet, the last changed first. */
export async function openDrafts(
  db: Db,
  playbook: string,
  request: PageRequest,
): Promise<Page<DraftLine>> {
  const list = {
    table: 'playbook_draft',
    columns: LINE,
    time: 'changed_at',
    equal: { playbook },
    where: [sql`published_version is null`],
  };
  const { data, next } = await newestFirst<DraftLine & { age: number }>(db, list, request);
  return { data: data.map(({ age: _age, ...line }) => line), next };
}

/** The columns that a save writes, as JSON. */
export function draftWritten({ files = {}, ...content }: PlaybookBody, checked: CheckedBundle) {
  const problems = checked.ok ? [] : checked.problems;
  return {
    content: JSON.stringify(content),
    files: JSON.stringify(files),
    problems: JSON.stringify(problems),
    warnings: JSON.stringify(checked.warnings),
  };
}
