import { expect, it } from '@jest/globals';

import { ProgressBar } from './progress-bar.js';

function screen(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, written, write: (text: string) => written.push(text) };
}

it('on a terminal the bar is redrawn in place, ten times a second at most', () => {
  const out = screen(true);
  let now = 0;
  const bar = new ProgressBar('sending', out, () => now);
  for (; now <= 300; now += 20) bar.show(now / 600, `${now} rows`);
  bar.end('300 rows');
  expect(out.written).toHaveLength(5);
  expect(out.written[3]).toBe('\r\u001B[2Ksending ████████████░░░░░░░░░░░░ 50 % 300 rows 0:00');
  expect(out.written[4]).toBe('\r\u001B[2Ksending 300 rows in 0:00\n');
});

it('elsewhere it is one line for each tenth of the way', () => {
  const out = screen(false);
  const bar = new ProgressBar('sending', out, () => 0);
  for (let i = 0; i <= 100; i++) bar.show(i / 100, '');
  expect(out.written).toHaveLength(10);
  expect(out.written.every((line) => line.endsWith('\n'))).toBe(true);
});
