/** The pure engine: no clock, no randomness, no I/O. */
export { decide } from './decide.js';
export { wakeUp } from './deadlines.js';
export { newLead } from './new-lead.js';
export { totalScore } from './scoring/total.js';
export { simulate, assignAtOnce } from './simulate/simulate.js';
export type { Reply, Scripted, Simulation, SimulationOptions } from './simulate/simulate.js';
export { addLifetime, addOpenTime, addWorkdays } from './calendar/open-time.js';
export { nextOpening, openAt } from './calendar/opening.js';
export type { Decision, WakeUp } from './decision.js';
export type * from './command.js';
export type * from './input.js';
export type * from './json.js';
export type * from './lead-state.js';
export type * from './trace.js';
export type * from './playbook/playbook.js';
export type * from './playbook/condition.js';
