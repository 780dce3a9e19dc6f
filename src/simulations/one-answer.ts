import { MOST_TURNS } from '../../engine/simulate/refusal.js';
import { notFound, ProblemException } from '../http/problem.js';
import { restored } from '../threads/plain-error.js';
import type { Ended } from '../threads/threads.js';
import type { OneLife } from './live-in-record.js';
import type { LivedLead } from './one-lead.js';

/** The life of one lead as its thread has told it. Throws 404, 422, 429 or what the thread threw. */
export function livedOrRefused(ended: Ended<OneLife>): LivedLead {
  switch (ended.end) {
    case 'busy':
      throw tooMany();
    case 'stopped':
      throw refusal('too-long', 'This lead takes more than 10 s to live');
    case 'failed':
      if (ended.why === 'memory') throw refusal('too-long', 'This lead takes too much memory');
      throw restored(ended.error);
    case 'done':
      if ('refused' in ended.answer) throw REFUSED[ended.answer.refused]();
      return ended.answer;
  }
}

const REFUSED = {
  'not-yet': () => notFound('The lead had not come in by then'),
  'too-long': () =>
    refusal('too-long', `This lead has too long a past, or takes more than ${MOST_TURNS} turns`),
  broken: () => refusal('broken', 'Something of this lead cannot be read; the log says what'),
};

const refusal = (code: string, message: string): ProblemException =>
  new ProblemException({ status: 422, code, message });

const tooMany = (): ProblemException =>
  new ProblemException({
    status: 429,
    code: 'too-many-simulations',
    message: 'Other leads are being lived: come back in some seconds',
    headers: { 'retry-after': '5' },
  });
