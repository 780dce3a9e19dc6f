import { expect, test } from '@jest/globals';
import type { Preview } from '../playbooks/preview/preview.js';
import { previewText } from './preview-text.js';

const preview: Preview = {
  playbook: 'drip',
  from: 3,
  to: 4,
  leads: 1_300,
  journeys: [
    {
      journey: 'nurture',
      do: 'migrate',
      runs: 1_200,
      stay: 0,
      move: 1_150,
      end: 50,
      leave: 0,
      overAtOnce: 20,
      steps: [
        {
          version: 3,
          step: 'pause',
          runs: 1_150,
          waits: { time: 1_150 },
          ways: [{ does: 'moves', to: 'pause', why: 'same', runs: 1_150, overAtOnce: 20 }],
        },
        {
          version: 2,
          step: 'case',
          runs: 50,
          waits: { held: 30, exhausted: 20 },
          ways: [{ does: 'ends', why: 'removed', runs: 50, overAtOnce: 0 }],
        },
      ],
    },
  ],
  sendsWithinHour: [{ template: 'case', channel: 'email', sends: 21, without: 1 }],
  endless: 0,
};

test('a preview is a line for each step, with what would be over, sent and ended', () => {
  expect(previewText(preview).split('\n')).toEqual([
    'drip: version 3 -> 4, 1,300 leads inside.',
    '',
    'nurture (migrate): 1,200 inside; 1,150 come along, 20 of these waits over at once, 50 end',
    '  v3 pause    1,150 time      -> pause 1,150, 20 over at once',
    '  v2 case        50 held 30, exhausted 20 ends 50 (the step is gone)',
    '',
    'Messages of leads that come along or leave, within the hour:',
    '  case by email: 21 (1 if nothing were published)',
    '',
    'Nothing was changed.',
  ]);
});
