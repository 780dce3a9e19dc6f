import { Body, Controller, Get, Inject, Param, Patch, Post } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { requireBody } from '../http/check-body.js';
import { notFound } from '../http/problem.js';
import { type Rep, Reps } from './reps.js';

const queues = z
  .array(z.string().trim().min(1).max(100))
  .max(100)
  .transform((names) => [...new Set(names)]);
const NewRep = z.strictObject({
  name: z.string().trim().min(1).max(200),
  email: z.email().optional(),
  queues: queues.refine((names) => names.length > 0, 'name at least one queue'),
});
const RepChange = z.strictObject({
  active: z.boolean().optional(),
  absentUntil: z.iso.datetime({ offset: true }).nullable().optional(),
  queues: queues.optional(),
});

const text = { type: 'string' } as const;
const list = { type: 'array', items: text } as const;

/** The people who take tickets. */
@ApiTags('sales')
@Controller('v1/reps')
export class RepsController {
  constructor(@Inject(Reps) private readonly reps: Reps) {}

  @Get()
  @ApiOperation({ summary: 'List the people who take tickets' })
  async list(): Promise<{ data: Rep[] }> {
    return { data: await this.reps.list() };
  }

  @Post()
  @ApiOperation({ summary: 'Add somebody, who is given the tickets that wait in these queues' })
  @ApiBody({ schema: { type: 'object', properties: { name: text, email: text, queues: list } } })
  async add(@Body() body: unknown): Promise<Rep> {
    return this.reps.add(requireBody(NewRep, body));
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Send somebody away or back, or to other queues' })
  @ApiBody({
    schema: {
      type: 'object',
      properties: { active: { type: 'boolean' }, absentUntil: text, queues: list },
    },
  })
  async change(@Param('id') id: string, @Body() body: unknown): Promise<Rep> {
    const change = requireBody(RepChange, body);
    const isId = z.uuid().safeParse(id).success;
    const rep = isId ? await this.reps.change(id, change) : undefined;
    if (rep === undefined) throw notFound('Nobody has this id');
    return rep;
  }
}
