import type { Person, Deed, RepDeed } from './person.js';
import type { StoryTime } from './story-time.js';

/** A message that is out. */
export interface Mail {
  id: string;
  leadId: string;
  template: string;
}

export interface OpenTicket {
  id: string;
  leadId: string;
}

/** The product as the demo's people meet it. */
export interface World {
  /** Engine time, epoch ms. */
  now(): number;
  /** Sent since the last look. */
  newMails(): Promise<Mail[]>;
  /** Assigned since the last look. */
  newTickets(): Promise<OpenTicket[]>;
  /** The lead that a form made or joined, if it was taken. */
  perform(person: Person, deed: Deed, mail?: Mail): Promise<string | undefined>;
  performAsRep(deed: RepDeed): Promise<void>;
}

interface Planned {
  at: number;
  perform: () => Promise<void>;
}

const FIRST_CONTACT = '20m';
const FEEDBACK = '1d';

/** Lets everybody do what the story says when its cue comes. */
export class Director {
  readonly #people = new Map<string, Person>();
  #planned: Planned[] = [];

  /** @param tell hears of what people do, before they do it */
  constructor(
    cast: readonly Person[],
    private readonly time: StoryTime,
    private readonly world: World,
    private readonly tell: (person: Person, deed: Deed, isLead: boolean) => void = () => undefined,
  ) {
    for (const person of cast) this.#planMoments(person);
  }

  /** Looks for cues and does what is due, in the order of the story. */
  async turn(): Promise<void> {
    for (const mail of await this.world.newMails()) this.#onMail(mail);
    for (const ticket of await this.world.newTickets()) this.#onTicket(ticket);
    const now = this.world.now();
    const due = this.#planned
      .filter((planned) => planned.at <= now)
      .toSorted((a, b) => a.at - b.at);
    this.#planned = this.#planned.filter((planned) => planned.at > now);
    for (const { perform } of due) await perform();
  }

  /** Who a lead is, once their form was taken. */
  personOf(leadId: string): Person | undefined {
    return this.#people.get(leadId);
  }

  #planMoments(person: Person): void {
    for (const { cue, deed } of person.story) {
      if ('at' in cue) this.#plan(this.time.at(cue.at), () => this.#let(person, deed));
    }
  }

  #onMail(mail: Mail): void {
    const person = this.#people.get(mail.leadId);
    for (const { cue, deed } of person?.story ?? []) {
      if (!person || !('mail' in cue) || cue.mail !== mail.template) continue;
      const at = this.time.later(this.world.now(), cue.later);
      this.#plan(at, () => this.#let(person, deed, mail));
    }
  }

  #onTicket({ id, leadId }: OpenTicket): void {
    const result = this.#people.get(leadId)?.sales ?? 'interested';
    const contact = this.time.later(this.world.now(), FIRST_CONTACT);
    this.#plan(contact, () => this.world.performAsRep({ do: 'contact', ticket: id }));
    this.#plan(this.time.later(contact, FEEDBACK), () =>
      this.world.performAsRep({ do: 'feedback', ticket: id, result }),
    );
  }

  async #let(person: Person, deed: Deed, mail?: Mail): Promise<void> {
    this.tell(person, deed, [...this.#people.values()].includes(person));
    const leadId = await this.world.perform(person, deed, mail);
    if (leadId !== undefined) this.#people.set(leadId, person);
  }

  #plan(at: number, perform: () => Promise<void>): void {
    this.#planned.push({ at, perform });
  }
}
