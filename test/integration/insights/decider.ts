import { sql } from 'kysely';

import type { Clock } from '../../../activities/ports.js';
import { decide, newLead, totalScore, wakeUp } from '../../../engine/index.js';
import { GrantLedger } from '../../../src/benefits/grant-ledger.js';
import { CLOCK } from '../../../src/config/tokens.js';
import { MessageRecorder } from '../../../src/delivery/record-message.js';
import { Inbox } from '../../../src/ingest/inbox.js';
import { Advancer } from '../../../src/lifecycle/advance.js';
import { PlaybookLibrary } from '../../../src/playbooks/library.js';
import { TicketRecorder } from '../../../src/sales/tickets.js';
import type { RunningApi } from '../ingest/running-api.js';

/** The loop without Temporal: takes every lead that is rung through its turns, by the real advance and engine. */
export class Decider {
  private readonly advancer: Advancer;

  constructor(private readonly api: RunningApi) {
    const { app, db } = api;
    const clock = app.get<Clock>(CLOCK);
    const find = <T>(token: new (...args: never[]) => T): T => app.get<T>(token, { strict: false });
    this.advancer = new Advancer({
      db,
      clock,
      inbox: find(Inbox),
      playbooks: find(PlaybookLibrary),
      engine: { decide, newLead, totalScore, wakeUp },
      recorders: {
        messages: find(MessageRecorder),
        tickets: find(TicketRecorder),
        grants: new GrantLedger(find(Inbox), clock),
      },
    });
  }

  /** Every ring that is owed is answered. */
  async settle(): Promise<void> {
    for (let owed = await this.owed(); owed.length > 0; owed = await this.owed()) {
      for (const leadId of owed) await this.advancer.advance({ leadId, fresh: true });
    }
  }

  private async owed(): Promise<string[]> {
    const { rows } = await sql<{ lead_id: string }>`select lead_id from ring`.execute(this.api.db);
    return rows.map(({ lead_id: leadId }) => leadId);
  }
}
