import type { Command } from '../../../engine/command.js';
import type { LeadState } from '../../../engine/lead-state.js';
import type { Playbook } from '../../../engine/playbook/playbook.js';
import type { Engine } from '../../../src/lifecycle/turn.js';

const DAY = 24 * 3_600_000;

/** TEMP: one journey: welcome mail, three days, case mail. */
export const tinyEngine: Engine = {
  newLead: (lead, playbook, now): LeadState => ({
    v: 1,
    lead,
    playbook: { name: playbook.name, version: playbook.version },
    consumed: 0,
    nextRef: 1,
    clock: now,
    lastInputAt: now,
    stage: 'lead',
    tier: 'C',
    tierBecause: '',
    score: {},
    attributes: {},
    tags: [],
    consent: {},
    reach: {},
    marks: {},
    counters: {},
    enrolments: [],
    finished: {},
    sends: [],
    messages: [],
    pieces: {},
    tickets: [],
  }),
  decide(before, inputs, playbook, now, until) {
    const state = structuredClone(before);
    const commands: Command[] = [];
    const send = (template: string, at: number) => {
      commands.push({
        kind: 'send',
        ref: `m${state.nextRef++}`,
        journey: 'welcome',
        step: template,
        template,
        channel: 'email',
        category: 'marketing',
        purpose: 'marketing',
        window: 'anytime',
        at,
        expiresAt: at + DAY,
        entry: {},
        lead: {},
      });
      state.messages.push({
        ref: commands.at(-1)!.ref,
        journey: 'welcome',
        step: template,
        template,
        channel: 'email',
        at,
      });
    };
    const ledger = [];
    const trace = [];
    const due = (limit: number) => {
      for (const enrolment of state.enrolments)
        if (enrolment.at.wait === 'time' && enrolment.at.due <= limit) {
          send('case', enrolment.at.due);
          state.enrolments = state.enrolments.filter((other) => other !== enrolment);
        }
    };
    for (const input of inputs) {
      due(input.at);
      state.consumed = input.n;
      const { body } = input;
      if (body.kind === 'merge') {
        if (body.loser) {
          state.messages.push(...body.loser.messages);
          state.enrolments.push(...body.loser.enrolments);
        }
        continue;
      }
      if (body.kind !== 'event') continue;
      if (body.name === 'poison') throw new TypeError(`Cannot read ${body.properties['secret']}`);
      trace.push({
        note: 'input' as const,
        at: input.at,
        n: input.n,
        id: input.id,
        name: body.name,
      });
      if (body.name === 'form_submitted') {
        send('welcome', input.at);
        state.enrolments.push({
          journey: 'welcome',
          version: playbook.version,
          since: input.at,
          entry: {},
          at: { step: 'days', wait: 'time', since: input.at, due: input.at + 3 * DAY },
        });
      }
      if (body.name === 'pricing_page_visited') {
        const score = (state.score['pricing'] ??= { points: 0, times: 0 });
        score.points += 3;
        score.times += 1;
        ledger.push({
          rule: 'pricing',
          dimension: 'behaviour',
          points: 3,
          n: input.n,
          cause: body.name,
          at: input.at,
        });
      }
    }
    due(until);
    state.clock = now;
    return { state, commands, ledger, trace };
  },
  wakeUp(state) {
    const [at] = state.enrolments
      .flatMap((enrolment) => (enrolment.at.wait === 'time' ? [enrolment.at.due] : []))
      .toSorted((a, b) => a - b);
    return at === undefined ? undefined : { at, because: 'welcome/days' };
  },
  totalScore: (state) => Object.values(state.score).reduce((sum, { points }) => sum + points, 0),
};

export const tinyPlaybook = { name: 'tiny', version: 1 } as Playbook;
