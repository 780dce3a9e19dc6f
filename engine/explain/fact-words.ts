import type { Note } from '../trace.js';
import type { Tongue } from './tongue.js';
import { CHANNELS, HELD_BACK, NOT_RETOLD, NOT_SCORED, ORDERS } from './vocabulary.js';

/** What changed about the lead itself: inputs, score, tier, stage, consent, attributes, tags. */
export function factWords(note: Note, tongue: Tongue): string | undefined {
  switch (note.note) {
    case 'input':
      return inputWords(note, tongue);
    case 'scored':
      return scoredWords(note, tongue);
    case 'not-scored': {
      const why = tongue.word(NOT_SCORED, note.why);
      return tongue.say(`${note.rule} does not score: ${why}.`, `${note.rule} 未计分：${why}。`);
    }
    case 'tier': {
      const { from, to } = note;
      const why = tierReason(note.because, tongue);
      return tongue.say(`Tier ${from} -> ${to}: ${why}.`, `等级 ${from} -> ${to}：${why}。`);
    }
    case 'stage': {
      const { from, to, because } = note;
      const why = because.replace(/^tier /, tongue.say('tier ', '等级 '));
      return tongue.say(`Stage ${from} -> ${to}: ${why}.`, `阶段 ${from} -> ${to}：${why}。`);
    }
    case 'mark':
      return markWords(note.mark, tongue);
    case 'consent': {
      const { purpose, granted } = note;
      const channel = tongue.word(CHANNELS, note.channel);
      const [en, zh] = granted ? ['given', '已同意'] : ['withdrawn', '已撤回同意'];
      return tongue.say(
        `Consent to ${purpose} by ${channel} is ${en}.`,
        `${channel}（${purpose}）${zh}。`,
      );
    }
    case 'attribute':
      return tongue.say(`Attribute ${note.name} changed.`, `属性 ${note.name} 已变更。`);
    case 'tag':
      return note.added
        ? tongue.say(`Tag ${note.tag} added.`, `添加标签 ${note.tag}。`)
        : tongue.say(`Tag ${note.tag} removed.`, `移除标签 ${note.tag}。`);
    case 'order': {
      const what = tongue.word(ORDERS, note.what);
      return tongue.say(`Order ${note.order} ${what}.`, `订单 ${note.order} ${what}。`);
    }
    case 'merged':
      return tongue.say(
        `Lead ${note.loser} is merged into this one.`,
        `线索 ${note.loser} 已并入本线索。`,
      );
    case 'recomputed':
      return recomputedWords(note, tongue);
    case 'held-back': {
      const what = tongue.word(HELD_BACK, note.what);
      const trigger = triggerWords(note.trigger, tongue);
      return tongue.say(`${trigger}: ${what}.`, `${trigger}：${what}。`);
    }
    default:
      return undefined;
  }
}

function recomputedWords(
  { rules, refused }: Extract<Note, { note: 'recomputed' }>,
  tongue: Tongue,
): string {
  if (refused !== undefined) {
    const why = tongue.word(NOT_RETOLD, refused);
    return tongue.say(`The score was not derived anew: ${why}.`, `未重新计算分数：${why}。`);
  }
  const changed =
    rules === 0
      ? tongue.say('nothing changed', '无变化')
      : tongue.say(`${rules} ${rules === 1 ? 'rule' : 'rules'} changed`, `${rules} 条规则有变化`);
  return tongue.say(
    `The score was derived anew from the whole history: ${changed}.`,
    `已按全部历史重新计算分数：${changed}。`,
  );
}

function inputWords(note: Extract<Note, { note: 'input' }>, tongue: Tongue): string {
  const { n, name, history, stale, past = 0, pastLeftOut = 0 } = note;
  const parts = [
    ...(past > 0 ? [tongue.say(`with ${past} earlier events`, `含此前 ${past} 个事件`)] : []),
    ...(pastLeftOut > 0 ? [tongue.say(`${pastLeftOut} left out`, `略去 ${pastLeftOut} 个`)] : []),
    ...(history === true
      ? [tongue.say('history: scores and enters nothing', '历史数据：只计分，不触发旅程')]
      : []),
    ...(stale === true ? [tongue.say('too old to be news', '事件过旧，不再触发')] : []),
  ];
  const rest =
    parts.length === 0 ? '' : tongue.say(` (${tongue.list(parts)})`, `（${tongue.list(parts)}）`);
  return tongue.say(`Input ${n}: ${name}${rest}.`, `输入 ${n}：${name}${rest}。`);
}

function scoredWords(note: Extract<Note, { note: 'scored' }>, tongue: Tongue): string {
  const { rule, dimension, total, cause } = note;
  const points = note.points >= 0 ? `+${note.points}` : String(note.points);
  return tongue.say(
    `${points} ${dimension} by ${rule} (${cause}), ${total} in all.`,
    `${dimension} ${points}：${rule}（${cause}），合计 ${total}。`,
  );
}

/** `score 12`, `promoted by video-promotion/promote, score 15 is B`. */
export function tierReason(because: string, tongue: Tongue): string {
  if (tongue.language === 'en') return because;
  return because
    .replace(/^promoted by (.*), score (-?\d+) is (.*)$/, '由 $1 提升，分数 $2 属 $3')
    .replace(/^score (-?\d+)$/, '分数 $1');
}

/** `score:10`, `tier:A`, `mark:mql`, `true:pitch#0`. */
export function triggerWords(trigger: string, tongue: Tongue): string {
  const [kind, name = ''] = trigger.split(/:(.*)/s);
  switch (kind) {
    case 'score':
      return tongue.say(`Score ${name} reached`, `分数达到 ${name}`);
    case 'tier':
      return tongue.say(`Tier ${name} entered`, `进入等级 ${name}`);
    case 'mark':
      return tongue.say(`Mark ${name} reached`, `达到标记 ${name}`);
    default: {
      const journey = name.replace(/#\d+$/, '');
      return tongue.say(`Condition of ${journey} became true`, `${journey} 的进入条件成立`);
    }
  }
}

function markWords(mark: string, tongue: Tongue): string {
  const [kind, name = ''] = mark.split(/:(.*)/s);
  if (kind === 'score') {
    return tongue.say(`Score ${name} is reached for the first time.`, `分数首次达到 ${name}。`);
  }
  if (kind === 'tier') {
    return tongue.say(`Tier ${name} is entered for the first time.`, `首次进入等级 ${name}。`);
  }
  return tongue.say(`Mark ${name || mark} is reached.`, `达到标记 ${name || mark}。`);
}
