import {
  CONDITION_HEADS,
  type ConditionDocument,
  type ConditionHead,
} from '../schema/condition.js';

/** A condition without others in it, asked to hold or not to hold. */
export interface Literal {
  head: ConditionHead;
  leaf: ConditionDocument;
  holds: boolean;
}

/** More are not looked through: nothing is then said about the condition. */
const MOST = 64;

/**
 * The ways in which a condition may hold (or fail): each a set of literals that must all be true. Nothing if there are
 * more than 64 of them.
 */
export function alternatives(condition: ConditionDocument, holds = true): Literal[][] | undefined {
  const head = CONDITION_HEADS.find((key) => key in condition);
  if (head === undefined) return undefined;
  if (head === 'not') return alternatives(condition.not ?? {}, !holds);
  if (head !== 'all' && head !== 'any') return [[{ head, leaf: condition, holds }]];
  const parts = (condition[head] ?? []).map((part) => alternatives(part, holds));
  return (head === 'all') === holds ? crossed(parts) : joined(parts);
}

function joined(parts: (Literal[][] | undefined)[]): Literal[][] | undefined {
  const all: Literal[][] = [];
  for (const part of parts) {
    if (part === undefined || all.length + part.length > MOST) return undefined;
    all.push(...part);
  }
  return all;
}

function crossed(parts: (Literal[][] | undefined)[]): Literal[][] | undefined {
  let all: Literal[][] = [[]];
  for (const part of parts) {
    if (part === undefined || all.length * part.length > MOST) return undefined;
    all = all.flatMap((literals) => part.map((more) => [...literals, ...more]));
  }
  return all;
}
