import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { projectRoot } from '../../src/config/project-root.js';
import { until } from '../support/until.js';
import { isQuiet } from './checker.js';
import { System } from './system.js';

const LEADS = 120;

let system: System;
beforeAll(async () => {
  system = await System.start();
  await system.api();
}, 180_000);
afterAll(() => system.stop());

interface Recompute {
  id: string;
  status: string;
  appended: number;
  held: { [trigger: string]: number };
}

const counts = async () => {
  const [row] = await system.query<{ messages: string; tickets: string; tops: string }>(`
    select (select count(*) from message) as messages, (select count(*) from ticket) as tickets,
      (select count(*) from lead where tier = 'A') as tops`);
  return {
    messages: Number(row?.messages),
    tickets: Number(row?.tickets),
    tops: Number(row?.tops),
  };
};
const quiet = () => until(async () => isQuiet({ query: system.query }));

/** A lead of no points but those of one visit: far from any threshold. */
async function visitor(number: number): Promise<void> {
  const userId = `recompute-${number}`;
  const fields = {
    name: `测试${number}`,
    phone: `+86139${String(number).padStart(8, '0')}`,
    email: `${userId}@example.com`,
    company: `示例公司 ${userId}`,
    position: '经理',
    companySize: '20',
    industry: '零售',
  };
  const consent = { granted: true, purpose: 'marketing', text: '同意', channels: ['email'] };
  const source = { channel: 'website' };
  const form = 'whitepaper-2024';
  await system.call('POST', '/v1/leads', {
    messageId: `${userId}-form`,
    form,
    userId,
    fields,
    consent,
    source,
  });
  await system.call('POST', '/v1/track', {
    messageId: `${userId}-visit`,
    userId,
    event: 'pricing_page_visited',
  });
}

/** The next version: the visit is worth so much that everybody is an A. */
async function publishDearer(): Promise<void> {
  const yaml = readFileSync(join(projectRoot, 'playbooks/lead-to-conversion.yaml'), 'utf8');
  const dearer = yaml.replace(
    'event: pricing_page_visited, points: 3',
    'event: pricing_page_visited, points: 30',
  );
  expect(dearer).not.toBe(yaml);
  await system.call('POST', '/v1/playbooks/lead-to-conversion/publish', { yaml: dearer });
}

describe('a recompute whose worker is killed', () => {
  test('goes on with another: each lead once, no mail, no ticket; confirmed, a ticket each', async () => {
    const first = await system.worker(['lifecycle', 'relay', 'sweeper', 'delivery', 'sales']);
    for (let at = 0; at < LEADS; at += 10)
      await Promise.all(Array.from({ length: 10 }, (_, place) => visitor(at + place)));
    await quiet();
    const before = await counts();
    expect(before).toMatchObject({ tickets: 0, tops: 0 });
    await first.stop();

    await publishDearer();
    const doomed = await system.worker(['lifecycle'], 'after-job-page-commit:kill:3');
    await system.worker(['relay', 'delivery', 'sales']);
    const { id } = await system.call<Recompute>(
      'POST',
      '/v1/playbooks/lead-to-conversion/recompute',
      {},
    );
    await doomed.ended;
    const job = () => system.call<Recompute>('GET', `/v1/recomputes/${id}`);
    expect(await job()).toMatchObject({ status: 'running' });
    await system.worker(['lifecycle']);
    let most = 0;
    await until(async () => {
      const [row] = await system.query<{ rings: string }>('select count(*) as rings from ring');
      most = Math.max(most, Number(row?.rings));
      return (await job()).status === 'done';
    });
    expect(most).toBeLessThanOrEqual(20);
    await quiet();

    const times = await system.query(`
      select times, count(*)::int as leads from (
        select lead_id, count(*)::int as times from inbox where message_id = 'job:${id}' group by lead_id
      ) each group by times`);
    expect(times).toEqual([{ times: 1, leads: LEADS }]);
    expect(await counts()).toEqual({ ...before, tops: LEADS });
    expect((await job()).held).toMatchObject({ 'tier:A': LEADS });

    await system.call('POST', `/v1/recomputes/${id}/confirm`, {});
    await until(async () => (await counts()).tickets === LEADS);
    await quiet();
    expect((await counts()).tickets).toBe(LEADS);
    expect((await job()).held).toEqual({});
  }, 300_000);
});
