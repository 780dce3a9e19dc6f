import type { Command } from '../../../engine/command.js';
import type { Facts } from '../../../engine/input.js';
import type { Json, JsonObject } from '../../../engine/json.js';
import type { Scripted, Simulation } from '../../../engine/simulate/simulate.js';
import type { Note } from '../../../engine/trace.js';
import { inShanghai, shanghai } from './china-2026.js';

/** A form of the shipped playbook: every channel reachable by mail alone, consent ticked. */
export function form(
  at: string,
  attributes: { [name: string]: Json },
  more: Partial<Scripted> = {},
): Scripted {
  const facts: Facts = {
    attributes: { name: true, phone: true, email: true, ...attributes },
    consent: ['email', 'sms', 'wecom'].map((channel) => ({
      channel,
      purpose: 'marketing',
      granted: true,
      by: 'lead',
    })),
    reach: { email: 'ok', sms: 'none', wecom: 'none' },
    tags: { add: ['source:website'] },
  };
  const body = {
    kind: 'event',
    name: 'form_submitted',
    properties: { form: 'whitepaper-2024' },
  } as const;
  return { at: shanghai(at), facts, body, ...more };
}

export function event(at: string, name: string, properties: JsonObject = {}): Scripted {
  return { at: shanghai(at), body: { kind: 'event', name, properties } };
}

/** What goes out, in a line each: `2026-11-27 17:58:00 mail welcome-whitepaper`. */
export function outgoing({ commands }: Simulation): string[] {
  return commands.map((command) => `${inShanghai(command.at)} ${wordingOf(command)}`);
}

/** The notes of one kind about a journey, with their times. */
export function notes(
  { trace }: Simulation,
  kind: Note['note'],
  where: { [field: string]: unknown } = {},
): { when: string; note: Note }[] {
  return trace
    .filter((note) => note.note === kind)
    .filter((note) =>
      Object.entries(where).every(([field, value]) => Reflect.get(note, field) === value),
    )
    .map((note) => ({ when: inShanghai(note.at), note }));
}

export function wordingOf(command: Command): string {
  switch (command.kind) {
    case 'send':
      return `${command.withhold === true ? 'withheld ' : ''}${command.channel} ${command.template}`;
    case 'assign':
      return `assign ${command.queue}`;
    case 'notify':
      return `notify ${command.template}`;
    case 'webhook':
      return `webhook ${command.endpoint}`;
    case 'grant':
      return `grant ${command.benefit}`;
    case 'closeTicket':
      return `close ${command.result}`;
    case 'cancel':
      return `cancel ${command.target}`;
  }
}
