import { setTimeout as delay } from 'node:timers/promises';

import { SYSTEM_EVENTS } from '../../../engine/playbook/system-events.js';
import type { PlaybookLibrary } from '../../playbooks/library.js';
import { withRecord, type LeadRecord } from '../record.js';
import { arrivalLine } from './arrival-line.js';
import { IntakeFeed } from './intake-feed.js';

const PAUSE = 500;
/** Events that clients may send under Segment's own names, and inputs that are no events. */
const BUILT_IN = ['page', 'screen', 'update', 'outcome', 'control', 'merge'];

/** Shows what comes in until Ctrl-C. */
export const tail = (): Promise<void> => withRecord(follow);

async function follow({ db, playbooks }: LeadRecord): Promise<void> {
  const stopped = new AbortController();
  process.once('SIGINT', () => stopped.abort());
  console.error('Waiting for what comes in; Ctrl-C ends this.');
  const feed = new IntakeFeed(db, new Date());
  while (!stopped.signal.aborted) {
    const arrived = await feed.next();
    if (arrived.length > 0) await playbooks.refresh();
    const known = knownEvents(playbooks);
    for (const each of arrived) console.log(arrivalLine(each, known));
    await delay(PAUSE, undefined, { signal: stopped.signal }).catch(() => undefined);
  }
}

const knownEvents = (playbooks: PlaybookLibrary): Set<string> =>
  new Set([
    ...BUILT_IN,
    ...Object.keys(SYSTEM_EVENTS),
    ...playbooks.live().flatMap(({ events }) => Object.keys(events)),
  ]);
