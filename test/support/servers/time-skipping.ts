import proto from '@temporalio/proto';
import { TestWorkflowEnvironment } from '@temporalio/testing';

import { LEAD_STAGE, LEAD_TIER } from '../../../workflows/contract.js';
import { shared } from './shared-servers.js';

const { INDEXED_VALUE_TYPE_KEYWORD } = proto.temporal.api.enums.v1.IndexedValueType;

/**
 * A Temporal server whose time jumps ahead whenever nothing but a timer is left: weeks pass in seconds. It knows the
 * search attributes of a lead; unlike a full server it can be told of them but not asked. One a test file; the caller
 * ends it with `teardown`.
 */
export async function timeSkipping(): Promise<TestWorkflowEnvironment> {
  const path = shared('timeSkippingServer');
  const env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
  });
  await env.connection.operatorService.addSearchAttributes({
    namespace: 'default',
    searchAttributes: {
      [LEAD_TIER.name]: INDEXED_VALUE_TYPE_KEYWORD,
      [LEAD_STAGE.name]: INDEXED_VALUE_TYPE_KEYWORD,
    },
  });
  return env;
}
