import {
  BadRequestException,
  Body,
  Controller,
  ForbiddenException,
  HttpCode,
  Options,
  Post,
  Req,
  Res,
} from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Payload } from '@temporalio/common';
import { Public } from '../access/public.js';
import { isFromThisMachine } from '../http/this-machine.js';
import { SealedPayloads } from './sealed-payloads.js';

/** Payloads as Temporal's UI sends them: bytes in base64. */
interface JsonPayloads {
  payloads?: { metadata?: Record<string, string>; data?: string }[];
}

/**
 * Opens payloads for Temporal's own UI on the developer's machine (its codec endpoint is `/dev/codec`). Mounted in
 * development only, and answers nobody but this machine: it needs no key, since a browser has none to send.
 */
@ApiExcludeController()
@Public()
@Controller('dev/codec')
export class CodecController {
  constructor(private readonly codec: SealedPayloads) {}

  @Options('decode')
  @HttpCode(204)
  preflight(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): void {
    admit(request, reply);
  }

  @Post('decode')
  @HttpCode(200)
  async decode(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JsonPayloads> {
    admit(request, reply);
    const { payloads } = (body ?? {}) as JsonPayloads;
    if (!Array.isArray(payloads)) throw new BadRequestException();
    const opened = await this.codec.decode(payloads.map(fromJson));
    return { payloads: opened.map(toJson) };
  }
}

function admit(request: FastifyRequest, reply: FastifyReply): void {
  if (!isFromThisMachine(request)) throw new ForbiddenException();
  const { origin } = request.headers;
  if (origin === undefined) return;
  void reply.headers({
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers':
      request.headers['access-control-request-headers'] ?? 'content-type',
    'access-control-allow-credentials': 'true',
    vary: 'origin',
  });
}

const fromJson = ({
  metadata = {},
  data = '',
}: NonNullable<JsonPayloads['payloads']>[number]): Payload => ({
  metadata: Object.fromEntries(
    Object.entries(metadata).map(([key, value]) => [key, Buffer.from(value, 'base64')]),
  ),
  data: Buffer.from(data, 'base64'),
});

const toJson = ({ metadata, data }: Payload) => ({
  metadata: Object.fromEntries(
    Object.entries(metadata ?? {}).map(([key, value]) => [
      key,
      Buffer.from(value).toString('base64'),
    ]),
  ),
  data: Buffer.from(data ?? []).toString('base64'),
});
