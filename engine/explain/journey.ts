import { catalogueOf } from '../journeys/catalogue.js';
import type { Enrolment, LeadState } from '../lead-state.js';
import type { Journey, Playbook } from '../playbook/playbook.js';
import type { Note } from '../trace.js';
import type { JourneyExplanation, Language, Sentence } from './explanation.js';
import { heldBackWords } from './fact-words.js';
import { missingFor } from './missing.js';
import { sentence } from './sentence.js';
import { endedSummary, insideSummary, outsideSummary } from './summary.js';
import { Tongue } from './tongue.js';

/** Notes shown of one enrolment. */
const MOST = 50;

/**
 * Where a lead stands in one journey, and why it has or has not moved: one answer for each enrolment (key), at least one.
 * @param notes those of the lead's decisions that name the journey or no journey at all, oldest first
 * @param now epoch ms
 */
export function explainJourney(
  name: string,
  state: LeadState,
  notes: readonly Note[],
  playbook: Playbook,
  now: number,
  language: Language,
): JourneyExplanation[] {
  const tongue = new Tongue(language, playbook.timeZone, playbook);
  const about: About = {
    name,
    journey: playbook.journeys.find(({ id }) => id === name),
    state,
    playbook,
    now,
    tongue,
    history: (key) =>
      notes
        .filter((note) => 'journey' in note && note.journey === name && keyOf(note) === key)
        .slice(-MOST)
        .map((note) => ({ at: note.at, text: sentence(note, playbook, language), note })),
  };
  const enrolments = state.enrolments.filter((one) => one.journey === name);
  const ends = endsOf(state, name).filter(({ key }) => !enrolments.some((one) => one.key === key));
  const answers = [
    ...enrolments.map((enrolment) => inside(enrolment, about)),
    ...ends.map((end) => over(end, about)),
  ];
  return answers.length > 0 ? answers : [outside(about)];
}

/** The journey asked about, and all that is known of it. */
interface About {
  name: string;
  journey: Journey | undefined;
  state: LeadState;
  playbook: Playbook;
  now: number;
  tongue: Tongue;
  history: (key: string | undefined) => Sentence[];
}

interface Ended {
  key?: string;
  at: number;
  outcome: string;
}

const notesOf = (history: readonly Sentence[]): Note[] => history.map(({ note }) => note);

function inside(enrolment: Enrolment, { tongue, history: historyOf }: About): JourneyExplanation {
  const { journey, key, at, since, endsAt } = enrolment;
  const history = historyOf(key);
  const dues = ['due' in at ? at.due : undefined, endsAt].filter((due) => due !== undefined);
  return {
    journey,
    ...(key === undefined ? {} : { key }),
    standing: 'inside',
    step: at.step,
    since,
    ...(dues.length === 0 ? {} : { until: Math.min(...dues) }),
    waitsFor: at.wait,
    summary: insideSummary(enrolment, notesOf(history), tongue),
    missing: [],
    history,
  };
}

function over(ended: Ended, about: About): JourneyExplanation {
  const { key, at, outcome } = ended;
  const { name, journey, now, tongue } = about;
  const history = about.history(key);
  const end = { at, outcome, reentry: journey?.reentry };
  return {
    journey: name,
    ...(key === undefined ? {} : { key }),
    standing: 'over',
    since: at,
    outcome,
    summary: endedSummary(name, end, notesOf(history), now, tongue),
    missing: [],
    history,
  };
}

function outside(about: About): JourneyExplanation {
  const { name, journey, state, playbook, now, tongue } = about;
  const missing = journey === undefined ? [] : missingFor(journey, state, playbook, now, tongue);
  const history = about.history(undefined);
  const summary = outsideSummary(name, missing, notesOf(history), heldOf(about), tongue);
  return { journey: name, standing: 'outside', summary, missing, history };
}

/** What would begin it and waits for a person's word since a recompute. */
function heldOf({ name, state, playbook, tongue }: About): string[] {
  const { entrances } = catalogueOf(playbook);
  const begins = (trigger: string) =>
    trigger.startsWith(`true:${name}#`) ||
    entrances.get(trigger)?.some(({ index }) => index.journey.id === name) === true;
  return Object.keys(state.held ?? {})
    .filter(begins)
    .map((trigger) => heldBackWords({ trigger, what: 'held' }, tongue));
}

const keyOf = (note: Note): string | undefined => ('key' in note ? note.key : undefined);

/** Ends are kept by journey, and by journey and key with a `#` between. */
function endsOf({ finished }: LeadState, name: string): Ended[] {
  return Object.entries(finished).flatMap(([place, { at, outcome }]): Ended[] => {
    if (place === name) return [{ at, outcome }];
    const key = place.startsWith(`${name}#`) ? place.slice(name.length + 1) : undefined;
    return key === undefined ? [] : [{ key, at, outcome }];
  });
}
