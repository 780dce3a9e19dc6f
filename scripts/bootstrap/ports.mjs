import { createServer } from 'node:net';

import { CannotStart } from './progress.mjs';

/**
 * The ports `npm start` listens on, with the setting that moves each.
 * @param {NodeJS.ProcessEnv} env
 */
export function portsOf(env) {
  const ports = [{ port: Number(env['PORT'] ?? 3000), setting: 'PORT', use: 'the API' }];
  if (!env['TEMPORAL_ADDRESS']) {
    ports.push(
      {
        port: Number(env['LEADLOOM_TEMPORAL_PORT'] ?? 7233),
        setting: 'LEADLOOM_TEMPORAL_PORT',
        use: 'the Temporal server',
      },
      {
        port: Number(env['LEADLOOM_TEMPORAL_UI_PORT'] ?? 8233),
        setting: 'LEADLOOM_TEMPORAL_UI_PORT',
        use: "Temporal's UI",
      },
    );
  }
  if (!env['DATABASE_URL']) {
    ports.push({
      port: Number(env['LEADLOOM_POSTGRES_PORT'] ?? 15432),
      setting: 'LEADLOOM_POSTGRES_PORT',
      use: 'the embedded PostgreSQL',
    });
  }
  return ports;
}

/**
 * @param {number} port
 * @param {string} [host]
 * @returns {Promise<boolean>}
 */
function canListen(port, host) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * Refuses when another program holds one of our ports.
 * @param {NodeJS.ProcessEnv} env
 */
export async function requirePorts(env) {
  for (const { port, setting, use } of portsOf(env)) {
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      throw new CannotStart(
        `${setting} must be a port between 1 and 65535, not "${env[setting]}".`,
      );
    }
    if (!((await canListen(port, '127.0.0.1')) && (await canListen(port)))) {
      throw new CannotStart(
        `Port ${port} for ${use} is taken by another program: stop that program, or choose another port, for example ${setting}=${port + 1} npm start.`,
      );
    }
  }
}
