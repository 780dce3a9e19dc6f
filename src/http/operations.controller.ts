import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { HealthCheck, HealthCheckService } from '@nestjs/terminus';
import { register } from 'prom-client';
import { Public } from '../access/public.js';
import { countOpenAlerts } from '../alerts/metrics.js';
import { Database } from '../database/database.js';
import { Readiness } from './readiness.js';

/** What whoever runs this asks. Nothing personal is in the answers. */
@ApiTags('operations')
@Public()
@Controller()
export class OperationsController {
  constructor(
    @Inject(HealthCheckService) private readonly health: HealthCheckService,
    @Inject(Readiness) private readonly readiness: Readiness,
    @Inject(Database) private readonly database: Database,
  ) {}

  @Get('healthz')
  @ApiOperation({ summary: 'Whether this process is alive' })
  alive(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('readyz')
  @HealthCheck()
  @ApiOperation({ summary: 'Whether this process can take in leads: 503 when it cannot' })
  ready() {
    return this.health.check([() => this.readiness.record(), () => this.readiness.playbooks()]);
  }

  @Get('metrics')
  @Header('content-type', register.contentType)
  @ApiOperation({ summary: 'Metrics in the format of Prometheus' })
  @ApiOkResponse({ content: { 'text/plain': {} } })
  async metrics(): Promise<string> {
    await countOpenAlerts(this.database.db);
    return register.metrics();
  }
}
