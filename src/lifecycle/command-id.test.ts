import { describe, expect, test } from '@jest/globals';
import { commandId } from './command-id.js';

const lead = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';

describe('the id of a command', () => {
  test("is the UUID v5 of its place in the lead's life", () => {
    // Python: uuid.uuid5(uuid.UUID('6ba7b810-9dad-11d1-80b4-00c04fd430c8'), '0/1/0')
    expect(commandId(lead, 0, 1, 0)).toBe('0f4b0f8b-e7ba-51c9-ac4e-fd79261dab8a');
  });

  test('differs by epoch, revision and index, and between leads', () => {
    const ids = [
      commandId(lead, 0, 1, 0),
      commandId(lead, 1, 1, 0),
      commandId(lead, 0, 2, 0),
      commandId(lead, 0, 1, 1),
      commandId('6ba7b811-9dad-11d1-80b4-00c04fd430c8', 0, 1, 0),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });
});
