import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Document } from '../engine/playbook/document.js';
import type { Playbook } from '../engine/index.js';
import { root } from '../scripts/bootstrap/install.mjs';
import { built } from './built.js';

/** A playbook that is shipped. */
export interface Preset {
  name: string;
  document: Document;
  playbook: Playbook;
}

/** Every one, the largest document first. */
export async function presets(): Promise<Preset[]> {
  const { parsePlaybook } = await built.parse();
  const { compile } = await built.compile();
  const folder = join(root, 'playbooks');
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
  const found = files.map((file): Preset => {
    const parsed = parsePlaybook(readFileSync(join(folder, file), 'utf8'), file);
    if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('; '));
    const { document } = parsed;
    return { name: document.playbook, document, playbook: compile(document, 1) };
  });
  return found.toSorted((a, b) => sizeOf(b) - sizeOf(a));
}

export async function largestPreset(): Promise<Preset> {
  const [largest] = await presets();
  if (largest === undefined) throw new Error('no playbook is shipped');
  return largest;
}

const sizeOf = ({ document }: Preset): number => JSON.stringify(document).length;
