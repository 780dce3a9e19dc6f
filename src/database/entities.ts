import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';

/** Cold tables that are edited a row at a time. Everything hot goes through Kysely or plain SQL. */
export const ApiKey = defineEntity({
  name: 'ApiKey',
  tableName: 'api_key',
  properties: {
    id: p.uuid().primary(),
    keyHash: p.blob().unique(),
    role: p.enum(['admin', 'write'] as const),
    name: p.text(),
    origins: p.array(),
    createdAt: p.datetime(),
    revokedAt: p.datetime().nullable(),
  },
});
export type ApiKey = InferEntity<typeof ApiKey>;

export const entities = [ApiKey];
