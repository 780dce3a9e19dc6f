/**
 * Jest loads this in its main process, before any worker, once for each tier of the run: only the first starts servers.
 * Jest transforms nothing here, so Node's own TypeScript does.
 */
import '../../../scripts/typescript.mjs';

/** @typedef {typeof globalThis & { stopSharedServers?: (() => Promise<void>) | undefined }} Shared */

export default async function setUp() {
  const global = /** @type {Shared} */ (globalThis);
  if (global.stopSharedServers) return;
  const { startSharedServers } = await import('./shared-servers.js');
  global.stopSharedServers = await startSharedServers();
}
