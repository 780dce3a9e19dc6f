import { existsSync } from 'node:fs';

/**
 * One Jest project a tier, chosen by folder; `npm run test:unit` selects one with `--selectProjects`.
 * @param {string} name
 * @param {string[]} folders
 */
const tier = (name, folders) => ({
  displayName: name,
  roots: folders
    .filter((folder) => existsSync(new URL(folder, import.meta.url)))
    .map((folder) => `<rootDir>/${folder}`),
  testMatch: ['**/*.test.ts'],
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': '@swc/jest' },
});

const unitFolders = [
  'engine',
  'src',
  'activities',
  'workflows',
  'scripts',
  'bench',
  'test/support',
];

const servers = {
  globalSetup: '<rootDir>/test/support/servers/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/servers/global-teardown.mjs',
};

/** @param {string} name */
const tierWithServers = (name) => ({ ...tier(name, [`test/${name}`]), ...servers });

const tiers = [
  tier('unit', unitFolders),
  { ...tier('laws', ['test/laws']), testEnvironment: '<rootDir>/test/support/open-context.mjs' },
  tierWithServers('integration'),
  tierWithServers('workflows'),
  tier('replay', ['test/replay']),
  tierWithServers('faults'),
  tierWithServers('e2e'),
];

export default {
  projects: tiers.filter(({ roots }) => roots.length > 0),
  testTimeout: 60_000,
};
