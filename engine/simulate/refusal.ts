/**
 * Why a lead is not lived through: its life takes too many turns or its past is too long (`too-long`), or something of it
 * cannot be read or decided (`broken`).
 */
export type Refusal = 'too-long' | 'broken';

/**
 * Turns of one life in virtual time, inputs and wake-ups together: decades of a busy lead, and some seconds of work. Under
 * a playbook that wakes its leads every second, a year would be thirty million of them.
 */
export const MOST_TURNS = 100_000;
