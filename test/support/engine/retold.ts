import type { SendCommand } from '../../../engine/command.js';
import type { Decision } from '../../../engine/decision.js';
import type { Input, Retold } from '../../../engine/input.js';
import type { Playbook } from '../../../engine/playbook/playbook.js';
import {
  beginRetelling,
  endRetelling,
  retell,
  retellSends,
} from '../../../engine/recompute/retell.js';

/** What the rules of a playbook make of a lead's decisions, told in their order. */
export function retoldBy(
  playbook: Playbook,
  calls: readonly { inputs: readonly Input[]; decision: Pick<Decision, 'commands'> }[],
  at: number,
): Retold {
  let listener = beginRetelling('lead', playbook);
  for (const { inputs, decision } of calls) {
    listener = retell(listener, inputs, playbook);
    const sends = decision.commands.filter((one): one is SendCommand => one.kind === 'send');
    listener = retellSends(listener, sends, playbook);
  }
  return endRetelling(listener, playbook, at);
}
