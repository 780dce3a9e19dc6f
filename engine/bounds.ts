/*
 * How much of each list a state holds, the newest: it stays small however long a lead lives (law 10). All are far above
 * what a playbook asks for.
 */

/** Sends that may count for a cap; caps themselves allow a handful a week. */
export const MOST_SENDS = 64;
/** Messages whose engagement a condition may ask for. */
export const MOST_MESSAGES = 12;
/** Messages, of those, that may come back to be decided again: a journey's last one carries what began it until then. */
export const MOST_RETURNING = 3;
/** Orders followed one by one; older ones count, and a refund of one of them no longer does. */
export const MOST_ORDERS = 12;
/** Runs of one journey side by side, where a key tells them apart. */
export const MOST_RUNS = 10;
/** Ends of such a journey that are kept whole where none of its keys may come again, and how many more keys are known. */
export const MOST_ENDS = 2;
export const MOST_PAST_KEYS = 64;
export const MOST_TICKETS = 20;
/** Withdrawn assignments whose ticket may still arrive. */
export const MOST_WITHDRAWN = 8;
/** Events, or values of a property, that a counter tells apart by time or value. */
export const MOST_COUNTED = 100;
