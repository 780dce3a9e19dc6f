import type { Note } from '../trace.js';
import type { Tongue } from './tongue.js';

type Version = Extract<Note, { note: 'version' }>;

/** What a published version did with a run, and why. */
export function versionWords(note: Version, tongue: Tongue): string {
  switch (note.did) {
    case 'pinned':
      return pinnedWords(note, tongue);
    case 'left':
      return leftWords(note, tongue);
    case 'moved':
      return movedWords(note, tongue);
  }
}

function pinnedWords(note: Version, tongue: Tongue): string {
  const { from, to, why } = note;
  const because =
    why === 'key'
      ? tongue.say(
          `version ${to} tells its runs apart otherwise`,
          `版本 ${to} 以另一属性区分各次运行`,
        )
      : tongue.say(`version ${to} leaves who is inside`, `版本 ${to} 不影响其中的线索`);
  return tongue.say(
    `${tongue.place(note)}, stays on version ${from} and finishes there: ${because}.`,
    `${tongue.place(note)}，留在版本 ${from} 直至结束：${because}。`,
  );
}

function leftWords(note: Version, tongue: Tongue): string {
  const { from, to, why } = note;
  const because =
    why === 'gone'
      ? tongue.say(`version ${to} has this journey no more`, `版本 ${to} 已无此旅程`)
      : tongue.say(`version ${to} takes out who is inside`, `版本 ${to} 移出其中的线索`);
  return tongue.say(
    `${tongue.place(note)}, was on version ${from}: ${because}.`,
    `${tongue.place(note)}，原属版本 ${from}：${because}。`,
  );
}

function movedWords(note: Version, tongue: Tongue): string {
  const { step, from, to, target = 'end' } = note;
  const [journey, old] = [tongue.journey(note), tongue.quoted(step)];
  const goal =
    target === 'end'
      ? tongue.say(`the end of version ${to}`, `版本 ${to} 的结束`)
      : tongue.say(
          `version ${to} step ${tongue.quoted(target)}`,
          `版本 ${to} 的步骤${tongue.quoted(target)}`,
        );
  const rest = `${becauseWords(note, tongue)}${wasDue(note, tongue)}`;
  return tongue.say(
    `${journey} moved from version ${from} step ${old} to ${goal}, because ${rest}.`,
    `${journey}从版本 ${from} 的步骤${old}移至${goal}，因为${rest}。`,
  );
}

function becauseWords({ why, step, target = 'end' }: Version, tongue: Tongue): string {
  const [old, next] = [tongue.quoted(step), tongue.quoted(target)];
  if (why === 'same') return tongue.say('it is the same step', '步骤相同');
  if (why === 'mapped')
    return tongue.say('the publication names it for that step', '发布时如此指定');
  return target === 'end'
    ? tongue.say(`${old} was removed and so was all that follows it`, `${old}及其后步骤已删除`)
    : tongue.say(`${old} was removed and ${next} follows it`, `${old}已删除，其后为${next}`);
}

const wasDue = ({ was }: Version, tongue: Tongue): string =>
  was === undefined
    ? ''
    : tongue.say(`; it was due ${tongue.time(was)}`, `；原定 ${tongue.time(was)}`);
