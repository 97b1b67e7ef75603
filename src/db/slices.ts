/** Rows written by one statement: PostgreSQL takes 65,535 values in one, and no table has a hundred columns. */
const ROWS_AT_ONCE = 500;

/** The rows in their order, as many at a time as one statement takes; nothing for none. */
export const slices = <T>(rows: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(rows.length / ROWS_AT_ONCE) }, (_, index) =>
    rows.slice(index * ROWS_AT_ONCE, (index + 1) * ROWS_AT_ONCE),
  );
