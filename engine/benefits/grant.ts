import type { Happening } from '../conditions/view.js';
import { stepAt } from '../journeys/catalogue.js';
import { clippedKey } from '../journeys/entry.js';
import { journeyOf, placeOf, type Run } from '../journeys/run.js';
import { own } from '../json.js';
import type { Enrolment } from '../lead-state.js';
import { nextRef } from '../messages/next-ref.js';
import type { Step } from '../playbook/playbook.js';
import { textOf } from '../text.js';
import { note, type Turn } from '../turn.js';

type GrantStep = Extract<Step, { do: 'grant' }>;

/**
 * Asks for a benefit and waits for the answer: whether one is left, and whether this key had it before, is known where
 * the ledger is. The present playbook's stock counts, for a person may have raised it.
 */
export function askForBenefit(
  turn: Turn,
  { enrolment, index, cursor }: Run,
  step: GrantStep,
): void {
  const { state, playbook, draft } = turn;
  const { id, benefit } = step;
  const ref = nextRef(state, 'g');
  const place = placeOf(enrolment);
  const once = onceOf(enrolment, step);
  const stock = (own(playbook.benefits, benefit) ?? own(index.playbook.benefits, benefit))?.stock;
  draft.commands.push({
    kind: 'grant',
    ref,
    ...place,
    step: id,
    benefit,
    ...(once === undefined ? {} : { once }),
    ...(stock === undefined ? {} : { stock }),
    at: cursor,
  });
  enrolment.at = { step: id, wait: 'granted', since: cursor, ref };
  note(turn, { note: 'grant', ...place, step: id, ref, benefit });
}

/** The answer of the ledger: the enrolment that asked goes on. */
export function meetGrant(turn: Turn, { name, properties }: Happening): void {
  const edge = name === 'benefit.granted' ? 'granted' : 'refused';
  const ref = textOf(properties, 'ref');
  const enrolment = turn.state.enrolments.find(({ at }) => at.wait === 'granted' && at.ref === ref);
  const index = enrolment && journeyOf(turn.draft, enrolment);
  const step = index && stepAt(index, enrolment?.at.step ?? '');
  if (enrolment === undefined || index === undefined || step === undefined) return;
  // Where a new version put another step in the place of the grant, that step is taken now.
  const to = step.do === 'grant' ? step.edges[edge] : (index.steps.get(step.id) ?? 'end');
  turn.moves.push({ enrolment, from: enrolment.at, to, edge });
}

/** A missing property tells nobody apart: then it is once for the lead. */
function onceOf({ heard = {}, entry }: Enrolment, { key }: GrantStep): string | undefined {
  if (key === undefined) return undefined;
  const value = own(heard, key) ?? own(entry, key);
  return value === undefined || value === null || value === '' ? undefined : clippedKey(value);
}
