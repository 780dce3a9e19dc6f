import { expect } from '@jest/globals';
import { wakeUp } from '../../engine/deadlines.js';
import { decide } from '../../engine/decide.js';
import type { LeadState } from '../../engine/lead-state.js';
import type { Playbook } from '../../engine/playbook/playbook.js';
import {
  simulate,
  type Scripted,
  type Simulation,
  type SimulationOptions,
} from '../../engine/simulate/simulate.js';
import { inShanghai, shanghai } from './engine/china-2026.js';
import { outgoing } from './engine/story.js';

/** What a `when` brought about, and the state it left. */
export interface Seen extends Simulation {
  /** Outgoing commands in a line each: `2026-11-27 17:58:00 email welcome`. */
  out: string[];
  /** When the lead wakes by itself, as `2026-11-30 09:00:00`, and why. */
  wakes?: { at: string; because: string };
}

/** What happens in a `when`: inputs in turn, or nothing but time up to a moment (`2026-11-30 09:00`). */
type Happening = Scripted | readonly Scripted[] | string;

/** How the world answers, where the lead stands before the `given`, and older versions of the playbook. */
type Setting = Omit<SimulationOptions, 'lead'>;

/**
 * A specification of `decide`: given what has happened to a lead, when this happens, then it sends these commands, or
 * shows what a check of its own wants to see. The lead wakes in time, except in a `when` with a `now`: there nobody
 * looked before that moment.
 */
export function specification(playbook: Playbook, setting: Setting = {}) {
  return {
    given: (...past: Scripted[]) => ({
      when: (happening: Happening, now?: string) => {
        const see = () => seen(playbook, past, happening, now, setting);
        return {
          sends: (lines: string[]) => expect(see().out).toEqual(lines),
          shows: (check: (what: Seen) => void) => check(see()),
        };
      },
    }),
  };
}

function seen(
  playbook: Playbook,
  past: Scripted[],
  happening: Happening,
  now: string | undefined,
  setting: Setting,
): Seen {
  const until = Math.max(0, ...past.map(({ at }) => at));
  const { state } = simulate(playbook, past, until, setting);
  const simulation =
    now === undefined
      ? inTime(playbook, happening, { ...setting, state })
      : late(playbook, happening, state, shanghai(now));
  const wakes = wakeUp(simulation.state, playbook);
  const shown = { ...simulation, out: outgoing(simulation) };
  if (wakes === undefined) return shown;
  return { ...shown, wakes: { at: inShanghai(wakes.at), because: wakes.because } };
}

function inTime(playbook: Playbook, happening: Happening, setting: Setting): Simulation {
  if (typeof happening === 'string') return simulate(playbook, [], shanghai(happening), setting);
  const inputs = [happening].flat();
  return simulate(playbook, inputs, Math.max(...inputs.map(({ at }) => at)), setting);
}

function late(playbook: Playbook, happening: Happening, state: LeadState, now: number): Simulation {
  const inputs = typeof happening === 'string' ? [] : [happening].flat();
  const numbered = inputs.map((input, place) => {
    const n = state.consumed + 1 + place;
    return { ...input, n, id: input.id ?? `when-${n}`, occurredAt: input.occurredAt ?? input.at };
  });
  return decide(state, numbered, playbook, now, now);
}
