/** @typedef {import('./global-setup.mjs').Shared} Shared */

export default async function tearDown() {
  const global = /** @type {Shared} */ (globalThis);
  const stop = global.stopSharedServers;
  global.stopSharedServers = undefined;
  await stop?.();
}
