import { readdirSync, readFileSync } from 'node:fs';
import { compile } from '../../../engine/playbook/compile.js';
import type { Playbook } from '../../../engine/playbook/playbook.js';
import { documentOf } from './small.js';

const playbooks = new URL('../../../playbooks/', import.meta.url);

export const presetYaml = (name: string): string =>
  readFileSync(new URL(`${name}.yaml`, playbooks), 'utf8');

/** A shipped playbook, compiled as version 1. */
export const preset = (name: string): Playbook => compile(documentOf(presetYaml(name)), 1);

/** The same, with one text of its YAML replaced, which has to be there once. */
export function presetWith(name: string, text: string, replacement: string): Playbook {
  const parts = presetYaml(name).split(text);
  if (parts.length !== 2) throw new Error(`${name} has ${parts.length - 1} times: ${text}`);
  return compile(documentOf(parts.join(replacement)), 1);
}

export const presetNames = (): string[] =>
  readdirSync(playbooks).flatMap((file) => (file.endsWith('.yaml') ? file.slice(0, -5) : []));

/** What a file of `playbooks/` holds, e.g. `calendars/cn-2026.yaml`. */
export const shipped = (path: string): string => readFileSync(new URL(path, playbooks), 'utf8');

export const shippedIn = (folder: string): string[] =>
  readdirSync(new URL(folder, playbooks)).toSorted();
