import type { Note, Tested } from '../trace.js';
import { conditionWords, testedWords } from './conditions.js';
import type { Tongue } from './tongue.js';
import { EDGES, EXITS, PASSED_OVER } from './vocabulary.js';

/** How an enrolment came in, moved, waits and left. */
export function journeyWords(note: Note, tongue: Tongue): string | undefined {
  switch (note.note) {
    case 'entered': {
      const why = entryReason(note.because, tongue);
      return tongue.say(`Enters ${placeOf(note)}: ${why}.`, `进入 ${placeOf(note)}：${why}。`);
    }
    case 'passed-over':
      return passedOverWords(note, tongue);
    case 'moved': {
      const to = note.to === 'end' ? tongue.say('the end', '结束') : note.to;
      const why = tongue.word(EDGES, note.edge);
      const held = note.holdout === true ? tongue.say(', held out', '，属对照组') : '';
      const saw = `${sawWords(note.tested, tongue)}${held}`;
      return tongue.say(
        `${placeOf(note)}/${note.step} -> ${to}: ${why}${saw}.`,
        `${placeOf(note)}/${note.step} -> ${to}：${why}${saw}。`,
      );
    }
    case 'waiting':
      return waitingWords(note, tongue);
    case 'exited': {
      const why = note.reason ?? tongue.word(EXITS, note.why);
      const saw = sawWords(
        note.tested?.filter(({ holds }) => holds),
        tongue,
      );
      return tongue.say(
        `Leaves ${placeOf(note)}: ${why}${saw}.`,
        `离开 ${placeOf(note)}：${why}${saw}。`,
      );
    }
    case 'budget':
      return tongue.say(
        `${note.journey}/${note.step} went through too many steps at once; the playbook needs a wait there.`,
        `${note.journey}/${note.step} 一次经过的步骤过多，剧本中需要加入等待。`,
      );
    case 'late':
      return tongue.say(
        `${note.journey}/${note.step} was due ${tongue.time(note.due)} and is done late.`,
        `${note.journey}/${note.step} 应于 ${tongue.time(note.due)} 执行，现补做。`,
      );
    default:
      return undefined;
  }
}

/** `care(O-1001)`: a journey, with the key that tells its enrolments apart. */
export const placeOf = ({ journey, key }: { journey: string; key?: string }): string =>
  key === undefined ? journey : `${journey}(${key})`;

export function passedOverWords(
  note: Extract<Note, { note: 'passed-over' }>,
  tongue: Tongue,
): string {
  const why = tongue.word(PASSED_OVER, note.why);
  const deciding = note.tested?.filter(({ holds }) => holds === (note.why === 'exit'));
  const saw = sawWords(deciding, tongue);
  return tongue.say(
    `Passed over for ${placeOf(note)}: ${why}${saw}.`,
    `未进入 ${placeOf(note)}：${why}${saw}。`,
  );
}

function waitingWords(note: Extract<Note, { note: 'waiting' }>, tongue: Tongue): string {
  const at = `${placeOf(note)}/${note.step}`;
  const awaited =
    note.for === undefined || note.for === '' ? undefined : awaitedWords(note.for, tongue);
  const forWhat = awaited === undefined ? '' : tongue.say(` for ${awaited}`, ` ${awaited}`);
  const until =
    note.until === undefined
      ? ''
      : tongue.say(`, until ${tongue.time(note.until)}`, `，至 ${tongue.time(note.until)}`);
  return tongue.say(`${at} waits${forWhat}${until}.`, `${at} 等待${forWhat}${until}。`);
}

/** Conditions as a `waiting` note lists them. */
export const awaitedWords = (awaited: string, tongue: Tongue): string =>
  awaited
    .split('; ')
    .map((condition) => conditionWords(condition, tongue))
    .join(tongue.say(' or ', ' 或 '));

function sawWords(tested: readonly Tested[] | undefined, tongue: Tongue): string {
  if (tested === undefined || tested.length === 0) return '';
  const words = tested.map((one) => testedWords(one, tongue));
  return tongue.say(`, by ${tongue.list(words)}`, `，${tongue.list(words)}`);
}

/** `event:form_submitted`, `score:10`, `tier:A`, `mark:mql`, `inactive:dormant`, `becomesTrue`, `control`. */
function entryReason(because: string, tongue: Tongue): string {
  const [kind, name = ''] = because.split(/:(.*)/s);
  switch (kind) {
    case 'score':
      return tongue.say(`score ${name} is reached`, `分数达到 ${name}`);
    case 'tier':
      return tongue.say(`tier ${name} is entered`, `进入等级 ${name}`);
    case 'mark':
      return tongue.say(`mark ${name} is reached`, `达到标记 ${name}`);
    case 'becomesTrue':
      return tongue.say('its condition became true', '条件开始成立');
    case 'enrol':
      return tongue.say(`step ${name} put it there`, `由步骤 ${name} 加入`);
    case 'inactive':
      return tongue.say('nothing was heard from the lead for so long', '长期没有任何互动');
    case 'control':
      return tongue.say('a person put it there', '人工加入');
    default:
      return name || because;
  }
}
