import type { Inside, InsideAct, JourneyInside } from '../../engine/versions/inside.js';
import { CommandFailed } from './command-failed.js';

/** What becomes of the leads inside, as the command line has it. */
export interface InsideOptions {
  inside?: string;
  /** `nurture=migrate` */
  journey?: string[];
  /** `nurture/clicked=answer` */
  step?: string[];
}

export function insideFrom({ inside = 'pin', journey = [], step = [] }: InsideOptions): Inside {
  const journeys: { [journey: string]: JourneyInside } = {};
  for (const given of journey) {
    const [name, act] = halves(given, `--journey ${given}: say JOURNEY=migrate`);
    journeys[name] = { do: actOf(act) };
  }
  for (const given of step) {
    const usage = `--step ${given}: say JOURNEY/STEP=STEP`;
    const [place, to] = halves(given, usage);
    const [name, from] = halves(place, usage, '/');
    const { do: act = 'migrate', steps } = journeys[name] ?? {};
    journeys[name] = { do: act, steps: { ...steps, [from]: to } };
  }
  return { default: actOf(inside), journeys };
}

function actOf(word: string): InsideAct {
  if (word === 'pin' || word === 'migrate' || word === 'exit') return word;
  throw new CommandFailed(`"${word}": leads inside can pin, migrate or exit`);
}

function halves(text: string, usage: string, mark = '='): [string, string] {
  const [first = '', ...rest] = text.split(mark);
  const second = rest.join(mark);
  if (first === '' || second === '') throw new CommandFailed(usage);
  return [first, second];
}
