import type { Read } from './read-condition.js';
import { testWords } from './test-words.js';
import type { Tongue } from './tongue.js';
import { CHANNELS, CONSENTS, ORDER_STATES, REACHES } from './vocabulary.js';

/** Something that is so or is not, said either way. */
export function factOf(
  { head, name, which, tests, text }: Read,
  is: boolean,
  tongue: Tongue,
): string {
  const { say } = yesOrNo(is, tongue);
  switch (head) {
    case 'always':
      return say('it always holds', '始终成立', 'it never holds', '始终不成立');
    case 'tag': {
      const tag = tongue.quoted(name);
      return say(
        `the lead has tag ${tag}`,
        `线索有标签${tag}`,
        `the lead has no tag ${tag}`,
        `线索没有标签${tag}`,
      );
    }
    case 'consent': {
      const [state, channel] = [tongue.word(CONSENTS, which), tongue.word(CHANNELS, name)];
      return say(
        `consent to ${channel} is ${state}`,
        `对${channel}的同意：${state}`,
        `consent to ${channel} is not ${state}`,
        `对${channel}的同意：并非${state}`,
      );
    }
    case 'reach': {
      const [state, channel] = [tongue.word(REACHES, which), tongue.word(CHANNELS, name)];
      return say(
        `${channel} ${state} the lead`,
        `${channel}${state}`,
        `it is not so that ${channel} ${state} the lead`,
        `${channel}并非${state}`,
      );
    }
    case 'enrolled': {
      const journey = tongue.journey({ journey: name });
      return say(
        `the lead is in ${journey}`,
        `线索在旅程${journey}中`,
        `the lead is not in ${journey}`,
        `线索不在旅程${journey}中`,
      );
    }
    case 'ticket':
      return ticketFact(name, which, is, tongue);
    case 'attr': {
      const attribute = tongue.attribute(name);
      return (tests[0]?.value === 'true') === is
        ? tongue.say(`the ${attribute} is known`, `${attribute}已知`)
        : tongue.say(`the ${attribute} is not known`, `${attribute}未知`);
    }
    case 'event': {
      const filter = testWords(tests, tongue);
      const event = tongue.event(name);
      const en = filter === '' ? event : `${event} with ${filter}`;
      const zh = filter === '' ? event : `${event}（${filter}）`;
      return say(en, zh, `it did not happen that ${en}`, `未发生：${zh}`);
    }
    case 'entry': {
      const filter = testWords(tests, tongue);
      return say(
        `the event came with ${filter}`,
        `该事件的内容为${filter}`,
        `the event did not come with ${filter}`,
        `该事件的内容不是${filter}`,
      );
    }
    case 'order': {
      const state = name
        .split(',')
        .map((one) => tongue.word(ORDER_STATES, one))
        .join(tongue.say(' or ', ' 或 '));
      return say(
        `its order is ${state}`,
        `本订单${state}`,
        `its order is not ${state}`,
        `本订单并非${state}`,
      );
    }
    case 'streak': {
      const [rule = '', reaches = ''] = name.split(' ');
      const of = tongue.quoted(rule);
      return say(
        `the streak of rule ${of} stands (${reaches} in a row)`,
        `规则${of}的连续次数已达 ${reaches}`,
        `the streak of rule ${of} does not stand (${reaches} in a row)`,
        `规则${of}的连续次数未达 ${reaches}`,
      );
    }
    case 'clicked':
    case 'opened':
    case 'replied':
      return engagementFact(head, name, is, tongue);
    default:
      return say(text, text, `not so: ${text}`, `不成立：${text}`);
  }
}

function yesOrNo(is: boolean, tongue: Tongue) {
  return {
    say: (yes: string, yesZh: string, no: string, noZh: string) =>
      is ? tongue.say(yes, yesZh) : tongue.say(no, noZh),
  };
}

function ticketFact(queue: string, state: string, is: boolean, tongue: Tongue): string {
  const of =
    queue === ''
      ? ''
      : tongue.say(` of queue ${tongue.quoted(queue)}`, `${tongue.quoted(queue)}队列的`);
  if (state === 'contacted') {
    return is
      ? tongue.say(`the owner of a ticket${of} has been in touch`, `${of}工单负责人已联系客户`)
      : tongue.say(`no owner of a ticket${of} has been in touch`, `${of}工单负责人尚未联系客户`);
  }
  const open = (state === 'open') === is;
  return open
    ? tongue.say(`a ticket${of} is open`, `有未结的${of}工单`)
    : tongue.say(`no ticket${of} is open`, `没有未结的${of}工单`);
}

/** `name` is `step/link` or `template/link`; a step and a template read alike. */
function engagementFact(
  what: 'clicked' | 'opened' | 'replied',
  name: string,
  is: boolean,
  tongue: Tongue,
): string {
  const [message = '', link] = name.split('/');
  const which =
    message === ''
      ? tongue.say('a message', '消息')
      : tongue.say(`message ${tongue.quoted(message)}`, `消息${tongue.quoted(message)}`);
  const where =
    link === undefined
      ? ''
      : tongue.say(` (link ${tongue.quoted(link)})`, `（链接${tongue.quoted(link)}）`);
  const verb = {
    clicked: ['clicked', '被点击'],
    opened: ['opened', '被打开'],
    replied: ['answered', '得到回复'],
  } as const;
  const [en, zh] = verb[what];
  return is
    ? tongue.say(`${which} is ${en}${where}`, `${which}${zh}${where}`)
    : tongue.say(`${which} is not ${en}${where}`, `${which}未${zh}${where}`);
}
