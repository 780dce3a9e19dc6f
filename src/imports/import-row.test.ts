import { describe, expect, it } from '@jest/globals';

import { columnsOf, importMapSchema, parseImportMap, type ImportMap } from './import-map.js';
import { RowMapper, type MappedRow } from './import-row.js';

const map = importMapSchema.parse({
  map: 'x-education',
  externalId: { column: 'Prospect ID', type: 'prospect' },
  empty: ['Select'],
  attributes: {
    origin: 'Lead Origin',
    timeOnSite: { column: 'Time', type: 'integer' },
    copy: { column: 'Free copy', type: 'boolean' },
  },
  consent: [
    { channels: ['email', 'sms'], column: 'Do Not Email', granted: ['No'], withdrawn: ['Yes'] },
  ],
  events: [
    {
      event: 'form_submitted',
      when: { column: 'Lead Origin', is: ['Landing Page'] },
      properties: { form: { value: 'landing' }, source: { column: 'Source' } },
    },
    { event: 'visited', when: { column: 'Time', isNot: ['0', ''] } },
  ],
  timestamp: 'Created',
  outcome: { column: 'Converted', positive: ['1'] },
});

const cells = {
  'Prospect ID': '7927',
  'Lead Origin': 'Landing Page',
  Time: '674',
  'Free copy': 'No',
  'Do Not Email': 'No',
  Source: 'Select',
  Created: '2026-03-02 10:00:00+08:00',
  Converted: '1',
};
const read = (change: { [column: string]: string } = {}, by: ImportMap = map): MappedRow =>
  new RowMapper(by).read({ line: 2, cells: { ...cells, ...change } });

describe('a row becomes', () => {
  it('the identify call and the events its map names', () => {
    expect(read()).toMatchObject({
      ok: true,
      line: 2,
      externalId: '7927',
      attributes: { origin: 'Landing Page', timeOnSite: 674, copy: false },
      consent: [
        { channel: 'email', purpose: 'marketing', granted: true },
        { channel: 'sms', purpose: 'marketing', granted: true },
      ],
      events: [
        { event: 'form_submitted', properties: { form: 'landing' } },
        { event: 'visited', properties: {} },
      ],
      timestamp: '2026-03-02T02:00:00.000Z',
      positive: true,
    });
  });

  it('no attribute where the cell means nothing, and no event whose condition fails', () => {
    const row = read({ 'Lead Origin': 'Select', Time: '0', 'Do Not Email': '', Converted: '0' });
    expect(row).toMatchObject({
      attributes: { timeOnSite: 0 },
      events: [],
      consent: [],
      positive: false,
    });
    expect(row).not.toHaveProperty('attributes.origin');
  });

  it.each([
    [{ 'Prospect ID': ' ' }, 'no-id'],
    [{ 'Prospect ID': '' }, 'no-id'],
    [{ Time: '12a' }, 'type'],
    [{ Time: '1.5' }, 'type'],
    [{ Time: '1e999' }, 'type'],
    [{ 'Free copy': 'maybe' }, 'type'],
    [{ Created: 'yesterday' }, 'time'],
  ])('nothing, with its reason and never the value: %j', (change, code) => {
    const row = read(Object.fromEntries(Object.entries(change).map(([k, v]) => [k, v.trim()])));
    expect(row).toMatchObject({ ok: false, line: 2, code });
    expect(JSON.stringify(row)).not.toMatch(/12a|maybe|yesterday/);
  });
});

describe('message ids', () => {
  const ids = (row: MappedRow): string[] => (row.ok ? row.messageIds : []);

  it('are the same for the same row and map, wherever the row stands', () => {
    expect(ids(read())).toEqual(ids(new RowMapper(map).read({ line: 99, cells: { ...cells } })));
    expect(new Set(ids(read())).size).toBe(3);
    expect(ids(read()).every((id) => id.length <= 100)).toBe(true);
  });

  it('are others for another row, and for another map', () => {
    expect(ids(read({ Source: 'Google' }))).not.toEqual(ids(read()));
    expect(ids(read({}, { ...map, empty: [] }))).not.toEqual(ids(read()));
  });
});

describe('a map', () => {
  it('names the columns it reads, each once', () => {
    expect(columnsOf(map)).toEqual([
      'Prospect ID',
      'Lead Origin',
      'Time',
      'Free copy',
      'Do Not Email',
      'Source',
      'Created',
      'Converted',
    ]);
  });

  it('that is wrong is refused with the line', () => {
    const yaml = 'map: x\nexternalId:\n  column: Id\n  type: prospect\nattribute: {}\n';
    const parsed = parseImportMap(yaml, 'map.yaml');
    expect(parsed).toMatchObject({ ok: false, problems: [{ file: 'map.yaml' }] });
    expect(parseImportMap('map: [', 'map.yaml')).toMatchObject({ ok: false });
    expect(parseImportMap('map: x\nexternalId: { column: Id }\n')).toMatchObject({
      ok: false,
      problems: [{ pointer: '/externalId/type', line: 2 }],
    });
  });
});
