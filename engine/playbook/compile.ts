import { compileCalendars } from './compile/calendars.js';
import { contextOf } from './compile/context.js';
import { compileAttributes, compileForms, compileLinks, localeOf } from './compile/facts.js';
import { compileJourneys } from './compile/journeys.js';
import { compileDerived, compilePolicies, compileSales } from './compile/policies.js';
import { compileScoring, compileStages, compileTiers } from './compile/scoring.js';
import { compileBenefits, compileCoupons } from './compile/orders.js';
import { CURRENCY, type Document } from './document.js';
import { hashOf } from './hash.js';
import type { Playbook } from './playbook.js';
import { ringingNames } from './relevance.js';

/**
 * Makes of a document what `decide` reads: names looked up, durations in milliseconds, conditions as data. The document
 * has passed `parsePlaybook`; anything wrong in it now is a bug and throws. The same document always gives the same
 * playbook, also after a store has sorted its keys.
 */
export function compile(document: Document, version: number): Playbook {
  const context = contextOf(document);
  const policies = compilePolicies(document, context);
  const compiled: Omit<Playbook, 'counters' | 'ringing'> = {
    name: document.playbook,
    version,
    hash: hashOf(document),
    timeZone: document.timeZone,
    currency: document.currency ?? CURRENCY,
    locale: localeOf(document),
    forms: compileForms(document),
    attributes: compileAttributes(document),
    events: document.events ?? {},
    links: compileLinks(document),
    scoring: compileScoring(document, context),
    tiers: compileTiers(document),
    marks: Object.fromEntries(
      Object.entries(document.marks ?? {}).map(([mark, { scoreReached }]) => [mark, scoreReached]),
    ),
    stages: compileStages(document, context),
    calendars: compileCalendars(document),
    policies,
    derived: compileDerived(document),
    pools: Object.fromEntries(
      Object.entries(document.pools ?? {}).map(([pool, { pieces }]) => [pool, { pieces }]),
    ),
    journeys: compileJourneys({ document, context, policies }),
    sales: compileSales(document),
    coupons: compileCoupons(document),
    benefits: compileBenefits(document),
  };
  const playbook = { ...compiled, counters: context.counters.byId, ringing: [] };
  return { ...playbook, ringing: ringingNames(playbook) };
}
