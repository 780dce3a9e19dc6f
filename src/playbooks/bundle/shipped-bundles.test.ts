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

/** What is said of it, problems or warnings. */
async function said(yaml: string): Promise<string[]> {
  const checked = await checkBundle({ yaml, files: new Map() });
  return (checked.ok ? checked.warnings : checked.problems).map(
    ({ code, message }) => `${code}: ${message}`,
  );
}

describe('what is shipped', () => {
  it.each(shipped)('%s is a whole bundle', async (_name, yaml) => {
    expect(await checkBundle({ yaml, files: new Map() })).toMatchObject({ ok: true });
  });

  it.each(shipped)('%s has every template in every language', async (_name, yaml) => {
    expect((await said(yaml)).filter((line) => line.startsWith('missing-locale'))).toEqual([]);
  });

  it.each(presetNames())('%s provides all that its templates ask for', async (name) => {
    const lines = await said(presetYaml(name));
    expect(lines.filter((line) => line.startsWith('unknown-variable'))).toEqual([]);
  });
});
