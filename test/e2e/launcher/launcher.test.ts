import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { until } from '../../support/until.js';
import { Place, Started } from './instance.js';

let place: Place;
beforeEach(async () => {
  place = await Place.create();
});
afterEach(() => place.remove());

/** The command that `npm start` shows, run as it stands. */
function pasteCurl(output: string): { leadId: string; status: string } {
  const command = /^curl [\s\S]*?}'$/m.exec(output)?.[0] ?? '';
  return JSON.parse(execFileSync('sh', ['-c', command], { encoding: 'utf8' })) as {
    leadId: string;
    status: string;
  };
}

async function lead(id: string): Promise<unknown> {
  const answer = await fetch(`${place.api}/v1/leads/${id}`, {
    headers: { authorization: `Bearer ${place.key('adminKey')}` },
  });
  return answer.json();
}

const allGone = (): Promise<void> => until(() => place.processes().length === 0, 50);

describe('npm start', () => {
  test('ends with a command that captures a lead; the next start goes on where it was', async () => {
    const first = await Started.at(place);
    expect(first.output).toContain(`http://127.0.0.1:${place.ports['LEADLOOM_TEMPORAL_UI_PORT']}`);
    const captured = pasteCurl(first.output);
    expect(captured.status).toBe('created');
    const writeKey = place.key('writeKey');
    for (const file of ['credentials.json', 'master.key', 'environment.json']) {
      expect(statSync(join(place.home, file)).mode & 0o777).toBe(0o600);
    }
    await first.interrupt();
    expect(first.exitCode).toBe(0);
    expect(place.processes()).toEqual([]);
    expect(place.has('environment.json')).toBe(false);

    const second = await Started.at(place);
    expect(place.key('writeKey')).toBe(writeKey);
    expect(await lead(captured.leadId)).toMatchObject({ id: captured.leadId });
    await second.interrupt();
  });

  test.each(['npm', 'launcher', 'launcher and leashes'] as const)(
    'after a kill -9 of %s nothing stands in the way of the next start',
    async (victim) => {
      const killed = await Started.at(place);
      expect(killed.output).toContain('Leadloom is running');
      killed.kill(victim, place);
      const next = await Started.at(place);
      expect(next.output).toContain('Leadloom is running');
      await next.interrupt();
      await allGone();
    },
  );

  test('a Ctrl-C while it starts leaves nothing running', async () => {
    const starting = Started.begin(place);
    await until(() => starting.output.includes('Starting Temporal') || starting.hasEnded);
    await starting.interrupt();
    await allGone();
    expect(starting.output).not.toContain('Leadloom is running');
  });

  test('a worker that is killed is started again', async () => {
    const started = await Started.at(place);
    const worker = place.process('dist/src/worker.js');
    process.kill(worker, 'SIGKILL');
    await until(() => started.output.includes('The worker ended by itself'));
    await until(() => place.process('dist/src/worker.js') !== worker);
    await started.interrupt();
    expect(started.exitCode).toBe(0);
  });
});
