import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { installed, root } from './install.mjs';

interface Lock {
  packages: Record<
    string,
    { version?: string; integrity?: string; resolved?: string; optionalDependencies?: object }
  >;
}
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock;

describe('the lock file', () => {
  test('names the packages of every platform, or a clean install elsewhere would refuse it', () => {
    const names = new Set(
      Object.keys(lock.packages).map((path) => path.split('node_modules/').at(-1) ?? ''),
    );
    const optional = Object.values(lock.packages).flatMap(({ optionalDependencies = {} }) =>
      Object.keys(optionalDependencies),
    );
    expect(optional.filter((name) => !names.has(name))).toEqual([]);
  });

  test('holds the content of every package and the address of none', () => {
    const packages = Object.entries(lock.packages).filter(([path]) => path !== '');
    expect(packages.filter(([, { integrity }]) => !integrity).map(([path]) => path)).toEqual([]);
    expect(packages.filter(([, { resolved }]) => resolved).map(([path]) => path)).toEqual([]);
  });
});

describe('whether an install is due', () => {
  let folder: string;
  const wanted = { 'node_modules/a': { version: '1.0.0', integrity: 'x' } };
  const foreign = { 'node_modules/b': { version: '1.0.0', integrity: 'y', optional: true } };
  const write = (file: string, packages: object): void =>
    writeFileSync(join(folder, file), JSON.stringify({ packages: { '': {}, ...packages } }));

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'leadloom-install-'));
    mkdirSync(join(folder, 'node_modules'));
    write('package-lock.json', { ...wanted, ...foreign });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('it is, where nothing is installed or an install was interrupted', () => {
    expect(installed(folder)).toBe(false);
  });

  test('it is not, where all but the packages of other platforms are there', () => {
    write('node_modules/.package-lock.json', wanted);
    expect(installed(folder)).toBe(true);
  });

  test('it is, where a version has changed or a package is new', () => {
    write('node_modules/.package-lock.json', { 'node_modules/a': { version: '0.9.0' } });
    expect(installed(folder)).toBe(false);
    cpSync(join(folder, 'package-lock.json'), join(folder, 'node_modules/.package-lock.json'));
    write('package-lock.json', { ...wanted, 'node_modules/c': { version: '1.0.0' } });
    expect(installed(folder)).toBe(false);
  });
});
