import { expect, test } from '@jest/globals';
import { parsePlaybook } from '../../../engine/playbook/parse.js';
import { hashOf } from '../../../engine/playbook/hash.js';
import { presetNames, presetYaml } from '../../../test/support/playbook/presets.js';
import { documentOf } from '../../../test/support/playbook/small.js';
import { yamlOf } from './yaml-of.js';

test.each(presetNames())('%s as it is kept, written as YAML, means the same', (name) => {
  const document = documentOf(presetYaml(name));
  const stored = JSON.parse(JSON.stringify(document)) as typeof document;
  const parsed = parsePlaybook(yamlOf(stored), 'x.yaml');
  expect(parsed).toMatchObject({ ok: true });
  expect(hashOf(parsed.ok && parsed.document)).toBe(hashOf(document));
});
