import type { Enrolment, LeadState } from '../../engine/lead-state.js';
import type { Playbook } from '../../engine/playbook/playbook.js';

/** The parts of a lead's 360-degree view that its state holds. Times are RFC 3339. */
export function stateView(state: LeadState | null, playbook: Playbook | undefined) {
  return {
    tierBecause: state?.tierBecause ?? null,
    floor: state?.floor === undefined ? null : floorView(state.floor),
    scoreByRule: scoreByRule(state, playbook),
    tags: state?.tags ?? [],
    reach: state?.reach ?? {},
    paused: state?.paused === undefined ? null : pauseView(state.paused),
    enrolments: (state?.enrolments ?? []).map(enrolmentView),
    finished: finishedView(state),
    marks: Object.fromEntries(
      Object.entries(state?.marks ?? {}).map(([mark, at]) => [mark, iso(at)]),
    ),
  };
}

/** A floor under the tier, put there by a promotion. */
const floorView = ({ tier, since, until, because }: NonNullable<LeadState['floor']>) => ({
  tier,
  since: iso(since),
  until: iso(until),
  because,
});

const pauseView = ({ scope, until }: NonNullable<LeadState['paused']>) => ({
  scope,
  until: until === undefined ? null : iso(until),
});

/** Every rule that has scored, most points first. The ledger entry by entry is in the timeline. */
function scoreByRule(state: LeadState | null, playbook: Playbook | undefined) {
  const dimensions = new Map(playbook?.scoring.rules.map(({ id, dimension }) => [id, dimension]));
  return Object.entries(state?.score ?? {})
    .filter(([, { times }]) => times > 0)
    .map(([rule, { points, times, dimension }]) => ({
      rule,
      dimension: dimensions.get(rule) ?? dimension ?? null,
      points,
      times,
    }))
    .toSorted((a, b) => b.points - a.points || a.rule.localeCompare(b.rule));
}

function enrolmentView({ journey, key, version, since, at }: Enrolment) {
  return {
    journey,
    key: key ?? null,
    version,
    step: at.step,
    since: iso(since),
    waitsFor: at.wait === 'held' ? `held: ${at.why}` : at.wait,
    stepSince: iso(at.since),
    wakesAt: 'due' in at ? iso(at.due) : null,
  };
}

const finishedView = (state: LeadState | null) =>
  Object.entries(state?.finished ?? {}).map(([journey, { at, outcome, times }]) => ({
    journey,
    at: iso(at),
    outcome,
    times,
  }));

const iso = (ms: number): string => new Date(ms).toISOString();
