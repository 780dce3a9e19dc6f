import type { Enrolment } from '../lead-state.js';
import type { Journey } from '../playbook/playbook.js';
import type { Note } from '../trace.js';
import type { Missing } from './explanation.js';
import { verdictWords } from './handover-words.js';
import { awaitedWords, passedOverWords } from './journey-words.js';
import type { Tongue } from './tongue.js';
import { versionWords } from './version-words.js';
import { EXITS } from './vocabulary.js';

type Policy = Extract<Note, { note: 'policy' }>;

/** Why an enrolment stands where it stands, and what was withheld from it on the way. */
export function insideSummary(
  enrolment: Enrolment,
  notes: readonly Note[],
  tongue: Tongue,
): string {
  const run = notes.slice(notes.findLastIndex(({ note }) => note === 'entered') + 1);
  const told = [standing(enrolment, run, tongue), ...taken(run, tongue), ...withheld(run, tongue)];
  return sentences(told, tongue);
}

/** The last version that was published while it was inside, and what that meant for it. */
function taken(notes: readonly Note[], tongue: Tongue): string[] {
  const last = notes.findLast(({ note }) => note === 'version');
  return last?.note === 'version'
    ? [`${tongue.time(last.at)}${tongue.say(': ', '：')}${versionWords(last, tongue)}`]
    : [];
}

function standing(enrolment: Enrolment, notes: readonly Note[], tongue: Tongue): string {
  const { at } = enrolment;
  const place = tongue.place({ ...enrolment, step: at.step });
  switch (at.wait) {
    case 'time':
      return tongue.say(
        `${place}, waits until ${tongue.time(at.due)}.`,
        `${place}等待至 ${tongue.time(at.due)}。`,
      );
    case 'event':
      return eventStanding(place, at, notes, tongue);
    case 'held': {
      const held = notes.findLast(
        (note): note is Policy => note.note === 'policy' && note.result.verdict === 'held',
      );
      const result = held?.result ?? { verdict: 'held', why: at.why, until: at.due };
      return `${place}${tongue.say(': ', '：')}${verdictWords({ template: at.template, result }, tongue)}`;
    }
    case 'assigned':
      return tongue.say(`${place}, waits for a person to be assigned.`, `${place}等待分配人员。`);
    case 'granted':
      return tongue.say(`${place}, waits for the benefit.`, `${place}等待权益发放。`);
    case 'exhausted':
      return tongue.say(
        `${place}, rests: the lead has had every piece; it goes on when one is added.`,
        `${place}暂停：内容已全部发过，新增内容后继续。`,
      );
  }
}

function eventStanding(
  place: string,
  at: Extract<Enrolment['at'], { wait: 'event' }>,
  notes: readonly Note[],
  tongue: Tongue,
): string {
  const waiting = notes.findLast(({ note }) => note === 'waiting');
  const awaited = waiting?.note === 'waiting' && waiting.for ? waiting.for : undefined;
  const what =
    awaited === undefined
      ? tongue.say('something happens', '事件发生')
      : awaitedWords(awaited, tongue);
  const limit =
    at.due === undefined
      ? ''
      : tongue.say(`, at most until ${tongue.time(at.due)}`, `，最晚至 ${tongue.time(at.due)}`);
  return tongue.say(`${place}, waits until ${what}${limit}.`, `${place}等待：${what}${limit}。`);
}

/** Messages of this run that did not go, newest last. */
function withheld(notes: readonly Note[], tongue: Tongue): string[] {
  return notes
    .filter((note): note is Policy => note.note === 'policy' && note.result.verdict === 'skipped')
    .slice(-3)
    .map((note) => `${tongue.time(note.at)}${tongue.say(': ', '：')}${verdictWords(note, tongue)}`);
}

/** How a journey ended, what was withheld in it, and whether it may begin again. */
export function endedSummary(
  name: string,
  end: { at: number; outcome: string; reentry: Journey['reentry'] | undefined },
  notes: readonly Note[],
  now: number,
  tongue: Tongue,
): string {
  const why = tongue.word(EXITS, end.outcome);
  const when = tongue.time(end.at);
  const of = tongue.journey({ journey: name });
  const left = tongue.say(`Left ${of} ${when}: ${why}.`, `${when} 离开${of}：${why}。`);
  const run = notes.slice(notes.findLastIndex(({ note }) => note === 'entered') + 1);
  const over = passedOver(run, tongue);
  const told = [...taken(run, tongue), ...withheld(run, tongue)];
  return sentences([left, ...told, ...again(end, now, tongue), ...over], tongue);
}

function again(
  { at, reentry }: { at: number; reentry: Journey['reentry'] | undefined },
  now: number,
  tongue: Tongue,
): string[] {
  if (reentry?.may === 'never')
    return [tongue.say('It is entered once only.', '该旅程仅可进入一次。')];
  if (reentry?.may !== 'after-exit' || at + reentry.atLeast <= now) return [];
  const from = tongue.time(at + reentry.atLeast);
  return [tongue.say(`It may be entered again from ${from}.`, `${from} 起可再次进入。`)];
}

/** Why a lead has never been in a journey: it was passed over, or what is missing. */
export function outsideSummary(
  name: string,
  missing: readonly Missing[],
  notes: readonly Note[],
  held: readonly string[],
  tongue: Tongue,
): string {
  const needs = missing.filter(({ holds }) => !holds).map(({ text }) => text);
  const words = tongue.list(needs);
  const wants = needs.length === 0 ? [] : [tongue.say(`It needs: ${words}.`, `需要：${words}。`)];
  const of = tongue.journey({ journey: name });
  const never = tongue.say(`Has not entered ${of}.`, `未进入${of}。`);
  return sentences([never, ...held, ...passedOver(notes, tongue), ...wants], tongue);
}

function passedOver(notes: readonly Note[], tongue: Tongue): string[] {
  const last = notes.findLast(({ note }) => note === 'passed-over');
  if (last?.note !== 'passed-over') return [];
  return [`${tongue.time(last.at)}${tongue.say(': ', '：')}${passedOverWords(last, tongue)}`];
}

const sentences = (parts: readonly string[], tongue: Tongue): string =>
  parts.join(tongue.say(' ', ''));
