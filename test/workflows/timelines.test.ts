import { afterEach, describe, expect, test } from '@jest/globals';
import { Walk } from './support/walk.js';

let walk: Walk;
afterEach(() => walk.close());

describe('a manager of 800 staff in manufacturing, who consents to mail', () => {
  test('goes from C to B by the whitepaper, is nurtured over two weekends, and reads on', async () => {
    walk = await Walk.begin('timeline-1', '2026-11-27 17:58');
    const lead = await walk.capture({ position: '经理', companySize: '800', industry: '制造业' });
    expect(await lead.stands()).toBe('C 8, lead; wakes Fri 12-04 17:58');

    await walk.at('2026-11-28 10:00');
    await lead.clicks('welcome-whitepaper', 'whitepaper');
    expect(await lead.stands()).toBe('B 10, lead; wakes Sat 11-28 11:00');
    expect((await lead.notes('mark')).map(({ mark, when }) => `${when} ${mark}`)).toContain(
      'Sat 11-28 10:00 score:10',
    );

    await walk.at('2026-11-28 11:01');
    expect(await lead.journeys()).toEqual([
      'reading/week until Fri 12-04 17:58',
      'nurture/case until Mon 11-30 09:00+s',
    ]);
    expect(await lead.messages()).toHaveLength(1);

    await walk.at('2026-12-18 17:59');
    expect(await lead.messages()).toEqual([
      'Fri 11-27 17:58 email welcome-whitepaper',
      'Mon 11-30 09:00+s email case-study',
      'Thu 12-03 09:00+s email product-video',
      'Mon 12-07 09:00+s email trial-invitation',
      'Fri 12-18 17:58 email industry-1',
    ]);
    const reading = (await lead.notes('moved')).filter(({ journey }) => journey === 'reading');
    expect(
      reading.filter(({ step }) => step === 'choose').map(({ when, to }) => `${when} ${to}`),
    ).toEqual(['Fri 12-04 17:58 week', 'Fri 12-11 17:58 week', 'Fri 12-18 17:58 industry']);
    expect(await lead.notes('exited')).toContainEqual(
      expect.objectContaining({ when: 'Mon 12-14 09:00+s', journey: 'nurture', why: 'done' }),
    );
  });

  test('is A at capture with an earlier anonymous visit to the prices and the position of a director', async () => {
    walk = await Walk.begin('timeline-1-director', '2026-11-27 17:40');
    await walk.track({ anonymousId: 'browser' }, 'pricing_page_visited');
    await walk.at('2026-11-27 17:58');
    const lead = await walk.capture(
      { position: '总监', companySize: '800', industry: '制造业' },
      { anonymousId: 'browser' },
    );
    expect(await lead.stands()).toBe('A 21, mql; wakes Mon 11-30 09:08');
    await walk.at('2026-12-02 10:00');
    expect(await lead.tickets()).toEqual([
      'Fri 11-27 17:58 sales, contact Mon 11-30 09:08, feedback Tue 12-01 17:58: open',
    ]);
    expect(await lead.messages()).toEqual(['Fri 11-27 17:58 email welcome-whitepaper']);
    expect(await lead.notes('passed-over')).toMatchObject([
      {
        when: 'Fri 11-27 17:58',
        journey: 'nurture',
        why: 'guard',
        tested: [{ saw: 'A', holds: false }, { holds: true }],
      },
    ]);
  });
});

describe('a marketing director of 200 staff in retail', () => {
  test('is nurtured across National Day, promoted by the video, and handed over', async () => {
    walk = await Walk.begin('timeline-2', '2026-09-29 10:00');
    const lead = await walk.capture(
      { position: '市场总监', companySize: '200', industry: '零售' },
      { userId: 'lead-2' },
    );
    expect(await lead.stands()).toBe('B 10, lead; wakes Tue 09-29 11:00');

    await walk.at('2026-10-02 11:01');
    expect(await lead.journeys()).toContain('nurture/video until Thu 10-08 09:00+s');

    await walk.at('2026-10-08 20:15');
    await walk.track({ userId: 'lead-2' }, 'video_watched', {
      video: 'product-3min',
      seconds: 180,
      completed: true,
    });
    expect(await lead.stands()).toBe('A 15, mql; wakes Fri 10-09 09:10');
    expect(
      (await lead.notes('exited')).filter(({ journey }) => journey === 'nurture'),
    ).toMatchObject([{ when: 'Thu 10-08 20:15', why: 'goal' }]);
    expect(await lead.tickets()).toEqual([
      'Thu 10-08 20:15 sales, contact Fri 10-09 09:10, feedback Mon 10-12 09:00: open',
    ]);
    expect(await lead.notices()).toContain('hot-lead by desk');

    await walk.at('2026-10-09 09:06');
    await walk.post(`/v1/tickets/${await lead.ticket('sales')}/contact`, {});
    expect(await lead.stands()).toBe('A 15, sal; wakes Mon 10-12 09:00');

    await walk.at('2026-10-10 15:00');
    await walk.post(`/v1/tickets/${await lead.ticket('sales')}/feedback`, { result: 'interested' });
    expect(await lead.stands()).toBe('A 15, sql; wakes Tue 10-13 10:00');

    await walk.at('2026-10-13 10:01');
    expect(await lead.messages()).toEqual([
      'Tue 09-29 10:00 email welcome-whitepaper',
      'Tue 09-29 11:00 email case-study',
      'Thu 10-08 09:00+s email product-video',
      'Tue 10-13 10:00 email industry-1',
    ]);
    const overdue = (await lead.notes('ticket')).filter(({ what }) => what.endsWith('overdue'));
    expect(overdue).toEqual([]);
  });
});
