import { setTimeout as delay } from 'node:timers/promises';

import type { Clock } from '../../activities/ports.js';
import type { Note } from '../../engine/trace.js';
import type { Db } from '../database/database.js';
import { CAST, COMPANY } from './cast.js';
import { Chronicle } from './chronicle.js';
import { Director } from './director.js';
import { Log } from './log.js';
import { Lookout } from './lookout.js';
import { readStanding, type Standing } from './standing.js';
import { StoryTime } from './story-time.js';
import type { Display } from './terminal.js';
import type { Website } from './website.js';

const FRAME_MS = 200;
const DAY = 86_400_000;

export interface PlayParts {
  db: Db;
  clock: Clock;
  website: Website;
  display: Display;
  /** Engine time the story starts at: a Monday, nine o'clock. */
  start: number;
  footer: readonly string[];
  stopped: AbortSignal;
}

export interface Played {
  log: Log;
  standing: Standing;
  /** A lead that went all the way to sales without being hot at first. */
  example: { leadId: string; name: string } | undefined;
}

/** Plays the thirty days, or what of them there is time for until it is stopped. */
export async function play(parts: PlayParts): Promise<Played> {
  const { db, clock, website, stopped } = parts;
  const time = new StoryTime(parts.start);
  const log = new Log();
  const lookout = new Lookout(db);
  const chronicle = new Chronicle(db);
  const director = new Director(
    CAST,
    time,
    {
      now: () => clock.now(),
      newMails: () => lookout.newMails(),
      newTickets: () => lookout.newTickets(),
      perform: (person, deed, mail) => website.perform(person, deed, mail?.id),
      performAsRep: (deed) => website.performAsRep(deed),
    },
    (person, deed, isLead) => log.deed(clock.now(), person, deed, isLead),
  );
  let example: Played['example'];

  for (;;) {
    await director.turn();
    for (const { leadId, trace } of await chronicle.next()) {
      const name = director.personOf(leadId)?.name ?? '';
      log.decision(name, trace);
      if (trace.some(isPromotion)) example ??= { leadId, name };
    }
    const standing = await readStanding(db);
    show(parts, time, log, standing);
    if (stopped.aborted || clock.now() >= time.end) return { log, standing, example };
    await delay(FRAME_MS);
  }
}

/** Tier A by a promotion: the story that needs telling. */
const isPromotion = (note: Note): boolean =>
  note.note === 'tier' && note.because.startsWith('promoted');

function show(parts: PlayParts, time: StoryTime, log: Log, standing: Standing): void {
  const { clock, display, footer } = parts;
  const now = clock.now();
  display.show({
    company: COMPANY,
    now,
    day: time.dayOf(now),
    secondsADay: clock.real(DAY) / 1000,
    standing,
    skipped: log.skipped,
    happenings: log.happenings,
    footer,
  });
}
