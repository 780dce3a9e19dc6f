import { ProblemException } from '../../http/problem.js';
import { restored } from '../../threads/plain-error.js';
import type { Ended } from '../../threads/threads.js';
import type { Preview } from './preview.js';

/** A preview as its thread has told it. Throws 429 while another is made, 422 where it does not end, or what the thread threw. */
export function seenOrRefused(ended: Ended<Preview>): Preview {
  switch (ended.end) {
    case 'busy':
      throw new ProblemException({
        status: 429,
        code: 'too-many-previews',
        message: 'Another preview is being made: come back in some seconds',
        headers: { 'retry-after': '5' },
      });
    case 'stopped':
      throw endless('The preview takes more than a minute: the command line makes it all the same');
    case 'failed':
      if (ended.why === 'memory') throw endless('The preview takes too much memory');
      throw restored(ended.error);
    case 'done':
      return ended.answer;
  }
}

const endless = (message: string): ProblemException =>
  new ProblemException({ status: 422, code: 'too-long', message });
