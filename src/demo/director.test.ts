import { describe, expect, test } from '@jest/globals';

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { projectRoot } from '../config/project-root.js';
import { CAST } from './cast.js';
import { Director, type Mail, type OpenTicket, type World } from './director.js';
import type { Person } from './person.js';
import { momentOf, StoryTime } from './story-time.js';

const MONDAY = Date.parse('2026-11-30T09:00:00+08:00');
const HOUR = 3_600_000;

class Rehearsal implements World {
  time = MONDAY;
  mails: Mail[] = [];
  tickets: OpenTicket[] = [];
  done: string[] = [];

  now = () => this.time;
  newMails = async () => this.mails.splice(0);
  newTickets = async () => this.tickets.splice(0);
  async perform(person: Person, deed: Person['story'][number]['deed'], mail?: Mail) {
    this.done.push([deed.do, mail?.id].filter(Boolean).join(' '));
    return deed.do === 'form' ? `lead of ${person.name}` : undefined;
  }
  async performAsRep(deed: { do: string; result?: string }) {
    this.done.push([deed.do, deed.result].filter(Boolean).join(' '));
  }
}

const person: Person = {
  id: 'b',
  name: 'Ann',
  locale: 'en',
  fields: {},
  source: { channel: 'website' },
  sales: 'lost',
  story: [
    { cue: { at: 'D1 09:10' }, deed: { do: 'form' } },
    { cue: { mail: 'case', later: '3h' }, deed: { do: 'click', link: 'demo' } },
  ],
};

describe('the story', () => {
  test('people act at their moment and not before', async () => {
    const world = new Rehearsal();
    const director = new Director([person], new StoryTime(MONDAY), world);
    await director.turn();
    expect(world.done).toEqual([]);
    world.time += 600_000;
    await director.turn();
    await director.turn();
    expect(world.done).toEqual(['form']);
  });

  test('a mail is answered by the person who got it, after the time it takes them', async () => {
    const world = new Rehearsal();
    const director = new Director([person], new StoryTime(MONDAY), world);
    world.time += HOUR;
    await director.turn();
    world.mails = [
      { id: 'm1', leadId: 'lead of Ann', template: 'case' },
      { id: 'm2', leadId: 'lead of Ann', template: 'other' },
      { id: 'm3', leadId: 'somebody', template: 'case' },
    ];
    await director.turn();
    world.time += 3 * HOUR;
    await director.turn();
    expect(world.done).toEqual(['form', 'click m1']);
  });

  test('a rep contacts the lead and says a day later what came of it', async () => {
    const world = new Rehearsal();
    const director = new Director([person], new StoryTime(MONDAY), world);
    world.time += HOUR;
    await director.turn();
    world.tickets = [{ id: 't1', leadId: 'lead of Ann' }];
    await director.turn();
    world.time += 26 * HOUR;
    await director.turn();
    expect(world.done).toEqual(['form', 'contact', 'feedback lost']);
  });

  test('every moment of the cast lies within the thirty days and everybody is told apart', () => {
    const time = new StoryTime(MONDAY);
    const moments = CAST.flatMap(({ story }) => story).flatMap(({ cue }) =>
      'at' in cue ? [time.at(cue.at)] : [],
    );
    expect(Math.min(...moments)).toBeGreaterThanOrEqual(time.start);
    expect(Math.max(...moments)).toBeLessThan(time.end);
    const phones = new Set(CAST.map(({ fields }) => fields['phone']));
    expect(phones.size).toBe(CAST.length);
    expect(momentOf(time.at('D2 17:05'))).toBe('Tue  1 Dec 17:05');
  });

  test('every link that somebody clicks is in the mail they got', () => {
    for (const { story, locale } of CAST) {
      for (const { cue, deed } of story) {
        if (!('mail' in cue) || deed.do !== 'click') continue;
        const file = join(projectRoot, 'playbooks/templates', cue.mail, `${locale}.mjml`);
        expect(readFileSync(file, 'utf8')).toContain(`\n  ${deed.link}: http`);
      }
    }
  });
});
