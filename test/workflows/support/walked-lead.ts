import { hash } from '../../../engine/hash.js';
import type { Note } from '../../../engine/trace.js';
import { TrackedAddresses } from '../../../src/tracking/tracked-addresses.js';
import type { Walk } from './walk.js';

const WINDOW_OPENS = 9 * 3600;

/** One lead on its walk: what it does, and what the record says of it. */
export class WalkedLead {
  constructor(
    private readonly walk: Walk,
    readonly id: string,
  ) {}

  /** Seconds after the opening at which its held messages go. */
  get spread(): number {
    return hash(this.id) % 900;
  }

  /** Clicks a link of the newest message made from that template. */
  async clicks(template: string, link: string): Promise<void> {
    const { id } = await this.message(template);
    const addresses = this.walk.api.get(TrackedAddresses, { strict: false });
    await this.walk.visit(addresses.click(id, link, 'https://example.com/'));
  }

  async unsubscribes(template: string): Promise<void> {
    const { id } = await this.message(template);
    const addresses = this.walk.api.get(TrackedAddresses, { strict: false });
    await this.walk.visit(addresses.unsubscribe(id), 'POST');
  }

  /** Messages in the order of their moments: `Mon 11-30 09:00+s email case-study`; one that did not go says so. */
  async messages(): Promise<string[]> {
    const rows = await this.db
      .selectFrom('message')
      .selectAll()
      .where('lead_id', '=', this.id)
      .orderBy('due_at')
      .orderBy('ref')
      .execute();
    return rows.map(({ due_at, sent_at, channel, template, status, reason }) => {
      const late = sent_at !== null && sent_at.getTime() - due_at.getTime() > 60_000;
      const end = status === 'sent' ? (late ? ' LATE' : '') : ` ${status} (${reason})`;
      return `${this.clockOf(due_at)} ${channel} ${template}${end}`;
    });
  }

  /** `Fri 11-27 17:58 sales, contact Mon 11-30 09:08, feedback Tue 12-01 17:58: open` */
  async tickets(): Promise<string[]> {
    const rows = await this.db
      .selectFrom('ticket')
      .selectAll()
      .where('lead_id', '=', this.id)
      .orderBy('created_at')
      .execute();
    return rows.map(({ created_at, queue, contact_due, feedback_due, status, result }) => {
      const dues = [
        ...(contact_due ? [`contact ${this.clockOf(contact_due)}`] : []),
        ...(feedback_due ? [`feedback ${this.clockOf(feedback_due)}`] : []),
      ];
      return `${this.clockOf(created_at)} ${[queue, ...dues].join(', ')}: ${result ?? status}`;
    });
  }

  async notices(): Promise<string[]> {
    const rows = await this.db
      .selectFrom('notice')
      .select(['template', 'channel'])
      .where('lead_id', '=', this.id)
      .orderBy('created_at')
      .orderBy('channel')
      .execute();
    return rows.map(({ template, channel }) => `${template} by ${channel}`);
  }

  /** The ticket of a queue, as `ticket.assigned` names it. */
  async ticket(queue: string): Promise<string> {
    const { id } = await this.db
      .selectFrom('ticket')
      .select('id')
      .where('lead_id', '=', this.id)
      .where('queue', '=', queue)
      .orderBy('created_at', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow();
    return id;
  }

  /** Coupons whose code a message of the lead has drawn. */
  async codes(): Promise<string[]> {
    const rows = await this.db
      .selectFrom('coupon_code')
      .select(['coupon', 'code'])
      .where('lead_id', '=', this.id)
      .orderBy('drawn_at')
      .execute();
    return rows.map(({ coupon, code }) => `${coupon} ${code}`);
  }

  /** `Fri 03-20 10:00 service-pack-training-1 S-1` */
  async grants(): Promise<string[]> {
    const rows = await this.db
      .selectFrom('benefit_grant')
      .selectAll()
      .where('lead_id', '=', this.id)
      .orderBy('granted_at')
      .execute();
    return rows.map(({ granted_at, benefit, once }) =>
      [this.clockOf(granted_at), benefit, ...(once === null ? [] : [once])].join(' '),
    );
  }

  /** `B 10, lead; wakes Sat 11-28 11:00` */
  async stands(): Promise<string> {
    const { tier, score, stage, wakes_at } = await this.row();
    const wakes = wakes_at === null ? '' : `; wakes ${this.clockOf(wakes_at)}`;
    return `${tier} ${score}, ${stage}${wakes}`;
  }

  /** The journeys it is in, and where: `nurture/clicked until Thu 12-03 09:00+s`. */
  async journeys(): Promise<string[]> {
    const { state } = await this.row();
    return (state?.enrolments ?? []).map(({ journey, at }) => {
      const due =
        'due' in at && at.due !== undefined ? ` until ${this.clockOf(new Date(at.due))}` : '';
      return `${journey}/${at.step}${due}`;
    });
  }

  /** What the record notes of one kind: `Sat 11-28 11:00 {"verdict":"held",...}`. */
  async notes<Kind extends Note['note']>(
    kind: Kind,
  ): Promise<(Extract<Note, { note: Kind }> & { when: string })[]> {
    const rows = await this.db
      .selectFrom('decision')
      .select('trace')
      .where('lead_id', '=', this.id)
      .orderBy('revision')
      .execute();
    return rows
      .flatMap(({ trace }) => trace)
      .filter((note): note is Extract<Note, { note: Kind }> => note.note === kind)
      .map((note) => ({ ...note, when: this.clockOf(new Date(note.at)) }));
  }

  row() {
    return this.db
      .selectFrom('lead')
      .selectAll()
      .where('id', '=', this.id)
      .executeTakeFirstOrThrow();
  }

  private message(template: string) {
    return this.db
      .selectFrom('message')
      .select('id')
      .where('lead_id', '=', this.id)
      .where('template', '=', template)
      .orderBy('due_at', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow();
  }

  private get db() {
    return this.walk.database.db;
  }

  /** To the minute, in Shanghai; `09:00+s` when it is the lead's own second after the opening. */
  private clockOf(at: Date): string {
    const local = new Date(at.getTime() + 8 * 3_600_000);
    const [date = '', time = ''] = local.toISOString().split('T');
    const seconds = (local.getTime() / 1000) % 86_400;
    const shown = seconds === WINDOW_OPENS + this.spread ? '09:00+s' : time.slice(0, 5);
    return `${DAYS[local.getUTCDay()]} ${date.slice(5)} ${shown}`;
  }
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
