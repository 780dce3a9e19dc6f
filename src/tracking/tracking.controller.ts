import { Controller, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { Public } from '../access/public.js';
import { LOGGER } from '../config/tokens.js';
import { isByMachine } from './by-machine.js';
import { type Engagement, Engagements } from './engagement.js';
import { LinkTokens } from './link-token.js';
import { unsubscribePage, type UnsubscribePage } from './unsubscribe-page.js';
import { Unsubscribing } from './unsubscribing.js';

/** A transparent GIF of one pixel. */
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/** What the addresses in messages lead to. Open to everybody: the signed token is the permission. */
@ApiExcludeController()
@Public()
@Controller()
export class TrackingController {
  constructor(
    @Inject(LinkTokens) private readonly tokens: LinkTokens,
    @Inject(Engagements) private readonly engagements: Engagements,
    @Inject(Unsubscribing) private readonly unsubscribing: Unsubscribing,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** On to where the link leads, which the token says; so it works even while the record is out of reach. */
  @Get('t/c/:token')
  async click(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const link = this.tokens.read(token);
    if (link?.kind !== 'click') return page(reply, 404, 'unknown', 'zh-CN');
    await this.note(request, {
      messageId: link.messageId,
      what: 'clicked',
      link: link.link,
      id: this.engagements.second(),
    });
    await quiet(reply).code(302).header('location', link.url).send();
  }

  @Get('t/o/:token')
  async open(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const link = this.tokens.read(token);
    if (link?.kind === 'open') {
      const { messageId } = link;
      await this.note(request, { messageId, what: 'opened', id: this.engagements.second() });
    }
    await quiet(reply).header('content-type', 'image/gif').send(PIXEL);
  }

  /** Never unsubscribes: mailboxes and scanners open every link of a mail. */
  @Get('u/:token')
  async ask(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    const link = this.tokens.read(token);
    if (link?.kind !== 'unsubscribe') return page(reply, 404, 'unknown', 'zh-CN');
    const found = await this.unsubscribing.find(link.messageId);
    return page(reply, 200, found?.withdrawn === false ? 'ask' : 'done', found?.locale ?? 'zh-CN');
  }

  /** One click, of a person on the page or of a mailbox provider (RFC 8058); what the body says does not matter. */
  @Post('u/:token')
  @HttpCode(200)
  async unsubscribe(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    const link = this.tokens.read(token);
    if (link?.kind !== 'unsubscribe') return page(reply, 404, 'unknown', 'zh-CN');
    const found = await this.unsubscribing.withdraw(link.messageId);
    return page(reply, 200, 'done', found?.locale ?? 'zh-CN');
  }

  /** A click that could not be recorded still leads on: the person must not pay for it. It is logged, not hidden. */
  private async note(request: FastifyRequest, engagement: Engagement): Promise<void> {
    if (request.method === 'HEAD') return;
    const machine = isByMachine(request.headers['user-agent']);
    try {
      // A person who comes within the same second as a scanner is told apart from it.
      await this.engagements.record(
        machine ? { ...engagement, id: `machine-${engagement.id}`, machine: true } : engagement,
      );
    } catch (err) {
      const { messageId, what } = engagement;
      this.logger.error({ err, messageId, what }, 'an engagement could not be recorded');
    }
  }
}

/** A token must not travel on in a referrer, stay in a cache or turn up in a search engine. */
function quiet(reply: FastifyReply): FastifyReply {
  return reply
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .header('x-robots-tag', 'noindex');
}

async function page(
  reply: FastifyReply,
  status: number,
  which: UnsubscribePage,
  locale: string,
): Promise<void> {
  const html = unsubscribePage(which, locale);
  await quiet(reply)
    .code(status)
    .header(
      'content-security-policy',
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
    )
    .header('content-type', 'text/html; charset=utf-8')
    .send(html);
}
