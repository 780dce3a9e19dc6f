import type { Note, Verdict } from '../trace.js';
import type { Tongue } from './tongue.js';
import { CHANNELS, EXITS, HELD, NOT_SENT, PEOPLE, RESULTS, TICKETS } from './vocabulary.js';

/** What went out or did not, and what was given to people. */
export function handoverWords(note: Note, tongue: Tongue): string | undefined {
  switch (note.note) {
    case 'policy':
      return `${tongue.place(note)}${tongue.say(': ', '：')}${verdictWords(note, tongue)}`;
    case 'assign':
      return tongue.say(
        `${tongue.place(note)}: a person of queue “${note.queue}” is asked for.`,
        `${tongue.place(note)}：请求“${note.queue}”队列分配人员。`,
      );
    case 'notify':
      return tongue.say(
        `${tongue.place(note)}: ${tongue.word(PEOPLE, note.to)} is told.`,
        `${tongue.place(note)}：通知${tongue.word(PEOPLE, note.to)}。`,
      );
    case 'webhook':
      return tongue.say(
        `${tongue.place(note)}: the system “${note.endpoint}” is called.`,
        `${tongue.place(note)}：调用系统“${note.endpoint}”。`,
      );
    case 'grant':
      return tongue.say(
        `${tongue.place(note)}: the benefit “${note.benefit}” is asked for.`,
        `${tongue.place(note)}：申请发放权益“${note.benefit}”。`,
      );
    case 'ticket':
      return ticketWords(note, tongue);
    case 'message': {
      const what = tongue.word(RESULTS, note.what);
      const more = [note.link, note.reason].filter((part) => part !== undefined).join(', ');
      const rest = more === '' ? '' : tongue.say(` (${more})`, `（${more}）`);
      const [en, zh] = note.ref.startsWith('w') ? ['Call', '系统调用'] : ['Message', '消息'];
      return tongue.say(
        `${en} ${note.ref}: ${what}${rest}.`,
        `${zh} ${note.ref}：${what}${rest}。`,
      );
    }
    case 'cancelled': {
      const why = tongue.word(EXITS, note.reason);
      return tongue.say(
        `Message ${note.ref} is taken back: ${why}.`,
        `消息 ${note.ref} 已撤回：${why}。`,
      );
    }
    default:
      return undefined;
  }
}

function ticketWords(note: Extract<Note, { note: 'ticket' }>, tongue: Tongue): string {
  const what = tongue.word(TICKETS, note.what);
  const result =
    note.result === undefined
      ? ''
      : `${tongue.say(': ', '：')}${tongue.word(RESULTS, note.result)}`;
  const due =
    note.due === undefined
      ? ''
      : tongue.say(`, due ${tongue.time(note.due)}`, `，期限 ${tongue.time(note.due)}`);
  return tongue.say(
    `Ticket ${note.ticket}: ${what}${result}${due}.`,
    `工单 ${note.ticket}：${what}${result}${due}。`,
  );
}

/** What became of a send: by which channel it goes, until when it is held, or why it does not go. */
export function verdictWords(
  { template, result }: { template: string; result: Verdict },
  tongue: Tongue,
): string {
  if (result.verdict === 'sent') {
    const channel = tongue.word(CHANNELS, result.channel);
    return tongue.say(`“${template}” goes out by ${channel}.`, `“${template}”经${channel}发出。`);
  }
  if (result.verdict === 'withheld') {
    const channel = tongue.word(CHANNELS, result.channel);
    return tongue.say(
      `“${template}” would go out by ${channel}, and is withheld: the lead is in the holdout.`,
      `“${template}”本应经${channel}发出，因线索属对照组而不发送。`,
    );
  }
  if (result.verdict === 'held') {
    const why = `${tongue.word(HELD, result.why)}${capWords(result, tongue)}`;
    const until = tongue.time(result.until);
    return tongue.say(
      `“${template}” is held until ${until}: ${why}.`,
      `“${template}”留置至 ${until}：${why}。`,
    );
  }
  const why = `${tongue.word(NOT_SENT, result.why)}${capWords(result, tongue)}${channelWords(result, tongue)}`;
  return tongue.say(`“${template}” is not sent: ${why}.`, `“${template}”未发送：${why}。`);
}

function capWords(result: { cap?: string; used?: number; max?: number }, tongue: Tongue): string {
  const { cap, used, max } = result;
  if (cap === undefined) return '';
  return tongue.say(
    ` (“${cap}”: ${used ?? '?'} of ${max ?? '?'})`,
    `（“${cap}”：${used ?? '?'}/${max ?? '?'}）`,
  );
}

/** Where several channels were tried: why each one failed. */
function channelWords(
  { channels }: Extract<Verdict, { verdict: 'skipped' }>,
  tongue: Tongue,
): string {
  if (channels === undefined) return '';
  const each = Object.entries(channels).map(
    ([channel, why]) =>
      `${tongue.word(CHANNELS, channel)}${tongue.say(': ', '：')}${tongue.word(NOT_SENT, why)}`,
  );
  return tongue.say(` (${tongue.list(each)})`, `（${tongue.list(each)}）`);
}
