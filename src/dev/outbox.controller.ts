import { randomUUID } from 'node:crypto';
import {
  Controller,
  ForbiddenException,
  Get,
  HttpCode,
  Inject,
  NotFoundException,
  Param,
  Post,
  Req,
  Res,
} from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../access/public.js';
import { Database } from '../database/database.js';
import { Outbox } from '../delivery/providers/outbox.js';
import { isFromThisMachine } from '../http/this-machine.js';
import { PlaybookLibrary } from '../playbooks/library.js';
import { Engagements } from '../tracking/engagement.js';
import { TrackedAddresses } from '../tracking/tracked-addresses.js';
import { outboxPage } from './outbox-page.js';
import { shownMessages } from './shown-messages.js';

const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'";
/** Shown mail is of leads, so it may run nothing and send its forms nowhere. */
const MAIL_POLICY =
  "sandbox allow-popups allow-top-navigation-by-user-activation; default-src 'none'; img-src *; style-src 'unsafe-inline'";

/**
 * What was sent, for a developer to look at, and to answer in the lead's place. Mounted in development only, and answers
 * nobody but this machine: it needs no key, since a browser has none to send.
 */
@ApiExcludeController()
@Public()
@Controller('dev/outbox')
export class OutboxController {
  constructor(
    @Inject(Outbox) private readonly outbox: Outbox,
    @Inject(Database) private readonly database: Database,
    @Inject(TrackedAddresses) private readonly addresses: TrackedAddresses,
    @Inject(Engagements) private readonly engagements: Engagements,
    @Inject(PlaybookLibrary) private readonly playbooks: PlaybookLibrary,
  ) {}

  @Get()
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    admit(request);
    const files = await this.outbox.list();
    const messages = await shownMessages(this.database.db, this.addresses, files);
    const html = outboxPage(messages, this.playbooks.default().timeZone);
    await reply
      // Without it browsers leave out the origin when the forms of this page are posted.
      .header('referrer-policy', 'same-origin')
      .header('content-security-policy', PAGE_POLICY)
      .header('content-type', 'text/html; charset=utf-8')
      .send(html);
  }

  @Get(':id')
  async show(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    admit(request);
    const message = await this.outbox.find(id);
    if (message === undefined) throw new NotFoundException();
    const { html, text } = message.body;
    await reply
      .header('content-security-policy', MAIL_POLICY)
      .header('content-type', `text/${html === undefined ? 'plain' : 'html'}; charset=utf-8`)
      .send(html ?? text);
  }

  /** As if the lead had answered the mail. */
  @Post(':id/reply')
  @HttpCode(303)
  async reply(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    admit(request);
    if ((await this.outbox.find(id)) === undefined) throw new NotFoundException();
    await this.engagements.record({ messageId: id, what: 'replied', id: randomUUID() });
    await reply.code(303).header('location', '/dev/outbox').send();
  }
}

function admit(request: FastifyRequest): void {
  if (!isFromThisMachine(request)) throw new ForbiddenException();
}
