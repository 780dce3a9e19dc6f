import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { presetNames, presetYaml } from '../../../test/support/playbook/presets.js';
import { projectRoot } from '../../config/project-root.js';
import { checkBundle } from './check-bundle.js';

const example = join(projectRoot, 'examples/x-education/playbook.yaml');

const shipped = [
  ...presetNames().map((name) => [name, presetYaml(name)] as const),
  ['examples/x-education', readFileSync(example, 'utf8')] as const,
];

describe('what is shipped', () => {
  it.each(shipped)(
    '%s is a whole bundle, with every template in every language',
    async (_name, yaml) => {
      const checked = await checkBundle({ yaml, files: new Map() });
      expect(checked).toMatchObject({ ok: true });
    },
  );
});
