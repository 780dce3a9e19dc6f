import { TestWorkflowEnvironment } from '@temporalio/testing';

import { ensureSearchAttributes } from '../../../src/temporal/search-attributes.js';
import { shared } from './shared-servers.js';

/**
 * A Temporal server whose time jumps ahead whenever nothing but a timer is left: weeks pass in seconds. It knows the
 * search attributes of a lead. One a test file; the caller ends it with `teardown`.
 */
export async function timeSkipping(): Promise<TestWorkflowEnvironment> {
  const path = shared('timeSkippingServer');
  const env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
  });
  await ensureSearchAttributes(env.nativeConnection, 'default');
  return env;
}
