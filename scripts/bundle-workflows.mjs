/** Bundles the workflow code once, at build time, instead of at every start of a worker. */
import { writeFileSync } from 'node:fs';

const compiled = new URL('../dist/src/temporal/workflow-bundle.js', import.meta.url);
const { BUNDLE_PATH, bundleFromSource } = await import(compiled.href);
const { code } = await bundleFromSource();
writeFileSync(BUNDLE_PATH, code);
