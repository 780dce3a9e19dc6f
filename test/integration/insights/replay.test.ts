import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { decide, newLead } from '../../../engine/index.js';
import type { Playbook } from '../../../engine/playbook/playbook.js';
import { recordedTurns } from '../../../src/cli/replay/recorded-turns.js';
import { replayTurn, type ReplayedTurn } from '../../../src/cli/replay/turn.js';
import { Sealer } from '../../../src/crypto/sealer.js';
import { survivorOf } from '../../../src/insights/survivor.js';
import { PlaybookLibrary } from '../../../src/playbooks/library.js';
import { capture, wang } from '../ingest/people.js';
import { runningApi, type RunningApi } from '../ingest/running-api.js';
import { Decider } from './decider.js';

let api: RunningApi;
let decider: Decider;
beforeAll(async () => {
  api = await runningApi();
  decider = new Decider(api);
});
afterAll(() => api.stop());

async function captured(fields: object, more: object = {}): Promise<string> {
  const { body } = await api.post('/v1/leads', capture(fields, more));
  await decider.settle();
  return body.leadId as string;
}

/** Every turn of a lead, given again to the engine and a playbook that may have been changed since. */
async function replayed(
  leadId: string,
  changed: (playbook: Playbook) => Playbook = (playbook) => playbook,
): Promise<ReplayedTurn[]> {
  const playbook = changed(api.get(PlaybookLibrary).default());
  const turns: ReplayedTurn[] = [];
  for await (const turn of recordedTurns(api.db, api.get(Sealer), leadId)) {
    turns.push(replayTurn(turn, { decide, newLead }, () => playbook));
  }
  return turns;
}

const differing = (turns: ReplayedTurn[]): ReplayedTurn[] =>
  turns.filter(({ drift, failure }) => drift.length > 0 || failure !== undefined);

describe('a lead replayed from the record', () => {
  it('is decided the same as it was, turn by turn', async () => {
    const leadId = await captured(wang, { userId: 'u-replay' });
    for (const event of ['webinar_attended', 'pricing_page_visited', 'whitepaper_downloaded']) {
      await api.post('/v1/track', { userId: 'u-replay', event, properties: {} });
      await decider.settle();
    }
    const turns = await replayed(leadId);
    expect(turns.map(({ turn }) => turn.revision)).toEqual([1, 2, 3, 4]);
    expect(differing(turns)).toEqual([]);
    expect(turns[3]?.changes).toContainEqual({ path: 'tier', before: 'B', after: 'A' });
  });

  it('is decided the same also where another lead was merged into it', async () => {
    const [email, phone] = ['merge-one@example.cn', '13600136001'];
    const first = await captured({ ...wang, email, phone: '13500135001' });
    await captured({ ...wang, email: 'merge-two@example.cn', phone });
    await captured({ ...wang, email, phone });
    const survivor = await survivorOf(api.db, first);
    expect(survivor?.mergedFrom).toHaveLength(1);
    for (const id of [survivor?.id ?? '', ...(survivor?.mergedFrom ?? [])]) {
      const turns = await replayed(id);
      expect(turns.length).toBeGreaterThan(0);
      expect(differing(turns)).toEqual([]);
    }
    const inputs = (await replayed(survivor?.id ?? '')).flatMap(({ turn }) => turn.inputs);
    const merges = inputs.filter(({ body }) => body.kind === 'merge');
    expect(merges).toHaveLength(1);
    expect(merges[0]?.body).toHaveProperty('loser.tier');
  });

  it('shows the very turn that a changed rule would decide otherwise', async () => {
    const leadId = await captured({ ...wang, email: 'drift@example.cn', phone: '13500135009' });
    const turns = await replayed(leadId, (playbook) => ({
      ...playbook,
      scoring: {
        ...playbook.scoring,
        rules: playbook.scoring.rules.map((rule) =>
          rule.id === 'decision-level' ? { ...rule, points: 1 } : rule,
        ),
      },
    }));
    expect(differing(turns)).toHaveLength(1);
    expect(turns[0]?.drift).toContainEqual({ path: 'state.tier', before: 'B', after: 'C' });
  });
});
