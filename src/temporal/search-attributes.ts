import proto from '@temporalio/proto';
import type { NativeConnection } from '@temporalio/worker';
import { LEAD_STAGE, LEAD_TIER } from '../../workflows/contract.js';

const { INDEXED_VALUE_TYPE_KEYWORD } = proto.temporal.api.enums.v1.IndexedValueType;
const wanted = [LEAD_TIER, LEAD_STAGE].map(({ name }) => name);

/** Makes the search attributes of a lead known to the namespace, where an operator has not done so. */
export async function ensureSearchAttributes(
  { operatorService }: Pick<NativeConnection, 'operatorService'>,
  namespace: string,
): Promise<void> {
  const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
  const missing = wanted.filter((name) => !(name in customAttributes));
  if (missing.length === 0) return;
  await operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(missing.map((name) => [name, INDEXED_VALUE_TYPE_KEYWORD])),
  });
}
