import { describe, expect, it } from '@jest/globals';
import { PresetTraffic, BEGINNING } from './preset-traffic.js';
import { preset, presetNames } from '../test/support/playbook/presets.js';
import { live } from '../engine/simulate/live.js';

const EVENTS = 10_000;
const HOUR = 3_600_000;

describe('the state of a lead that never rests', () => {
  it.each(presetNames())('stays under 8 KB after 10,000 events under %s', (name) => {
    const traffic = new PresetTraffic(preset(name), 3, EVENTS);
    const inputs = Array.from({ length: EVENTS }, (_, hour) => {
      const at = BEGINNING + hour * HOUR;
      return hour === 0 ? traffic.capture(at) : traffic.event(at, `event-${hour}`);
    });
    const until = BEGINNING + EVENTS * HOUR;
    const state = live(preset(name), { lead: 'a', inputs }, until, { decided: () => undefined });
    expect(Buffer.byteLength(JSON.stringify(state))).toBeLessThan(8 * 1_024);
  });
});
