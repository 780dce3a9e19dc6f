import type { JourneyExplanation } from '../../engine/explain/explanation.js';
import { scaledClock, systemClock } from '../config/clock.js';
import { ProblemException } from '../http/problem.js';
import { Explanations, type LeadExplanation } from '../insights/explanations.js';
import { languageOf } from '../insights/language.js';
import { CommandFailed } from './command-failed.js';
import { leadOrFail, withRecord, type LeadRecord } from './record.js';

export interface ExplainOptions {
  journey?: string;
  language?: string;
  at?: string;
}

/** Prints where a lead stands and why. */
export const explain = (lead: string, options: ExplainOptions): Promise<void> =>
  withRecord((record) => print(record, lead, options));

async function print(
  { db, playbooks, settings }: LeadRecord,
  given: string,
  { journey, at, language = terminalLanguage() }: ExplainOptions,
): Promise<void> {
  const { timeScale, clockOrigin } = settings;
  const clock = clockOrigin === undefined ? systemClock : scaledClock(timeScale, clockOrigin);
  const lead = await leadOrFail(db, given);
  const explanations = new Explanations(db, playbooks, clock);
  const explained = explanations.of(lead, languageOf(language), { journey, at: momentOf(at) });
  console.log(explanationText(await explained.catch(refusalInWords)));
}

function refusalInWords(error: unknown): never {
  throw error instanceof ProblemException ? new CommandFailed(error.message) : error;
}

function momentOf(at: string | undefined): number | undefined {
  if (at === undefined) return undefined;
  const moment = Date.parse(at);
  if (!Number.isNaN(moment)) return moment;
  throw new CommandFailed(`"${at}" is no time: write 2026-11-30T09:00:00+08:00`);
}

/** `zh_CN.UTF-8` as the variable says it, `zh-CN` as a language is written. */
const terminalLanguage = (): string =>
  (process.env['LC_ALL'] ?? process.env['LANG'] ?? '').split('.', 1)[0]?.replace('_', '-') ?? '';

/** A lead's standing in one line, then its journeys: those it is in first. */
export function explanationText(lead: LeadExplanation): string {
  const { id, summary, parked, journeys } = lead;
  const order = ['inside', 'over', 'outside'];
  const sorted = journeys.toSorted((a, b) => order.indexOf(a.standing) - order.indexOf(b.standing));
  return [
    `Lead ${id}. ${summary}`,
    ...(parked === null ? [] : [`PARKED: ${parked}`]),
    ...sorted.map(journeyText),
  ].join('\n');
}

function journeyText({ summary, history, standing }: JourneyExplanation): string {
  const steps = standing === 'outside' ? [] : history.slice(-8).map(({ text }) => `    ${text}`);
  return ['', summary, ...steps].join('\n');
}
