import { defineConfig } from "vitest/config";

/** What the rules decide, without a database: quick enough to be run thousands of times. */
const quick = ["test/unit/payments-*.test.ts"];
/** What commits it, on PostgreSQL; slow. */
const withDatabase = [
  "test/db/payments-*.test.ts",
  "test/db/payouts-*.test.ts",
  "test/db/{liquidity,quotes,reconcile,refunds,watchdog}.test.ts",
];

/** For `npm run mutate` (the quick tests alone) and `npm run mutate:sample` (those with a database too). */
export default defineConfig({
  test: {
    include: process.env["MUTATE"] === "sample" ? [...quick, ...withDatabase] : quick,
    testTimeout: 20_000,
  },
});
