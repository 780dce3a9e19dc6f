import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { requireBody } from '../http/check-body.js';
import { notFound, ProblemException, unprocessable } from '../http/problem.js';
import type { Page } from '../insights/cursor.js';
import { type Report, TicketDesk } from './ticket-desk.js';
import { TicketList, type TicketView } from './ticket-list.js';

const ListQuery = z.object({
  status: z.enum(['waiting', 'open', 'contacted', 'closed']).optional(),
  queue: z.string().optional(),
  rep: z.uuid().optional(),
  lead: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z.string().optional(),
});
const Feedback = z.strictObject({ result: z.string().min(1) });

const UNKNOWN = 'No ticket has this id';

/** Tickets of people who talk to leads. A report repeated answers as the first one did. */
@ApiTags('sales')
@Controller('v1/tickets')
export class TicketsController {
  constructor(
    @Inject(TicketDesk) private readonly desk: TicketDesk,
    @Inject(TicketList) private readonly list: TicketList,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List tickets, newest first' })
  async page(@Query() query: unknown): Promise<Page<TicketView>> {
    return this.list.page(requireBody(ListQuery, query));
  }

  @Get(':id')
  @ApiOperation({ summary: 'One ticket' })
  async find(@Param('id') id: string): Promise<TicketView> {
    const ticket = isUuid(id) ? await this.list.find(id) : undefined;
    if (ticket === undefined) throw notFound(UNKNOWN);
    return ticket;
  }

  @Post(':id/contact')
  @HttpCode(200)
  @ApiOperation({ summary: 'Report that the lead has been contacted' })
  async contact(@Param('id') id: string): Promise<TicketView> {
    if (!isUuid(id)) throw notFound(UNKNOWN);
    return this.answer(id, await this.desk.contact(id));
  }

  @Post(':id/feedback')
  @HttpCode(200)
  @ApiOperation({ summary: 'Report what became of it, in one of the words of the playbook' })
  @ApiBody({ schema: { type: 'object', properties: { result: { type: 'string' } } } })
  async feedback(@Param('id') id: string, @Body() body: unknown): Promise<TicketView> {
    const { result } = requireBody(Feedback, body);
    if (!isUuid(id)) throw notFound(UNKNOWN);
    return this.answer(id, await this.desk.feedback(id, result));
  }

  private async answer(id: string, report: Report): Promise<TicketView> {
    if ('refused' in report) throw problemOf(report);
    return this.find(id);
  }
}

function problemOf(report: Exclude<Report, { taken: true }>): ProblemException {
  switch (report.refused) {
    case 'unknown-ticket':
      return notFound(UNKNOWN);
    case 'unassigned':
      return conflict('unassigned', 'Nobody owns this ticket yet');
    case 'closed':
      return conflict('ticket-closed', `This ticket is closed (${report.result ?? 'no result'})`);
    case 'unknown-result':
      return unprocessable([
        {
          pointer: '/result',
          code: 'unknown-result',
          message: `The result must be one of ${report.allowed.join(', ')}`,
        },
      ]);
  }
}

function conflict(code: string, message: string): ProblemException {
  return new ProblemException({ status: 409, code, message });
}

function isUuid(text: string): boolean {
  return z.uuid().safeParse(text).success;
}
