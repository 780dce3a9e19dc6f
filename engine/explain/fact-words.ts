import { own } from '../json.js';
import type { Note } from '../trace.js';
import type { Tongue } from './tongue.js';
import {
  CAUSES,
  CHANNELS,
  DETAILS,
  HELD_BACK,
  INPUTS,
  NOT_RETOLD,
  NOT_SCORED,
  ORDERS,
} from './vocabulary.js';

/** What changed about the lead itself: inputs, score, tier, stage, consent, attributes, tags. */
export function factWords(note: Note, tongue: Tongue): string | undefined {
  switch (note.note) {
    case 'input':
      return inputWords(note, tongue);
    case 'scored':
      return scoredWords(note, tongue);
    case 'not-scored': {
      const why = tongue.word(NOT_SCORED, note.why);
      const rule = ruleWords(note.rule, tongue);
      return tongue.say(`No points by ${rule}: ${why}.`, `${rule}未计分：${why}。`);
    }
    case 'tier': {
      const [from, to] = [tongue.tier(note.from), tongue.tier(note.to)];
      const why = tierReason(note.because, tongue);
      return tongue.say(
        `The tier changes from ${from} to ${to}: ${why}.`,
        `等级由 ${from} 变为 ${to}：${why}。`,
      );
    }
    case 'stage': {
      const [from, to] = [tongue.stage(note.from), tongue.stage(note.to)];
      const tier = /^tier (.*)$/s.exec(note.because)?.[1];
      const why =
        tier === undefined
          ? happenedWords(note.because, tongue)
          : tongue.say(`the tier is ${tongue.tier(tier)}`, `等级为 ${tongue.tier(tier)}`);
      return tongue.say(
        `The stage changes from ${from} to ${to}: ${why}.`,
        `阶段由 ${from} 变为 ${to}：${why}。`,
      );
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
      return tongue.say(
        `The ${tongue.attribute(note.name)} of the lead changed.`,
        `线索的${tongue.attribute(note.name)}已变更。`,
      );
    case 'tag':
      return note.added
        ? tongue.say(`The lead gets tag “${note.tag}”.`, `线索添加标签“${note.tag}”。`)
        : tongue.say(`The lead loses tag “${note.tag}”.`, `线索移除标签“${note.tag}”。`);
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
    case 'held-back':
      return heldBackWords(note, tongue);
    default:
      return undefined;
  }
}

/** What became of a trigger that a recompute would have fired. */
export function heldBackWords(
  { trigger, what }: Pick<Extract<Note, { note: 'held-back' }>, 'trigger' | 'what'>,
  tongue: Tongue,
): string {
  const [name, fate] = [triggerWords(trigger, tongue), tongue.word(HELD_BACK, what)];
  return tongue.say(`${name}: ${fate}.`, `${name}：${fate}。`);
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
  const what = happenedWords(name, tongue);
  return tongue.say(`Input ${n}: ${what}${rest}.`, `输入 ${n}：${what}${rest}。`);
}

function scoredWords(note: Extract<Note, { note: 'scored' }>, tongue: Tongue): string {
  const { cause } = note;
  const total = shown(note.total);
  const rule = ruleWords(note.rule, tongue);
  const points = note.points >= 0 ? `+${shown(note.points)}` : shown(note.points);
  const why = own(CAUSES, cause) ?? [happenedWords(cause, tongue), happenedWords(cause, tongue)];
  return tongue.say(
    `${points} points by ${rule}: ${why[0]}; ${total} in all.`,
    `${rule}计 ${points} 分：${why[1]}，合计 ${total} 分。`,
  );
}

/** Points that fade have more decimals than anybody reads. */
const shown = (points: number): string => String(Math.round(points * 100) / 100);

/** `rule “pricing”`, `step “more” of “Nurture”`. */
function ruleWords(rule: string, tongue: Tongue): string {
  const [, journey, step] = /^(?:step:)(.*)\/([^/]*)$/.exec(rule) ?? [];
  if (journey === undefined || step === undefined)
    return tongue.say(`rule ${tongue.quoted(rule)}`, `规则${tongue.quoted(rule)}`);
  return tongue.place({ journey, step });
}

/** An event by its own words; what else an input may be, by its kind. */
function happenedWords(name: string, tongue: Tongue): string {
  const [kind = '', detail] = name.split(':');
  const text = own(INPUTS, kind);
  if (text === undefined) return tongue.event(name);
  const words = tongue.say(...text);
  const [more, moreZh] = own(DETAILS, detail ?? '') ?? [detail, detail];
  return detail === undefined ? words : tongue.say(`${words} (${more})`, `${words}（${moreZh}）`);
}

/** `score 12`, `promoted by video-promotion/promote, score 15 is B`. */
export function tierReason(because: string, tongue: Tongue): string {
  const [, by, points, tier = ''] =
    /^promoted by (.*), score (-?[\d.]+) is (.*)$/s.exec(because) ?? [];
  if (by !== undefined) {
    const [, journey, step] = /^(.*)\/([^/]*)$/.exec(by) ?? [];
    const who = journey && step ? tongue.place({ journey, step }) : tongue.quoted(by);
    return tongue.say(
      `promoted by ${who}; its ${points} points alone are tier ${tongue.tier(tier)}`,
      `由${who}提升；仅凭 ${points} 分属于 ${tongue.tier(tier)}`,
    );
  }
  const score = /^score (-?[\d.]+)$/.exec(because)?.[1];
  return score === undefined ? because : tongue.say(`it has ${score} points`, `得分 ${score}`);
}

/** `score:10`, `tier:A`, `mark:mql`, `true:pitch#0`. */
function triggerWords(trigger: string, tongue: Tongue): string {
  const [kind, name = ''] = trigger.split(/:(.*)/s);
  switch (kind) {
    case 'score':
      return tongue.say(`${name} points are reached`, `分数达到 ${name}`);
    case 'tier':
      return tongue.say(`Tier ${tongue.tier(name)} is entered`, `进入等级 ${tongue.tier(name)}`);
    case 'mark':
      return tongue.say(`Mark “${name}” is reached`, `达到标记“${name}”`);
    default: {
      const journey = name.replace(/#\d+$/, '');
      const of = tongue.journey({ journey });
      return tongue.say(`The condition of ${of} begins to hold`, `${of}的进入条件成立`);
    }
  }
}

function markWords(mark: string, tongue: Tongue): string {
  const [kind, name = ''] = mark.split(/:(.*)/s);
  if (kind === 'score') {
    return tongue.say(`${name} points are reached for the first time.`, `分数首次达到 ${name}。`);
  }
  if (kind === 'tier') {
    return tongue.say(
      `Tier ${tongue.tier(name)} is entered for the first time.`,
      `首次进入等级 ${tongue.tier(name)}。`,
    );
  }
  return tongue.say(`Mark “${name || mark}” is reached.`, `达到标记“${name || mark}”。`);
}
