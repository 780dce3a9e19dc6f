import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

import { compile } from '../../engine/playbook/compile.js';
import type { LeadHistory } from '../../engine/simulate/history.js';
import { whatIf } from '../../engine/simulate/what-if.js';
import { documentOf } from '../../test/support/playbook/small.js';
import { readFileEvent } from './file-event.js';
import { LeadFiles } from './lead-files.js';
import { simulationText } from './report-text.js';

const read = (file: string): string =>
  readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
const page = read('docs/what-if.md');
const block = (name: string): string =>
  new RegExp(`\`\`\`${name}\\n([^]*?)\`\`\``).exec(page)?.[1] ?? '';
const preset = read('playbooks/lead-to-conversion.yaml');

describe('the page about what-if', () => {
  it('shows a change, the events it is tried on, and the difference that comes out', async () => {
    const changed = preset.replace(/^ *- \{ id: pricing, .*\n/m, `    ${block('yaml draft')}`);
    expect(changed).not.toBe(preset);
    const files = new LeadFiles(0);
    async function* histories(): AsyncGenerator<LeadHistory> {
      yield* files.histories();
    }
    try {
      const lines = block('json events').trim().split('\n');
      for (const [index, line] of lines.entries()) files.add(readFileEvent(line, index + 1));
      const answer = await whatIf({
        draft: compile(documentOf(changed), 0),
        baseline: compile(documentOf(preset), 0),
        histories: histories(),
        until: files.newest + 30 * 86_400_000,
      });
      const text = simulationText(answer, { draft: 'draft', other: 'baseline', seconds: 0 });
      expect(text.slice(text.indexOf('leads handed over'))).toBe(
        block('text difference').trimEnd(),
      );
    } finally {
      files.close();
    }
  });
});
