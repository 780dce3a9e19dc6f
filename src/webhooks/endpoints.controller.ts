import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { requireBody } from '../http/check-body.js';
import { notFound, ProblemException } from '../http/problem.js';
import { type Reach, refusalOf } from './destination.js';
import type { Endpoint, Target } from './endpoints.js';
import { isSecret } from './signature.js';
import { EndpointDesk } from './endpoint-desk.js';

const text = { type: 'string' } as const;

const newEndpoint = (reach: Reach) =>
  z.strictObject({
    name: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'starts with a letter; letters, digits, - and _'),
    url: z
      .string()
      .max(2_000)
      .superRefine((url, context) => {
        const message = refusalOf(url, reach);
        if (message !== undefined) context.addIssue({ code: 'custom', message });
      }),
    secret: z
      .string()
      .refine(isSecret, 'is whsec_ and 24 to 64 bytes in base64; leave it out to be given one')
      .optional(),
  });

/** Where the webhooks of journeys go, by name. */
@ApiTags('webhooks')
@Controller('v1/webhook-endpoints')
export class EndpointsController {
  constructor(@Inject(EndpointDesk) private readonly desk: EndpointDesk) {}

  @Get()
  @ApiOperation({ summary: 'List the endpoints that webhooks go to, without their secrets' })
  async list(): Promise<{ data: Endpoint[] }> {
    return { data: await this.desk.endpoints.list() };
  }

  @Post()
  @ApiOperation({
    summary: 'Make an endpoint; its secret is told this once, and what waited for it is sent',
  })
  @ApiBody({
    schema: {
      type: 'object',
      required: ['name', 'url'],
      properties: { name: text, url: text, secret: text },
    },
  })
  async add(@Body() body: unknown): Promise<Endpoint & Target> {
    const { name, url, secret } = requireBody(newEndpoint(this.desk.reach), body);
    const added = await this.desk.add(name, { url, ...(secret === undefined ? {} : { secret }) });
    if (added !== undefined) return added;
    const message =
      'There is an endpoint of this name; delete it first, what is called meanwhile waits';
    throw new ProblemException({ status: 409, code: 'name-taken', message });
  }

  @Delete(':name')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete an endpoint; what is called from then on waits for a new one' })
  async remove(@Param('name') name: string): Promise<void> {
    if (!(await this.desk.endpoints.remove(name)))
      throw notFound('There is no endpoint of this name');
  }
}
