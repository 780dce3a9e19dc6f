import { own } from '../json.js';
import type { LeadState } from '../lead-state.js';
import type { Playbook, Send } from '../playbook/playbook.js';

export type Refusal = 'consent' | 'unreachable' | 'suppressed';

export type Choice =
  | { channel: string }
  | { channel?: undefined; why: Refusal; channels: { [channel: string]: string } };

/** The first channel of the list that can reach the lead, has its consent and is not suppressed. */
export function chooseChannel(state: LeadState, playbook: Playbook, send: Send): Choice {
  const channels: { [channel: string]: string } = {};
  for (const channel of send.channels) {
    const refusal = refusalOf(state, playbook, send, channel);
    if (refusal === undefined) return { channel };
    channels[channel] = refusal;
  }
  const said = Object.values(channels);
  const why = (['consent', 'suppressed'] as const).find((one) => said.includes(one));
  return { why: why ?? 'unreachable', channels };
}

/** Purpose whose consent a send needs: its own, else its category where that needs one; nothing where it needs none. */
export function purposeOf(
  { policies }: Playbook,
  { category, purpose }: Pick<Send, 'category' | 'purpose'>,
): string | undefined {
  return purpose ?? (policies.consent[category] === 'required' ? category : undefined);
}

/** A channel nothing is known of cannot reach the lead: the intake says of each one whether it can. */
function refusalOf(
  state: LeadState,
  playbook: Playbook,
  send: Send,
  channel: string,
): Refusal | undefined {
  const reach = own(state.reach, channel) ?? 'none';
  if (reach === 'suppressed') return 'suppressed';
  if (reach === 'none') return 'unreachable';
  const purpose = purposeOf(playbook, send);
  if (purpose === undefined) return undefined;
  return own(state.consent, `${channel}:${purpose}`)?.granted === true ? undefined : 'consent';
}
