/** Simulates a million events and prints what that took, as JSON. */
import { cpuUsage, resourceUsage } from 'node:process';

import type { LeadHistory } from '../engine/index.js';
import { built } from './built.js';
import { BEGINNING, PresetTraffic } from './preset-traffic.js';
import { largestPreset } from './presets.js';
import type { WhatIf } from './what-if.js';

const EVENTS = Number(process.argv[2] ?? 1_000_000);
const PER_LEAD = 40;
const UNTIL = BEGINNING + 120 * 86_400_000;

const { whatIf } = await built.engine();
const { name, playbook } = await largestPreset();
const traffic = new PresetTraffic(playbook, 1);
let making = 0;

/** The histories are made on the way; the time that takes is not the simulator's. */
async function* histories(): AsyncGenerator<LeadHistory> {
  for (let lead = 0; lead < EVENTS / PER_LEAD; lead += 1) {
    const began = performance.now();
    const inputs = traffic.life(PER_LEAD);
    making += performance.now() - began;
    yield { lead: `lead-${lead}`, inputs };
  }
}

const began = performance.now();
const before = cpuUsage();
const { events, leads } = await whatIf({ draft: playbook, histories: histories(), until: UNTIL });
const seconds = (performance.now() - began - making) / 1_000;
const used = cpuUsage(before);
const measured: WhatIf = {
  preset: name,
  events,
  leads,
  seconds,
  cpu: (used.user + used.system) / 1e6,
  peak: resourceUsage().maxRSS * 1_024,
};
console.log(JSON.stringify(measured));
