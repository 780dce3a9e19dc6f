import { describe, expect, it } from '@jest/globals';
import { Committer } from './committer.js';
import type { Receipt, Submission } from './submission.js';

const submission = (messageId: string): Submission => ({
  source: 'test',
  messageId,
  bodyHash: Buffer.alloc(32),
  occurredAt: 0,
  who: { keys: [] },
  body: { kind: 'update', by: 'client' },
});
const receipt = ({ messageId }: Submission): Receipt => ({
  messageId,
  duplicate: false,
  status: 'joined',
});

/** A database that commits only when told to. */
function gatedDatabase() {
  const groups: { ids: string[]; commit: () => void; fail: (error: Error) => void }[] = [];
  const commit = (submissions: readonly Submission[]) =>
    new Promise<Receipt[]>((resolve, reject) => {
      groups.push({
        ids: submissions.map(({ messageId }) => messageId),
        commit: () => resolve(submissions.map(receipt)),
        fail: reject,
      });
    });
  return { groups, commit };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('requests that come at the same time', () => {
  it('share the next commit, each with its own receipts in order', async () => {
    const { groups, commit } = gatedDatabase();
    const committer = new Committer(commit, { lanes: 1, waiting: 100, group: 100 });
    const first = committer.offer([submission('a')]);
    await turn();
    const second = committer.offer([submission('b'), submission('c')]);
    const third = committer.offer([submission('d')]);
    groups[0]?.commit();
    expect(await first).toEqual([receipt(submission('a'))]);
    await turn();
    groups[1]?.commit();
    expect(groups.map(({ ids }) => ids)).toEqual([['a'], ['b', 'c', 'd']]);
    expect(await second).toMatchObject([{ messageId: 'b' }, { messageId: 'c' }]);
    expect(await third).toMatchObject([{ messageId: 'd' }]);
  });

  it('are not answered before the commit', async () => {
    const { groups, commit } = gatedDatabase();
    const committer = new Committer(commit);
    let isAnswered = false;
    const answered = committer.offer([submission('a')])?.then(() => (isAnswered = true));
    await turn();
    expect(isAnswered).toBe(false);
    groups[0]?.commit();
    await answered;
    expect(isAnswered).toBe(true);
  });

  it('are turned away when too much is waiting, and let in again when it is not', async () => {
    const { groups, commit } = gatedDatabase();
    const committer = new Committer(commit, { lanes: 1, waiting: 2, group: 100 });
    const first = committer.offer([submission('a')]);
    await turn();
    void committer.offer([submission('b'), submission('c')]);
    expect(committer.offer([submission('d')])).toBeUndefined();
    groups[0]?.commit();
    await first;
    await turn();
    expect(committer.offer([submission('e')])).toBeDefined();
  });

  it('never make a group larger than the bound, but a large request goes alone', async () => {
    const { groups, commit } = gatedDatabase();
    const committer = new Committer(commit, { lanes: 1, waiting: 100, group: 2 });
    void committer.offer([submission('a')]);
    await turn();
    void committer.offer(['b', 'c', 'd'].map(submission));
    void committer.offer([submission('e')]);
    for (const index of [0, 1]) {
      groups[index]?.commit();
      await turn();
    }
    expect(groups.map(({ ids }) => ids)).toEqual([['a'], ['b', 'c', 'd'], ['e']]);
  });
});

describe('a commit that fails', () => {
  it('for a value harms only the request that holds it', async () => {
    const isBad = ({ messageId }: Submission) => messageId === 'bad';
    const commit = (submissions: readonly Submission[]) =>
      submissions.some(isBad)
        ? Promise.reject(Object.assign(new Error('x'), { code: '22021' }))
        : Promise.resolve(submissions.map(receipt));
    const committer = new Committer(commit, { lanes: 1, waiting: 100, group: 100 });
    const answers = await Promise.allSettled(
      ['good', 'bad', 'fine'].flatMap((id) => committer.offer([submission(id)]) ?? []),
    );
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('for an outage fails all of them, once', async () => {
    let attempts = 0;
    const commit = () => {
      attempts += 1;
      return Promise.reject(Object.assign(new Error('x'), { code: '57P01' }));
    };
    const committer = new Committer(commit, { lanes: 1, waiting: 100, group: 100 });
    const answers = await Promise.allSettled(
      ['a', 'b'].flatMap((id) => committer.offer([submission(id)]) ?? []),
    );
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(attempts).toBe(1);
  });
});
