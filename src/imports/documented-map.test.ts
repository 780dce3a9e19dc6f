import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from '@jest/globals';

import { projectRoot } from '../config/project-root.js';
import { columnsOf, importMapSchema, parseImportMap } from './import-map.js';

it('the map in the documentation is one, and shows every key there is', () => {
  const page = readFileSync(join(projectRoot, 'docs/command-line.md'), 'utf8');
  const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  const parsed = parseImportMap(yaml, 'command-line.md');
  expect(parsed).toMatchObject({ ok: true, map: { map: 'fair-2026', tunedOn: 'even' } });
  if (!parsed.ok) return;
  expect(Object.keys(parsed.map).toSorted()).toEqual(Object.keys(importMapSchema.shape).toSorted());
  expect(columnsOf(parsed.map)).toEqual(
    expect.arrayContaining([
      'Id',
      'Firma',
      'Staff',
      'Newsletter',
      'Visited',
      'City',
      'Date',
      'Won',
    ]),
  );
});
