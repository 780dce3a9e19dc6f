import { openAt } from '../../../engine/calendar/opening.js';
import type { SendCommand } from '../../../engine/command.js';
import type { Input } from '../../../engine/input.js';
import type { Cap, Playbook, Send } from '../../../engine/playbook/playbook.js';

interface Sent {
  command: SendCommand;
  at: number;
}

/** A second book of what may go, kept from the inputs and the commands alone, without the engine's state. */
export class Outbox {
  private readonly consent = new Map<string, boolean>();
  private readonly reach = new Map<string, string>();
  private sent: Sent[] = [];

  /** `bars`: whether a cap counts at the moment of the send; those that bar only for a while are asked about. */
  constructor(
    private readonly playbook: Playbook,
    private readonly bars: (cap: Cap) => boolean = (cap) => cap.while === undefined,
  ) {}

  learn({ facts, body }: Input): void {
    for (const { channel, purpose, granted } of facts?.consent ?? []) {
      this.consent.set(`${channel}:${purpose}`, granted);
    }
    for (const [channel, reach] of Object.entries(facts?.reach ?? {}))
      this.reach.set(channel, reach);
    if (body.kind !== 'outcome' || body.result === 'doubt') return;
    const { ref, result, at } = body;
    this.sent = this.sent.flatMap((one) => {
      if (one.command.ref !== ref) return [one];
      return result === 'accepted' ? [{ ...one, at }] : [];
    });
  }

  /** Takes a message into the book; answers with every rule that it breaks. */
  send(command: SendCommand): string[] {
    const broken = [...this.brokenByAny(command)];
    if (command.category === 'marketing') broken.push(...this.brokenByMarketing(command));
    if (command.withhold !== true) this.sent.push({ command, at: command.at });
    return broken;
  }

  private *brokenByAny({ channel, at, expiresAt, window }: SendCommand): Generator<string> {
    const calendar = this.playbook.calendars[window];
    if (this.reach.get(channel) !== 'ok') yield 'unreachable';
    if (calendar === undefined || !openAt(calendar, at)) yield 'outside its window';
    if (at >= expiresAt) yield 'expired';
  }

  private *brokenByMarketing(command: SendCommand): Generator<string> {
    if (this.consent.get(`${command.channel}:marketing`) !== true) yield 'without consent';
    for (const cap of this.playbook.policies.caps) {
      if (cap.channel !== command.channel || this.sendOf(command).exempt.includes(cap.id)) continue;
      if (!this.bars(cap)) continue;
      const young = this.marketing().filter(({ at }) => command.at - at < cap.per);
      const counted = young.filter((one) => this.counts(one, cap));
      if (counted.length >= cap.max) yield `above the cap ${cap.id}`;
    }
    const before = this.marketing().at(-1);
    const asSent = before !== undefined && before.at === before.command.at;
    if (asSent && command.at - before.at < this.playbook.policies.spacing.marketing)
      yield 'too close';
  }

  private marketing(): Sent[] {
    return this.sent.filter(({ command }) => command.category === 'marketing');
  }

  private counts({ command }: Sent, { id, channel }: { id: string; channel: string }): boolean {
    return command.channel === channel && !this.sendOf(command).exempt.includes(id);
  }

  private sendOf({ journey, step }: SendCommand): Send {
    const steps = this.playbook.journeys.find(({ id }) => id === journey)?.steps ?? [];
    const found = steps.find(({ id }) => id === step);
    if (found?.do !== 'send') throw new Error('a send comes from a send step');
    return found.send;
  }
}
