import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { ADMIN_KEY, type RunningApi, runningApi } from '../ingest/running-api.js';

let api: RunningApi;
beforeAll(async () => {
  api = await runningApi();
});
afterAll(() => api.stop());

const yaml = `schema: 1
playbook: seen
timeZone: Asia/Shanghai
tiers: [{ id: all, from: 0 }]
events: { asked: {}, payed: {} }
journeys:
  j: { enter: { event: asked }, steps: [{ id: a, wait: 1d }] }
  k: { enter: { event: payed }, steps: [{ id: a, wait: 1d }] }
`;

async function unseen(): Promise<string[]> {
  const { body } = await api.post(
    '/v1/playbooks/lint',
    { yaml },
    { headers: { authorization: `Bearer ${ADMIN_KEY}` } },
  );
  const warnings = body.warnings as { code: string; message: string; line: number }[];
  return warnings
    .filter(({ code }) => code === 'never-seen')
    .map(({ line, message }) => `${line} ${message}`);
}

describe('the lint over HTTP', () => {
  it('warns of events that nobody sent for 30 days, and of no others', async () => {
    const never = (name: string) => `5 event \`${name}\` was never seen in the last 30 days`;
    expect(await unseen()).toEqual([never('asked'), never('payed')]);
    await api.post('/v1/track', { userId: 'u1', event: 'asked' });
    await api.post('/v1/track', { anonymousId: 'a1', event: 'payed' });
    expect(await unseen()).toEqual([]);
  });

  it('says what it warns of beside problems, in drafts, and when it is published', async () => {
    const headers = { authorization: `Bearer ${ADMIN_KEY}` };
    const ask = async (path: string, body: object) =>
      (await api.post(`/v1/playbooks/${path}`, body, { headers })).body;
    const codes = ({ warnings }: { warnings: { code: string }[] }) =>
      warnings.map(({ code }) => code);
    const news = yaml.replaceAll('payed', 'sold');
    const unknown = news.replace('event: asked', 'event: askd');
    const broken = await ask('lint', { yaml: unknown });
    expect(broken).toMatchObject({ ok: false, problems: [{ code: 'unknown-event' }] });
    expect(codes(broken)).toContain('never-seen');
    const draft = await ask('seen/drafts', { title: 'x', yaml: news });
    expect(codes(draft)).toEqual(['never-seen']);
    const published = await ask(`seen/drafts/${draft.id}/publish`, {});
    expect(codes(published)).toEqual(['never-seen']);
    expect(
      codes(await ask('seen/publish', { yaml: `${news}marks: { m: { scoreReached: 5 } }\n` })),
    ).toContain('never-seen');
  });

  it('serves the schema that editors check with, to whoever asks', async () => {
    const answer = await fetch(`${api.url}/v1/playbooks/schema`);
    expect(answer.headers.get('content-type')).toMatch(/json/);
    expect(await answer.json()).toMatchObject({ title: 'Leadloom playbook' });
  });
});
