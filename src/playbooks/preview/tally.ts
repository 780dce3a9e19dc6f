import type { SendCommand } from '../../../engine/command.js';
import type { Fate, Foreseen, VersionNote } from './foresee.js';

/** Runs that would go the same way from one step. */
export interface Way {
  /** `stays` on its version, `moves` to a step, `ends` for nothing is left or its time is over, or `leaves`. */
  does: 'stays' | 'moves' | 'ends' | 'leaves';
  /** Where to, for those that move. */
  to?: string;
  why: VersionNote['why'] | 'age';
  runs: number;
  /** How many of their waits would be over at once. */
  overAtOnce: number;
}

/** Messages of one template within the next hour: with the publication, and without it. */
export interface Outgoing {
  template: string;
  channel: string;
  sends: number;
  without: number;
}

/** Adds up what a publication would do, in memory that does not grow with the number of leads. */
export class Tally {
  private readonly ways = new Map<string, Way[]>();
  private readonly messages = new Map<string, Outgoing>();

  /** Leads that were not lived to the end of their hour. */
  endless = 0;

  add({ fates, sends, without, endless }: Foreseen): void {
    if (endless) this.endless += 1;
    for (const fate of fates) this.addFate(fate);
    for (const send of sends) this.outgoing(send).sends += 1;
    for (const send of without) this.outgoing(send).without += 1;
  }

  /** The ways from one step of one version; none was seen: nothing. */
  waysFrom(journey: string, version: number, step: string): Way[] {
    return this.ways.get(placeName(journey, version, step)) ?? [];
  }

  sends(): Outgoing[] {
    return [...this.messages.values()].toSorted((a, b) => a.template.localeCompare(b.template));
  }

  private addFate(fate: Fate): void {
    const { journey, from, step } = fate.note;
    const name = placeName(journey, from, step);
    const ways = this.ways.get(name) ?? [];
    this.ways.set(name, ways);
    const way = wayOf(fate);
    const known = ways.find(
      (one) => one.does === way.does && one.to === way.to && one.why === way.why,
    );
    if (known === undefined) {
      ways.push(way);
      return;
    }
    known.runs += 1;
    known.overAtOnce += way.overAtOnce;
  }

  private outgoing({ template, channel }: SendCommand): Outgoing {
    const name = `${channel} ${template}`;
    const known = this.messages.get(name);
    if (known !== undefined) return known;
    const first = { template, channel, sends: 0, without: 0 };
    this.messages.set(name, first);
    return first;
  }
}

const placeName = (journey: string, version: number, step: string): string =>
  JSON.stringify([journey, version, step]);

function wayOf({ note, over, aged }: Fate): Way {
  const { did, why, target } = note;
  const counted = { runs: 1, overAtOnce: over ? 1 : 0 };
  if (did === 'pinned') return { does: 'stays', why, ...counted };
  if (did === 'left') return { does: 'leaves', why, ...counted };
  if (aged) return { does: 'ends', why: 'age', ...counted };
  if (target === undefined || target === 'end') return { does: 'ends', why, ...counted };
  return { does: 'moves', to: target, why, ...counted };
}
