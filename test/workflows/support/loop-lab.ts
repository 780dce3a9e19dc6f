import { pino } from 'pino';
import type { CommandResult } from '../../../activities/ports.js';
import type { Playbook } from '../../../engine/playbook/playbook.js';
import { Relay } from '../../../src/lifecycle/relay.js';
import { Ringer } from '../../../src/lifecycle/ringer.js';
import { Leads, openRecord } from '../../integration/lifecycle/lead-fixture.js';
import { until } from '../../support/until.js';
import { recordHistory } from './record-history.js';
import { SkippingTemporal } from './skipping-temporal.js';

/** Mon 2026-03-02 10:00 in Shanghai. */
const START = Date.parse('2026-03-02T02:00:00Z');

/** The real workflow, record, relay and engine; only what a command does is told by the test. */
export class LoopLab {
  /** What becomes of a command; a test may put its own here. */
  perform: (commandId: string) => Promise<CommandResult> = (id) => this.sent(id);
  /** The same of a webhook. */
  webhook: (commandId: string) => Promise<CommandResult> = (id) => this.perform(id);
  /** Revisions asked for, with what the run knew. */
  readonly advances: { expected: number | undefined; fresh: boolean }[] = [];

  private constructor(
    readonly temporal: SkippingTemporal,
    readonly leads: Leads<SkippingTemporal>,
    private readonly ringer: Ringer,
    private readonly relay: Relay,
    private readonly closeRecord: () => Promise<void>,
  ) {}

  /** @param playbook the one every lead is in; else that of the other tests */
  static async open(playbook?: Playbook): Promise<LoopLab> {
    const temporal = await SkippingTemporal.open(START);
    const { database, close } = await openRecord();
    const playbooks = playbook && { latest: () => playbook, get: async () => playbook };
    const leads = new Leads(database.db, temporal, playbooks);
    const ringer = new Ringer(temporal.env.client);
    const relay = new Relay(database.db, ringer, pino({ level: 'silent' }), 500);
    const lab = new LoopLab(temporal, leads, ringer, relay, close);
    const perform = (id: string) => lab.perform(id);
    const advance = leads.advancer.advance;
    await temporal.serve({
      advance: (request) => {
        lab.advances.push({ expected: request.expected, fresh: request.fresh });
        return advance(request);
      },
      deliver: perform,
      assign: perform,
      notify: perform,
      webhook: (id) => lab.webhook(id),
    });
    return lab;
  }

  async sent(commandId: string): Promise<CommandResult> {
    await this.leads.done(commandId);
    return { news: false, outcome: 'sent' };
  }

  async create(...events: string[]): Promise<string> {
    await this.temporal.sync();
    const lead = await this.leads.create(...events);
    await this.rung(lead);
    return lead;
  }

  async happens(lead: string, ...events: string[]): Promise<void> {
    await this.temporal.sync();
    await this.leads.happens(lead, ...events);
    await this.rung(lead);
  }

  /** Until the present run of the lead has ended. */
  async ended(lead: string): Promise<void> {
    await until(async () => (await this.temporal.run(lead).describe()).status.name !== 'RUNNING');
  }

  /** Brings the rings that are owed, and waits for nothing. */
  async bringRings(): Promise<void> {
    await this.relay.round();
  }

  /** Until a turn has consumed everything that has arrived. */
  async rung(lead: string): Promise<void> {
    await this.relay.round();
    await until(async () => (await this.leads.ring(lead)) === undefined);
  }

  /** A ring for something else than an event. */
  async ringFor(lead: string, why: string): Promise<void> {
    const { tier, stage } = await this.leads.row(lead);
    await this.ringer.ring({ id: lead, tier, stage }, { n: 0, names: [why] });
  }

  /** The current details of a lead's run, as the UI shows them. */
  async details(lead: string): Promise<string> {
    const { currentDetails } = await this.temporal
      .run(lead)
      .query<{ currentDetails: string }>('__temporal_workflow_metadata');
    return currentDetails;
  }

  /** The names of the events in the history of a lead's present run. */
  async events(lead: string): Promise<string[]> {
    const { events } = await this.temporal.run(lead).fetchHistory();
    return (events ?? []).map(
      (event) =>
        Object.keys(event)
          .find((key) => key.endsWith('EventAttributes'))
          ?.replace('EventAttributes', '') ?? '',
    );
  }

  /** Keeps the history of the lead's present run for the replay gate. */
  record(lead: string, name: string): Promise<void> {
    return recordHistory(this.temporal.run(lead), name);
  }

  async close(): Promise<void> {
    await this.temporal.close();
    await this.closeRecord();
  }
}
