import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { Clock } from '../../../activities/ports.js';
import { CLOCK } from '../../config/tokens.js';
import { Database, type Db } from '../../database/database.js';
import { notFound, ProblemException } from '../../http/problem.js';
import type { Page } from '../../insights/cursor.js';
import type { PageRequest } from '../../insights/newest-first.js';
import type { Inside } from '../../../engine/versions/inside.js';
import { checkOver, soundBundle } from '../bundle-for.js';
import { sourcePath } from '../bundle/bundle.js';
import type { CheckedBundle } from '../bundle/check-bundle.js';
import { storedBundle } from '../bundle/stored-bundle.js';
import { yamlOf } from '../bundle/yaml-of.js';
import type { PlaybookBody } from '../playbook-body.js';
import { refuseLocked } from '../git-lock.js';
import { PlaybookLibrary } from '../library.js';
import { publishInside } from '../publish-inside.js';
import { type Publication, type Published, publishWithin } from '../publish.js';
import { surroundingsOf } from '../surroundings.js';
import type { DraftBody, NewDraftBody } from './draft-body.js';
import { alreadyPublished, changedMeanwhile } from './draft-precondition.js';
import {
  type DraftLine,
  draftWritten,
  type DraftRow,
  findDraft,
  openDrafts,
} from './draft-rows.js';

/** More open drafts of one playbook than anybody can look after. */
const MOST_OPEN = 100;

export interface PublishDraft {
  /** Left out: whatever it is. */
  revision: number | undefined;
  by: string;
  inside: Inside | undefined;
  expectedVersion: number | undefined;
}

/** Playbooks in the making: saved with whatever is wrong with them, published when nothing is. */
@Injectable()
export class Drafts {
  private readonly db: Db;

  constructor(
    @Inject(Database) database: Database,
    @Inject(PlaybookLibrary) private readonly library: PlaybookLibrary,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.db = database.db;
  }

  list(playbook: string, request: PageRequest): Promise<Page<DraftLine>> {
    return openDrafts(this.db, playbook, request);
  }

  async get(playbook: string, id: string): Promise<DraftRow> {
    const draft = await findDraft(this.db, playbook, id);
    if (!draft) throw noDraft();
    return draft;
  }

  /** @param key a repeat with the same one by the same caller is answered with what the first made */
  async create(playbook: string, body: NewDraftBody, by: string, key?: string): Promise<DraftRow> {
    await refuseLocked(this.db, playbook);
    const newest = await storedBundle(this.db, playbook);
    const { title, ...given } = body;
    const content = (given.yaml ?? given.document) ? given : { ...given, ...contentOf(newest) };
    const baseVersion = newest?.version ?? 0;
    const found = await this.lint(playbook, content, baseVersion);
    const written = draftWritten(content, found);
    const { rows } = await sql<{ id: string }>`
      insert into playbook_draft (id, playbook, title, base_version, content, files, problems, warnings,
        created_by, changed_by, idempotency_key)
      select ${randomUUID()}, ${playbook}, ${title}, ${baseVersion}, ${written.content}::jsonb,
        ${written.files}::jsonb, ${written.problems}::jsonb, ${written.warnings}::jsonb, ${by}, ${by}, ${key ?? null}
      where (select count(*) from playbook_draft where playbook = ${playbook} and published_version is null) < ${MOST_OPEN}
      on conflict (playbook, created_by, idempotency_key) where idempotency_key is not null do nothing
      returning id`.execute(this.db);
    const id = rows[0]?.id ?? (await this.earlier(playbook, by, key));
    return this.get(playbook, id);
  }

  /** Replaces the whole of it, if it still is at that revision. */
  async save(
    playbook: string,
    id: string,
    revision: number,
    body: DraftBody,
    by: string,
  ): Promise<DraftRow> {
    await refuseLocked(this.db, playbook);
    const draft = await this.openAt(playbook, id, revision);
    const { title, ...content } = body;
    const written = draftWritten(content, await this.lint(playbook, content, draft.baseVersion));
    const { rows } = await sql`
      update playbook_draft set title = ${title}, revision = revision + 1, content = ${written.content}::jsonb,
        files = ${written.files}::jsonb, problems = ${written.problems}::jsonb, warnings = ${written.warnings}::jsonb,
        changed_at = now(), changed_by = ${by}
      where id = ${id} and revision = ${revision} and published_version is null returning id`.execute(
      this.db,
    );
    const saved = await this.get(playbook, id);
    if (rows.length === 0) throw refusalOf(saved);
    return saved;
  }

  async remove(playbook: string, id: string, revision: number): Promise<void> {
    await this.openAt(playbook, id, revision);
    const { rows } = await sql`
      delete from playbook_draft where id = ${id} and revision = ${revision} and published_version is null
      returning id`.execute(this.db);
    if (rows.length === 0) throw refusalOf(await this.get(playbook, id));
  }

  /**
   * Publishes what the draft says, if nobody has published since it was begun (or since `expectedVersion`), and closes
   * it. The draft's row is locked meanwhile, so one of two who publish it at once is told that it is done.
   */
  async publish(playbook: string, id: string, order: PublishDraft) {
    const { revision, by, inside } = order;
    const draft = await this.openAt(playbook, id, revision);
    await refuseLocked(this.db, playbook);
    const checked = await this.check(playbook, bodyOf(draft), draft.baseVersion);
    const { bundle, warnings } = soundBundle(checked, playbook);
    const parts = { db: this.db, library: this.library };
    const expectedVersion = order.expectedVersion ?? draft.baseVersion;
    const publication = { bundle, by, inside, expectedVersion };
    const close = (counted: Publication) => this.close(draft, counted);
    return { ...(await publishInside(parts, publication, close)), warnings };
  }

  private close(draft: DraftRow, publication: Publication): Promise<Published> {
    const { id, playbook, revision } = draft;
    return this.db.transaction().execute(async (trx) => {
      await sql`select from playbook_draft where id = ${id} for update`.execute(trx);
      const now = await findDraft(trx, playbook, id);
      if (!now) throw noDraft();
      if (now.publishedVersion !== null || now.revision !== revision) throw refusalOf(now);
      const published = await publishWithin(trx, publication);
      if (published.outcome !== 'published' && published.outcome !== 'unchanged') return published;
      await sql`
        update playbook_draft set published_version = ${published.version}, published_at = now(),
          published_by = ${publication.by} where id = ${id}`.execute(trx);
      return published;
    });
  }

  private async openAt(
    playbook: string,
    id: string,
    revision: number | undefined,
  ): Promise<DraftRow> {
    const draft = await this.get(playbook, id);
    const isThis = revision === undefined || draft.revision === revision;
    if (draft.publishedVersion !== null || !isThis) throw refusalOf(draft);
    return draft;
  }

  private async lint(playbook: string, body: PlaybookBody, base: number): Promise<CheckedBundle> {
    const checked = await this.check(playbook, body, base);
    const { document } = checked.ok ? checked.bundle : {};
    if (!document || document.playbook === playbook) return checked;
    const message = `this draft is one of ${playbook}`;
    const problems = [{ code: 'other-name', pointer: '/playbook', message }];
    return { ok: false, problems, warnings: checked.warnings };
  }

  private async check(playbook: string, body: PlaybookBody, base: number): Promise<CheckedBundle> {
    const surroundings = await surroundingsOf(this.db, this.clock.now(), body);
    return checkOver(this.db, playbook, body, base, surroundings);
  }

  /** What a repeated request made the first time; 409 where nothing did, since there are too many. */
  private async earlier(playbook: string, by: string, key: string | undefined): Promise<string> {
    const { rows } = await sql<{ id: string }>`
      select id from playbook_draft
      where playbook = ${playbook} and created_by = ${by} and idempotency_key = ${key ?? null}`.execute(
      this.db,
    );
    if (rows[0]) return rows[0].id;
    throw new ProblemException({
      status: 409,
      code: 'too-many-drafts',
      message: `There are ${MOST_OPEN} open drafts of ${playbook}; publish or delete some`,
    });
  }
}

const noDraft = (): ProblemException => notFound('This playbook has no such draft');

const refusalOf = (draft: DraftRow): ProblemException =>
  draft.publishedVersion === null
    ? changedMeanwhile(draft)
    : alreadyPublished(draft.publishedVersion);

const bodyOf = ({ content, files }: DraftRow): PlaybookBody => ({ ...content, files });

/** What a draft begins as. A playbook nobody has published yet has to be handed in. */
function contentOf(
  newest: Awaited<ReturnType<typeof storedBundle>>,
): Pick<PlaybookBody, 'yaml' | 'document'> {
  if (!newest) {
    const message = 'nothing of that name is published: hand in yaml or document';
    throw new ProblemException({
      status: 422,
      code: 'required',
      message,
      errors: [{ pointer: '', code: 'required', message }],
    });
  }
  const yaml = newest.files.get(sourcePath(newest.document.playbook));
  return { yaml: yaml ?? yamlOf(newest.document) };
}
