import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '../database/database.js';
import { notFound, ProblemException } from '../http/problem.js';
import { askLeadJob, findLeadJob, type LeadJobView } from '../jobs/lead-jobs.js';
import type { LeadJobOrder } from '../jobs/lead-job.js';
import type { PlaybookLibrary } from '../playbooks/library.js';

export interface RecomputeOrder {
  playbook: string;
  /** The newest version the caller knows of. */
  version?: number | undefined;
  dryRun: boolean;
  by: string;
}

/** A recompute, and the triggers that wait for a word since. */
export interface RecomputeView extends LeadJobView {
  /** Leads by trigger, counted over the first 100,000 that hold any back. */
  held: { [trigger: string]: number };
}

const COUNTED = 100_000;
const RECOMPUTE = 'recompute';

/** Scores of all leads of a playbook derived anew, and the word on what that would set off. */
export class Recomputes {
  constructor(
    private readonly db: Db,
    private readonly library: PlaybookLibrary,
  ) {}

  /** Asks for a recompute, or with `dryRun` for what it would do. Throws 404, or 409 where one is under way. */
  async ask({ playbook, version, dryRun, by }: RecomputeOrder): Promise<LeadJobView> {
    const newest = this.library.find(playbook)?.version;
    if (newest === undefined) throw notFound('No playbook has this name');
    if (version !== undefined && version !== newest) throw otherVersion(newest);
    const id = randomUUID();
    const about = {
      id,
      subject: playbook,
      by,
      selection: { of: 'playbook', playbook },
      control: { do: RECOMPUTE, id, version: newest },
    } as const;
    if (dryRun) return this.begin({ ...about, kind: 'recompute-preview', preview: true });
    return this.begin({ ...about, kind: RECOMPUTE });
  }

  /** Lets what a recompute holds back happen, or not, for all leads or for some triggers. */
  async say(
    word: 'confirm' | 'dismiss',
    id: string,
    triggers: string[] | undefined,
    by: string,
  ): Promise<LeadJobView> {
    const { subject: playbook } = await this.find(id);
    const some = triggers === undefined ? {} : { triggers };
    return this.begin({
      kind: word,
      subject: id,
      by,
      selection: { of: 'held', playbook, recompute: id, ...some },
      control: { do: word, recompute: id, ...some },
    });
  }

  async view(id: string): Promise<RecomputeView> {
    const job = await this.find(id);
    return { ...job, held: await heldBy(this.db, id) };
  }

  /** Throws 404 where it is none. */
  async find(id: string): Promise<LeadJobView> {
    const job = await findLeadJob(this.db, id);
    if (job?.kind !== RECOMPUTE) throw notFound('No recompute has this id');
    return job;
  }

  private async begin(order: LeadJobOrder): Promise<LeadJobView> {
    const { id, isNew } = await askLeadJob(this.db, order);
    const job = await findLeadJob(this.db, id);
    if (!isNew || job === undefined) throw underWay(id);
    return job;
  }
}

async function heldBy(db: Db, id: string): Promise<{ [trigger: string]: number }> {
  const { rows } = await sql<{ trigger: string; leads: number }>`
    select h.key as trigger, count(*) as leads
    from (select state -> 'held' as held from lead where state ? 'held' and status = 'active' limit ${COUNTED}) l,
      jsonb_each(l.held) h
    where h.value ->> 'by' = ${id} group by h.key order by h.key`.execute(db);
  return Object.fromEntries(rows.map(({ trigger, leads }) => [trigger, leads]));
}

const otherVersion = (newest: number): ProblemException =>
  new ProblemException({
    status: 409,
    code: 'other-version',
    message: `Version ${newest} is the newest: leads are recomputed by that one`,
  });

const underWay = (id: string): ProblemException =>
  new ProblemException({
    status: 409,
    code: 'under-way',
    message: `The same is under way: wait for job ${id}, or cancel it`,
  });
