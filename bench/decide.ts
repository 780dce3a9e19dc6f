import type { Input, LeadState, Playbook } from '../engine/index.js';
import { built } from './built.js';
import { BEGINNING, PresetTraffic } from './preset-traffic.js';
import { largestPreset } from './presets.js';
import { type Pair, alternate, timed } from './statistics.js';

const ROUNDS = 7;
const TIMES = 100;
/** Inputs decided over one state: scored, repeated, silent and unknown ones, and clicks. */
const INPUTS = 24;
const MINUTE = 60_000;

/** Microseconds: a decision over one input on the largest preset, and a clone of the state through JSON. */
export async function measureDecide(): Promise<Pair & { preset: string }> {
  const { decide } = await built.engine();
  const { name, playbook } = await largestPreset();
  const state = await tenDaysOld(playbook);
  const inputs = inputsOf(state, playbook);
  const perInput = (ms: number): number => (ms * 1000) / (TIMES * inputs.length);
  const pair = await alternate(
    ROUNDS,
    async () =>
      perInput(await repeat(inputs, () => JSON.parse(JSON.stringify(state)) as LeadState)),
    async () =>
      perInput(
        await repeat(inputs, (input) => decide(state, [input], playbook, input.at, input.at)),
      ),
  );
  return { ...pair, preset: name };
}

/** Captured, nurtured, written to, with scores behind it. */
async function tenDaysOld(playbook: Playbook): Promise<LeadState> {
  const { live } = await built.live();
  const traffic = new PresetTraffic(playbook, 7);
  const inputs = traffic.life(12, BEGINNING);
  const lead = { lead: 'bench', inputs };
  const state = live(playbook, lead, BEGINNING + 14_400 * MINUTE, { decided: () => undefined });
  if (state === 'too-long') throw new Error('Ten days of one lead do not end');
  return state;
}

function inputsOf(state: LeadState, playbook: Playbook): Input[] {
  const traffic = new PresetTraffic(playbook, 11);
  const at = state.clock + MINUTE;
  return Array.from({ length: INPUTS }, (_, place): Input => {
    return { ...traffic.event(at, `bench-${place}`), n: state.consumed + 1 };
  });
}

const repeat = (inputs: readonly Input[], work: (input: Input) => unknown): Promise<number> =>
  timed(async () => {
    for (let time = 0; time < TIMES; time += 1) inputs.forEach(work);
  });
