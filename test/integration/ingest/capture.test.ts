import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { capture, wang } from './people.js';
import { runningApi, type RunningApi } from './running-api.js';

let api: RunningApi;
beforeAll(async () => {
  api = await runningApi();
}, 60_000);
afterAll(() => api.stop());

it('a capture is answered once it is stored', async () => {
  const answer = await api.post('/v1/leads', capture(wang, { messageId: 'first' }));
  expect(answer).toMatchObject({
    status: 202,
    body: { messageId: 'first', duplicate: false, status: 'created' },
  });
  console.log(
    answer.body,
    await api.db.selectFrom('inbox').selectAll().execute(),
    await api.db.selectFrom('lead').selectAll().execute(),
  );
});
