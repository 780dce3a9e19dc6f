import type { Document } from '../document.js';
import { lifetime, milliseconds, workdays } from '../duration.js';
import type { Cap, DerivedEvent, Policies, Sales, Sla, WhenCapped } from '../playbook.js';
import type { SlaDocument, WhenCappedDocument } from '../schema/journey.js';
import { compileCondition } from './conditions.js';
import type { Context } from './context.js';

/** What holds where a playbook says nothing: the rules that bind every playbook. */
const DEFAULTS = {
  consent: { marketing: 'required', operational: 'notNeeded' },
  expires: { default: '3d', counts: 'openTime' },
  freshness: '24h',
  delay: '7d',
  contact: { within: '10m', clock: 'working' },
  feedback: { within: '48h', clock: 'workdays' },
  results: ['invalid', 'interested', 'won', 'lost'],
} as const;

export function compilePolicies(document: Document, context: Context): Policies {
  const { consent, window, caps = [], spacing, freshness, expires } = document.policies ?? {};
  return {
    consent: { ...DEFAULTS.consent, ...consent },
    window: { marketing: workingCalendar(document), operational: 'anytime', ...window },
    caps: caps.map(({ whenCapped = 'skip', while: condition, per, ...cap }): Cap => ({
      ...cap,
      per: milliseconds(per),
      whenCapped: whenCappedOf(whenCapped),
      ...(condition ? { while: compileCondition(condition, 'state', context) } : {}),
    })),
    spacing: {
      marketing: milliseconds(spacing?.marketing ?? '0m'),
      operational: milliseconds(spacing?.operational ?? '0m'),
    },
    expires: lifetime((expires ?? DEFAULTS.expires).default, countsOf(document)),
    freshness: milliseconds(freshness ?? DEFAULTS.freshness),
  };
}

/** Whether the life of a message counts open time, as it does unless the playbook says `wall`. */
export function countsOf({ policies }: Document): 'open' | 'wall' {
  return policies?.expires?.counts === 'wall' ? 'wall' : 'open';
}

export function whenCappedOf(whenCapped: WhenCappedDocument): WhenCapped {
  if (whenCapped === 'skip') return { then: 'skip' };
  const atMost = whenCapped === 'delay' ? DEFAULTS.delay : whenCapped.delay;
  return { then: 'delay', atMost: milliseconds(atMost) };
}

/** In the order of their names: a store may have sorted the keys. */
export function compileDerived({ derivedEvents = {} }: Document): DerivedEvent[] {
  const sorted = Object.entries(derivedEvents).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([event, { of, when, unlessUnknown }]) => ({
    event,
    of,
    after: when.after,
    silent: milliseconds(when.noHumanOpenOrClick),
    unknownByMachine: unlessUnknown === 'machineOpen',
  }));
}

export function compileSales(document: Document): Sales {
  const { queues = {}, sla = {}, feedback } = document.sales ?? {};
  const compiled = (asked: SlaDocument) => slaOf(asked, document);
  return {
    queues: Object.fromEntries(
      Object.entries(queues).map(([queue, { strategy }]) => [queue, { strategy }]),
    ),
    sla: {
      contact: compiled(sla.contact ?? DEFAULTS.contact),
      feedback: compiled(sla.feedback ?? DEFAULTS.feedback),
      ...(sla.reply ? { reply: compiled(sla.reply) } : {}),
    },
    feedback: feedback ?? [...DEFAULTS.results],
  };
}

/** `working` counts open minutes, `workdays` whole working days from the first open minute, `wall` every minute. */
export function slaOf({ within, clock, calendar }: SlaDocument, document: Document): Sla {
  if (clock === 'wall') return { within: lifetime(within, 'wall'), calendar: 'anytime' };
  return {
    within: clock === 'workdays' ? workdays(within) : lifetime(within, 'open'),
    calendar: calendar ?? workingCalendar(document),
  };
}

function workingCalendar({ calendars }: Document): string {
  return calendars !== undefined && 'working' in calendars ? 'working' : 'anytime';
}
