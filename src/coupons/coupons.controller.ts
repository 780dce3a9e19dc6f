import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Database } from '../database/database.js';
import { requireBody } from '../http/check-body.js';
import { notFound } from '../http/problem.js';
import { loadCodes, type PoolState, poolState } from './coupon-codes.js';

const Codes = z.strictObject({
  codes: z.array(z.string().trim().min(1).max(64)).min(1).max(1_000),
});
const POOL = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

/** Pools of coupon codes that somebody else has made. */
@ApiTags('coupons')
@Controller('v1/coupons')
export class CouponsController {
  constructor(@Inject(Database) private readonly database: Database) {}

  @Get(':pool')
  @ApiOperation({ summary: 'How many codes of a pool are free, and how many are drawn' })
  async state(@Param('pool') pool: string): Promise<PoolState> {
    const state = await poolState(this.database.db, pool);
    if (state.free + state.drawn === 0) throw notFound('No code was ever loaded into this pool');
    return state;
  }

  @Post(':pool/codes')
  @HttpCode(200)
  @ApiOperation({ summary: 'Load codes into a pool; messages that wait for one take theirs' })
  @ApiBody({
    schema: {
      type: 'object',
      required: ['codes'],
      properties: { codes: { type: 'array', items: { type: 'string' } } },
    },
  })
  async load(
    @Param('pool') pool: string,
    @Body() body: unknown,
  ): Promise<PoolState & { loaded: number }> {
    if (!POOL.test(pool)) throw notFound('A pool has the name of one in a playbook');
    const { codes } = requireBody(Codes, body);
    const loaded = await loadCodes(this.database.db, pool, [...new Set(codes)]);
    return { ...(await poolState(this.database.db, pool)), loaded };
  }
}
