import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';
import type { BundleOptions, WorkerOptions } from '@temporalio/worker';
import { projectRoot } from '../config/project-root.js';

/** Where the build puts the workflow code, made ready for the sandbox. */
export const BUNDLE_PATH = join(projectRoot, 'dist', 'workflow-bundle.js');

/** `bundleWorkflowCode` of our TypeScript sources, whose imports end in `.js` as ESM asks. */
export const bundleFromSource = (options: Pick<BundleOptions, 'logger'> = {}) =>
  bundleWorkflowCode({
    ...options,
    workflowsPath: join(projectRoot, 'workflows', 'index.ts'),
    webpackConfigHook: (config) => ({
      ...config,
      resolve: { ...config.resolve, extensionAlias: { '.js': ['.ts', '.js'] } },
    }),
  });

/** The bundle of the build; made from source where there was none, as in tests. */
export async function workflowBundle(): Promise<NonNullable<WorkerOptions['workflowBundle']>> {
  return existsSync(BUNDLE_PATH) ? { codePath: BUNDLE_PATH } : bundleFromSource();
}
