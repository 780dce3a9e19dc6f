import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Trx } from '../../../src/database/database.js';
import { lookUp } from '../../../src/ingest/lookup.js';
import { releaseLead } from '../../../src/lifecycle/park.js';
import { PlaybookLibrary } from '../../../src/playbooks/library.js';
import { askToMove } from '../../../src/playbooks/move-inside.js';
import { PUBLISH_LOCK } from '../../../src/playbooks/publish.js';
import { until } from '../../support/until.js';
import { findLeadJob } from '../../../src/jobs/lead-jobs.js';
import { ADMIN_KEY, type RunningApi, runningApi } from '../ingest/running-api.js';
import { drip, mail, MovedLeads, wait } from './moved-leads.js';

const FIRST = drip([mail('hello'), wait('pause', '3d'), mail('case')].join('\n'));
const LONGER = drip([mail('hello'), wait('pause', '5d'), mail('case')].join('\n'));
const SHORTER = drip([mail('hello'), wait('pause', '1m'), mail('case')].join('\n'));
const OTHER = drip([mail('hello'), wait('rest', '5d'), mail('case')].join('\n'));

const ADMIN = { authorization: `Bearer ${ADMIN_KEY}` };

let api: RunningApi;
let leads: MovedLeads;
let library: PlaybookLibrary;

beforeAll(async () => {
  api = await runningApi();
  leads = new MovedLeads(api);
  library = api.get(PlaybookLibrary);
});
afterAll(() => api.stop());
beforeEach(async () => {
  await leads.route('/publish', { yaml: FIRST });
});
afterEach(async () => {
  await sql`truncate lead, lead_counter, inbox, ring, lead_job, decision, identity, accepted, playbook_version cascade`.execute(
    api.db,
  );
  await library.refresh();
});

/** Leads that stand in the wait of the first version. */
async function waiting(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n++) ids.push(await leads.capture(`lead${n}@example.com`));
  await leads.settle(library);
  return ids;
}

describe('publishing with leads inside', () => {
  test('lets them finish on their version where nothing is said', async () => {
    const [lead = ''] = await waiting(2);
    const { body } = await leads.route('/publish', { yaml: LONGER });
    expect(body).toMatchObject({
      outcome: 'published',
      version: 2,
      inside: { leads: 2, journeys: { nurture: { do: 'pin', inside: 2, pinned: 2, moved: 0 } } },
    });
    expect(body.job).toBeUndefined();
    expect(await leads.enrolments(lead)).toMatchObject([{ version: 1, at: { step: 'pause' } }]);
  });

  test('takes them along, says how many, and each says why afterwards', async () => {
    const [lead = ''] = await waiting(3);
    const inside = { journeys: { nurture: { do: 'migrate', steps: { pause: 'rest' } } } };
    const { body } = await leads.route('/publish', { yaml: OTHER, inside });
    expect(body.inside.journeys.nurture).toMatchObject({ do: 'migrate', inside: 3, moved: 3 });
    await leads.runJob(body.job);
    await leads.settle(library);
    expect(await leads.enrolments(lead)).toMatchObject([{ version: 2, at: { step: 'rest' } }]);
    const explained = await api.request(`/v1/leads/${lead}/explain?journey=nurture`, {
      headers: { ...ADMIN, 'accept-language': 'en' },
    });
    const why =
      '“nurture” moved from version 1 step “pause” to version 2 step “rest”, because the publication names it for that step';
    expect(explained.body.journeys[0].summary).toContain(why);
    const timeline = await api.request(`/v1/leads/${lead}/timeline`, { headers: ADMIN });
    expect(JSON.stringify(timeline.body)).toContain('"note":"version"');
  });

  test('an input that comes before a lead is told is handled by the version it follows', async () => {
    const [lead = ''] = await waiting(1);
    const { body } = await leads.route('/publish', { yaml: OTHER, inside: { default: 'migrate' } });
    await api.post('/v1/track', { event: 'answered', userId: 'nobody' });
    await leads.capture('lead0@example.com');
    await leads.settle(library);
    expect(await leads.enrolments(lead)).toMatchObject([{ version: 1, at: { step: 'pause' } }]);
    await leads.runJob(body.job);
    await leads.settle(library);
    // The wait is gone without a word on it: what follows it in the old version goes out.
    expect(await leads.enrolments(lead)).toEqual([]);
  });

  test('a lead that is decided after it enters the new version, whatever the worker has heard', async () => {
    const deaf = new PlaybookLibrary(api.db);
    await deaf.refresh();
    const { body } = await leads.route('/publish', {
      yaml: LONGER,
      inside: { default: 'migrate' },
    });
    const late = await leads.capture('late@example.com');
    await leads.settle(deaf);
    expect(deaf.latest('drip').version).toBe(1);
    expect(await leads.enrolments(late)).toMatchObject([{ version: 2 }]);
    await leads.runJob(body.job);
    expect(await findLeadJob(api.db, body.job)).toMatchObject({ status: 'done', appended: 0 });
  });

  test('the same again moves those who stand on a version before', async () => {
    const [lead = ''] = await waiting(1);
    await leads.route('/publish', { yaml: LONGER });
    const { body } = await leads.route('/publish', { yaml: LONGER, inside: { default: 'exit' } });
    expect(body).toMatchObject({ outcome: 'unchanged', version: 2 });
    await leads.runJob(body.job);
    await leads.settle(library);
    expect(await leads.enrolments(lead)).toEqual([]);
  });

  test('another word while they are being told holds for those who are not told yet, and both are on record', async () => {
    const ids = await waiting(3);
    const first = { default: 'migrate' };
    const wrong = (await leads.route('/publish', { yaml: LONGER, inside: first })).body.job;
    await leads.tell(wrong, 1);
    await leads.settle(library);
    const inside = { default: 'exit' };
    const { body } = await leads.route('/publish', { yaml: LONGER, inside });
    expect(body).toMatchObject({ outcome: 'unchanged', version: 2 });
    expect(await findLeadJob(api.db, wrong)).toMatchObject({
      status: 'cancelled',
      reason: 'admin has chosen otherwise',
    });
    const same = await leads.route('/publish', { yaml: LONGER, inside });
    expect(same.body.job).toBe(body.job);
    await leads.runJob(wrong);
    await leads.runJob(body.job);
    await leads.settle(library);
    const standing = await Promise.all(ids.map((id) => leads.enrolments(id)));
    expect(standing.flat()).toMatchObject([{ version: 2 }]);
    const [newest] = (await leads.route('/versions')).body.data;
    expect(newest.choices).toMatchObject([
      { inside: first, by: 'admin', job: wrong, effect: { leads: 3 } },
      { inside, by: 'admin', job: body.job },
    ]);
    expect(newest.inside).toMatchObject(inside);
  });

  test('the same again without a word lets those be told who are being told; with "pin" they stay', async () => {
    await waiting(2);
    const { job } = (
      await leads.route('/publish', { yaml: LONGER, inside: { default: 'migrate' } })
    ).body;
    const { body } = await leads.route('/publish', { yaml: LONGER });
    expect(body).toMatchObject({
      outcome: 'unchanged',
      inside: { journeys: { nurture: { moved: 2 } } },
    });
    expect(await findLeadJob(api.db, job)).toMatchObject({ status: 'waiting' });
    await leads.route('/publish', { yaml: LONGER, inside: { default: 'pin' } });
    expect(await findLeadJob(api.db, job)).toMatchObject({ status: 'cancelled' });
  });

  test('a run that a merge brings along is told too, though the survivor was told before', async () => {
    const ids = await waiting(2);
    const [winner = '', loser = ''] = ids.toSorted();
    const { job } = (
      await leads.route('/publish', { yaml: LONGER, inside: { default: 'migrate' } })
    ).body;
    await leads.tell(job, 1);
    await leads.settle(library);
    expect(await leads.enrolments(winner)).toMatchObject([{ version: 2 }]);
    expect(await leads.enrolments(loser)).toMatchObject([{ version: 1 }]);
    await leads.takeOut(winner);
    await leads.merge(winner, loser);
    await leads.runJob(job);
    await leads.settle(library);
    await leads.settle(library);
    expect(await leads.enrolments(winner)).toMatchObject([{ version: 2 }]);
  });

  test('is refused where it names journeys or steps that are not there', async () => {
    const inside = {
      journeys: { nurtur: { do: 'exit' }, nurture: { do: 'migrate', steps: { paus: 'rst' } } },
    };
    const { status, body } = await leads.route('/publish', { yaml: OTHER, inside });
    expect(status).toBe(422);
    expect(body.errors).toMatchObject([
      { pointer: '/inside/journeys/nurtur', hint: 'did you mean `nurture`?' },
      { pointer: '/inside/journeys/nurture/steps/paus', hint: 'did you mean `pause`?' },
      { pointer: '/inside/journeys/nurture/steps/paus', hint: 'did you mean `rest`?' },
    ]);
    expect((await leads.route('/versions')).body.data).toHaveLength(1);
  });

  test('of two who publish at once the second is told that there is a newer version', async () => {
    const both = [LONGER, OTHER].map((yaml) =>
      leads.route('/publish', { yaml, expectedVersion: 1 }),
    );
    const statuses = (await Promise.all(both)).map(({ status }) => status);
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 409]);
  });
});

describe('a publication that waits for another one', () => {
  /** Holds publications up, until `release`; `meanwhile` has been committed then. */
  async function held<T>(
    waits: () => Promise<T>,
    does: (trx: Trx) => Promise<unknown>,
  ): Promise<T> {
    const { answer } = await api.db.transaction().execute(async (trx) => {
      await sql`select pg_advisory_xact_lock(${PUBLISH_LOCK})`.execute(trx);
      const pending = waits();
      await until(async () => {
        const { rows } = await sql`
          select from pg_locks where locktype = 'advisory' and not granted`.execute(api.db);
        return rows.length > 0;
      }, 5);
      await does(trx);
      return { answer: pending };
    });
    return answer;
  }

  const migrate = () => leads.route('/publish', { yaml: LONGER, inside: { default: 'migrate' } });

  test('leaves nobody out who has entered the version before since it was counted', async () => {
    let late = '';
    const { body } = await held(migrate, async () => {
      [late = ''] = await waiting(1);
    });
    expect(body).toMatchObject({ version: 2, inside: { leads: 0 } });
    await leads.runJob(body.job);
    await leads.settle(library);
    expect(await leads.enrolments(late)).toMatchObject([{ version: 2 }]);
  });

  test('states its effect against the version that was published meanwhile', async () => {
    const { body } = await held(migrate, async (trx) => {
      await waiting(1);
      await publishedMeanwhile(trx);
    });
    expect(body).toMatchObject({
      version: 3,
      inside: { leads: 1, journeys: { nurture: { moved: 1 } } },
    });
  });

  test('retiring waits for it too, and is refused where leads are to move there', async () => {
    await leads.route('/publish', { yaml: LONGER });
    await leads.route('/publish', { yaml: OTHER });
    const { status, body } = await held(
      () => leads.route('/versions/2/retire', {}),
      (trx) =>
        askToMove(trx, {
          playbook: 'drip',
          to: 2,
          inside: { default: 'migrate', journeys: {} },
          by: 'somebody',
        }),
    );
    expect({ status, code: body.code }).toEqual({ status: 409, code: 'still-moving' });
  });
});

/** Version 2, with the content of the first, under another hash. */
const publishedMeanwhile = (trx: Trx) =>
  sql`
  insert into playbook_version (name, version, hash, document, published_by, bundled)
  select name, 2, 'other', document, 'somebody', true from playbook_version where name = 'drip'`.execute(
    trx,
  );

describe('the preview', () => {
  test('is made one at a time: whoever asks meanwhile is told to come back', async () => {
    await waiting(1);
    const both = [1, 2].map(() => leads.route('/preview', { yaml: SHORTER }));
    const statuses = (await Promise.all(both)).map(({ status }) => status);
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 429]);
  });

  test('says where each would go and what would go out, and changes nothing', async () => {
    await waiting(4);
    const inside = { journeys: { nurture: { do: 'migrate' } } };
    const { body } = await leads.route('/preview', { yaml: SHORTER, inside });
    expect(body).toMatchObject({
      playbook: 'drip',
      from: 1,
      to: 2,
      leads: 4,
      sendsWithinHour: [{ template: 'case', channel: 'email', sends: 4, without: 0 }],
      endless: 0,
    });
    expect(body.journeys).toMatchObject([
      {
        journey: 'nurture',
        runs: 4,
        move: 4,
        steps: [
          {
            version: 1,
            step: 'pause',
            runs: 4,
            waits: { time: 4 },
            ways: [{ does: 'moves', to: 'pause', why: 'same', runs: 4 }],
          },
        ],
      },
    ]);
    expect((await leads.route('/versions')).body.data).toHaveLength(1);
    expect(await api.db.selectFrom('lead_job').selectAll().execute()).toEqual([]);
  });

  test('tells a removed journey, a removed step and a pinned one apart', async () => {
    await waiting(2);
    const preview = async (yaml: string, choice: object) => {
      const { body } = await leads.route('/preview', { yaml, inside: choice });
      return body.journeys[0];
    };
    const ended = drip(mail('hello'));
    expect(await preview(ended, { default: 'migrate' })).toMatchObject({ end: 2, move: 0 });
    expect(await preview(ended, { default: 'exit' })).toMatchObject({ leave: 2 });
    expect(await preview(ended, {})).toMatchObject({ stay: 2 });
    const gone = FIRST.replace('  nurture:', '  another:');
    expect(await preview(gone, { default: 'migrate' })).toMatchObject({ leave: 2 });
  });
});

describe('the life of a version', () => {
  test('is told with who, when, its effect and who follows it', async () => {
    await waiting(2);
    const source = { repo: 'https://token:xyz@example.com/r.git?key=abc', commit: '4F2A9C1' };
    const { body: published } = await leads.route('/publish', { yaml: LONGER, source });
    const { body } = await leads.route('/versions');
    expect(body.data).toMatchObject([
      {
        version: 2,
        status: 'live',
        publishedBy: 'admin',
        source: { repo: 'https://example.com/r.git', commit: '4f2a9c1' },
        followers: 0,
        effect: { leads: 2 },
      },
      { version: 1, status: 'live', followers: 2, restores: null },
    ]);
    const listed = await api.request('/v1/playbooks', { headers: ADMIN });
    for (const answer of [published, body, listed.body])
      expect(JSON.stringify(answer)).not.toMatch(/xyz|abc/);
    const main = { repo: 'r', commit: 'main' };
    const refused = await leads.route('/publish', { yaml: OTHER, source: main });
    expect(refused).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/source/commit' }] },
    });
  });

  test('stands in lists that are read page by page', async () => {
    await leads.route('/publish', { yaml: LONGER });
    await leads.route('/publish', { yaml: OTHER });
    const pages = async (path: string) => {
      const seen: unknown[] = [];
      for (let next: string | null = ''; next !== null;) {
        const after = next === '' ? '' : `&after=${next}`;
        const { status, body } = await api.request(`${path}?limit=1${after}`, { headers: ADMIN });
        expect({ status, rows: body.data.length }).toEqual({ status: 200, rows: 1 });
        seen.push(body.data[0].version);
        ({ next } = body);
      }
      return seen;
    };
    expect(await pages('/v1/playbooks')).toEqual([3, 2, 1]);
    expect(await pages('/v1/playbooks/drip/versions')).toEqual([3, 2, 1]);
    for (const path of ['/v1/playbooks', '/v1/playbooks/drip/versions'])
      expect((await api.request(`${path}?after=x`, { headers: ADMIN })).status).toBe(400);
  });

  test('goes back by publishing the content of an older one as the next', async () => {
    await leads.route('/publish', { yaml: LONGER });
    const { body } = await leads.route('/publish', { version: 1 });
    expect(body).toMatchObject({ outcome: 'published', version: 3 });
    const [newest, , first] = (await leads.route('/versions')).body.data;
    expect(newest).toMatchObject({ version: 3, restores: 1, hash: first.hash });
    expect((await leads.route('/publish', { version: 9 })).status).toBe(404);
  });

  test('ends when nobody follows it, and not before', async () => {
    await waiting(1);
    expect((await leads.route('/versions/1/retire', {})).body.code).toBe('newest-version');
    const { body } = await leads.route('/publish', {
      yaml: LONGER,
      inside: { default: 'migrate' },
    });
    expect((await leads.route('/versions/1/retire', {})).body.code).toBe('still-followed');
    await leads.runJob(body.job);
    await leads.settle(library);
    expect((await leads.route('/versions/1/retire', {})).body).toMatchObject({ status: 'retired' });
    expect(library.live().map(({ name, version }) => `${name}@${version}`)).toEqual(['drip@2']);
  });

  test('does not end while leads are told to move to it, nor before they have done so, parked or not', async () => {
    const [lead = ''] = await waiting(1);
    const { job } = (
      await leads.route('/publish', { yaml: LONGER, inside: { default: 'migrate' } })
    ).body;
    await leads.route('/publish', { yaml: OTHER });
    const refusal = async () => (await leads.route('/versions/2/retire', {})).body.code;
    expect(await refusal()).toBe('still-moving');
    await leads.runJob(job);
    await sql`update lead set parked_reason = 'a bug', parked_at = now() where id = ${lead}`.execute(
      api.db,
    );
    await leads.settle(library);
    expect(await refusal()).toBe('still-unread');
    await releaseLead(api.db, lead);
    await leads.settle(library);
    expect(await refusal()).toBe('still-followed');
  });

  test('ends when the turns are over that may enter it still', async () => {
    const [lead = ''] = await waiting(1);
    await leads.route('/publish', { yaml: LONGER });
    await leads.route('/publish', { yaml: OTHER });
    const { retiring } = await api.db.transaction().execute(async (trx) => {
      await sql`
        update lead set state = jsonb_set(state, '{enrolments,0,version}', '2') where id = ${lead}`.execute(
        trx,
      );
      const asked = leads.route('/versions/2/retire', {});
      await until(async () => {
        const { rows } = await sql`
          select from pg_stat_activity
          where pid <> pg_backend_pid() and datname = current_database() and query like '%pg_snapshot_xmin%'`.execute(
          api.db,
        );
        return rows.length > 0;
      }, 5);
      return { retiring: asked };
    });
    expect((await retiring).body.code).toBe('still-followed');
  });

  test('tells intake when a version came and another went between two looks', async () => {
    const deaf = new PlaybookLibrary(api.db);
    await deaf.refresh();
    const mark = async () =>
      (await api.db.transaction().execute((trx) => lookUp(trx, [], []))).mark;
    expect(await mark()).toBe(deaf.mark());
    await leads.route('/publish', { yaml: LONGER });
    expect((await leads.route('/versions/1/retire', {})).status).toBe(200);
    expect(await mark()).not.toBe(deaf.mark());
    await deaf.refresh();
    expect(await mark()).toBe(deaf.mark());
  });
});
