import type { LeadState } from '../lead-state.js';
import type { Playbook } from '../playbook/playbook.js';
import type { Language } from './explanation.js';
import { tierReason } from './fact-words.js';
import { Tongue } from './tongue.js';

/** Where a lead stands as a whole: its tier and why, its stage, and when something is due next without any input. */
export function standingWords(
  { tier, tierBecause, stage }: Pick<LeadState, 'tier' | 'tierBecause' | 'stage'>,
  playbook: Playbook,
  wakesAt: number | undefined,
  language: Language,
): string {
  const tongue = new Tongue(language, playbook.timeZone, playbook);
  const why = tierReason(tierBecause, tongue);
  const parts = [
    tongue.say(
      `Its tier is ${tongue.tier(tier)}: ${why}.`,
      `等级为 ${tongue.tier(tier)}：${why}。`,
    ),
    tongue.say(`Its stage is ${tongue.stage(stage)}.`, `阶段为 ${tongue.stage(stage)}。`),
    wakesAt === undefined
      ? tongue.say('Nothing is due.', '没有待办事项。')
      : tongue.say(`Next due: ${tongue.time(wakesAt)}.`, `下次到期：${tongue.time(wakesAt)}。`),
  ];
  return parts.join(tongue.say(' ', ''));
}
