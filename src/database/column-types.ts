import { types, TypeOverrides } from 'pg';

/**
 * How columns arrive: `bigint` and `numeric` as numbers (ours stay far below 2^53), `timestamptz` as a Date; the
 * driver's default of text for the first two would turn every comparison into a trap.
 */
export const columnTypes = new TypeOverrides();
columnTypes.setTypeParser(types.builtins.INT8, Number);
columnTypes.setTypeParser(types.builtins.NUMERIC, Number);
