import type { Note, Tested } from '../trace.js';
import { conditionWords, testedWords } from './conditions.js';
import type { Tongue } from './tongue.js';
import { versionWords } from './version-words.js';
import { EDGES, EXITS, PASSED_OVER } from './vocabulary.js';

/** How an enrolment came in, moved, waits and left. */
export function journeyWords(note: Note, tongue: Tongue): string | undefined {
  switch (note.note) {
    case 'entered': {
      const why = entryReason(note.because, tongue);
      return tongue.say(
        `Enters ${tongue.journey(note)}: ${why}.`,
        `进入${tongue.journey(note)}：${why}。`,
      );
    }
    case 'passed-over':
      return passedOverWords(note, tongue);
    case 'moved': {
      const to =
        note.to === 'end'
          ? tongue.say('the end', '结束')
          : tongue.say(`step ${tongue.quoted(note.to)}`, `步骤${tongue.quoted(note.to)}`);
      const why = tongue.word(EDGES, note.edge);
      const held = note.holdout === true ? tongue.say(', held out', '，属对照组') : '';
      const saw = `${sawWords(decisive(note), tongue)}${held}`;
      return tongue.say(
        `${tongue.place(note)}, goes on to ${to}: ${why}${saw}.`,
        `${tongue.place(note)}，前往${to}：${why}${saw}。`,
      );
    }
    case 'version':
      return versionWords(note, tongue);
    case 'waiting':
      return waitingWords(note, tongue);
    case 'exited': {
      const why = note.reason ?? tongue.word(EXITS, note.why);
      const saw = sawWords(
        note.tested?.filter(({ holds }) => holds),
        tongue,
      );
      return tongue.say(
        `Leaves ${tongue.journey(note)}: ${why}${saw}.`,
        `离开${tongue.journey(note)}：${why}${saw}。`,
      );
    }
    case 'budget':
      return tongue.say(
        `${tongue.place(note)}, is the last of too many steps at once; the playbook needs a wait there.`,
        `${tongue.place(note)}：一次经过的步骤过多，剧本中需要加入等待。`,
      );
    case 'late':
      return tongue.say(
        `${tongue.place(note)}, was due ${tongue.time(note.due)} and is done late.`,
        `${tongue.place(note)}应于 ${tongue.time(note.due)} 执行，现补做。`,
      );
    default:
      return undefined;
  }
}

/** Of a branch, what decided: the tests that hold on the way taken, or all that failed. */
function decisive({ edge, tested }: Extract<Note, { note: 'moved' }>): Tested[] | undefined {
  return edge === 'case' ? tested?.filter(({ holds }) => holds) : tested;
}

export function passedOverWords(
  note: Extract<Note, { note: 'passed-over' }>,
  tongue: Tongue,
): string {
  const why = tongue.word(PASSED_OVER, note.why);
  const deciding = note.tested?.filter(({ holds }) => holds === (note.why === 'exit'));
  const saw = sawWords(deciding, tongue);
  return tongue.say(
    `Passed over for ${tongue.journey(note)}: ${why}${saw}.`,
    `未进入${tongue.journey(note)}：${why}${saw}。`,
  );
}

function waitingWords(note: Extract<Note, { note: 'waiting' }>, tongue: Tongue): string {
  const at = tongue.place(note);
  const awaited =
    note.for === undefined || note.for === '' ? undefined : awaitedWords(note.for, tongue);
  const forWhat = awaited === undefined ? '' : tongue.say(` until ${awaited}`, `：${awaited}`);
  const until =
    note.until === undefined
      ? ''
      : awaited === undefined
        ? tongue.say(` until ${tongue.time(note.until)}`, `至 ${tongue.time(note.until)}`)
        : tongue.say(
            `, at most until ${tongue.time(note.until)}`,
            `，最晚至 ${tongue.time(note.until)}`,
          );
  const beside = unheededWords(note.unheeded, tongue);
  return tongue.say(
    `${at}, waits${forWhat}${until}${beside}.`,
    `${at}等待${forWhat}${until}${beside}。`,
  );
}

function unheededWords(calendar: string | undefined, tongue: Tongue): string {
  if (calendar === undefined) return '';
  return tongue.say(
    ` (calendar “${calendar}” has no such day and is not heeded)`,
    `（日历“${calendar}”没有符合的日期，未予考虑）`,
  );
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
  return tongue.say(` (${tongue.list(words)})`, `（${tongue.list(words)}）`);
}

/** `event:form_submitted`, `score:10`, `tier:A`, `mark:mql`, `tag:vip`, `inactive:dormant`, `becomesTrue`, `control`. */
function entryReason(because: string, tongue: Tongue): string {
  const [kind, name = ''] = because.split(/:(.*)/s);
  switch (kind) {
    case 'score':
      return tongue.say(`${name} points are reached`, `分数达到 ${name}`);
    case 'tier':
      return tongue.say(`tier ${tongue.tier(name)} is entered`, `进入等级 ${tongue.tier(name)}`);
    case 'mark':
      return tongue.say(`mark “${name}” is reached`, `达到标记“${name}”`);
    case 'tag':
      return tongue.say(`tag “${name}” is added`, `添加了标签“${name}”`);
    case 'becomesTrue':
      return tongue.say('its condition began to hold', '条件开始成立');
    case 'enrol':
      return tongue.say(`step “${name}” put the lead there`, `由步骤“${name}”加入`);
    case 'inactive':
      return tongue.say('nothing was heard from the lead for so long', '长期没有任何互动');
    case 'control':
      return tongue.say('a person put the lead there', '人工加入');
    default:
      return tongue.event(name || because);
  }
}
