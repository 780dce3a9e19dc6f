export { decide } from './decide.js';
export { wakeUp } from './deadlines.js';
export { newLead } from './new-lead.js';
export { totalScore } from './scoring/total.js';
export { mergedRef } from './merge/merged-ref.js';
