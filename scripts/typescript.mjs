/**
 * Lets Node 24 run our TypeScript from source: it strips the types itself and needs to be told only that `./x.js` in an
 * import means `./x.ts` here. Used with `--import` by the launcher, which runs before there is a build.
 */
import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

registerHooks({
  resolve(specifier, context, nextResolve) {
    const relative = specifier.startsWith('.') && specifier.endsWith('.js');
    const ours = !context.parentURL?.includes('/node_modules/');
    if (!relative || !ours) return nextResolve(specifier, context);
    const source = new URL(`${specifier.slice(0, -3)}.ts`, context.parentURL);
    return existsSync(fileURLToPath(source))
      ? nextResolve(source.href, context)
      : nextResolve(specifier, context);
  },
});
