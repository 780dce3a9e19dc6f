import { built } from './built.js';
import { BEGINNING, PresetTraffic } from './preset-traffic.js';
import { presets, type Preset } from './presets.js';

const ROUNDS = 21;
const EVENTS = 10_000;
const HOUR = 3_600_000;

export interface Playbooks {
  /** Milliseconds, of each round. */
  compile: { preset: string; ms: number[] };
  /** Bytes of a lead's state as JSON after 10,000 events, none like another. */
  states: { preset: string; bytes: number }[];
}

export async function measurePlaybooks(): Promise<Playbooks> {
  const all = await presets();
  const [largest] = all;
  if (largest === undefined) throw new Error('no playbook is shipped');
  const states: Playbooks['states'] = [];
  for (const preset of all) {
    states.push({ preset: preset.name, bytes: await stateAfter(preset) });
  }
  return { compile: { preset: largest.name, ms: await compileTimes(largest) }, states };
}

async function compileTimes({ document }: Preset): Promise<number[]> {
  const { compile } = await built.compile();
  return Array.from({ length: ROUNDS }, () => {
    const began = performance.now();
    compile(document, 1);
    return performance.now() - began;
  });
}

/** An event an hour, each with values of its own: what a state remembers by value grows as fast as it can. */
async function stateAfter({ playbook }: Preset): Promise<number> {
  const { live } = await built.live();
  const traffic = new PresetTraffic(playbook, 3, EVENTS);
  const inputs = Array.from({ length: EVENTS }, (_, hour) => {
    const at = BEGINNING + hour * HOUR;
    return hour === 0 ? traffic.capture(at) : traffic.event(at, `event-${hour}`);
  });
  const until = BEGINNING + EVENTS * HOUR;
  const state = live(playbook, { lead: 'bench', inputs }, until, { decided: () => undefined });
  return Buffer.byteLength(JSON.stringify(state));
}
