import { parseArgs } from "node:util";
import { openEmbedded } from "../../../src/db/embedded.js";
import { openPostgres } from "../../../src/db/postgres.js";
import { createPostgresDatabase, quiet } from "../../support/databases.js";
import { fuzzApi } from "./run.js";

const { values } = parseArgs({
  options: {
    requests: { type: "string", default: "100000" },
    seed: { type: "string", default: "1" },
    engine: { type: "string", default: "postgres" },
  },
});
const [requests, seed] = [Number(values.requests), Number(values.seed)];
if (![requests, seed].every(Number.isSafeInteger) || !["postgres", "embedded"].includes(values.engine)) {
  console.error("usage: npm run fuzz:api -- [--requests N] [--seed S] [--engine postgres|embedded]");
  process.exit(2);
}

console.log(`seed ${seed}, ${requests} requests, ${values.engine}`);
const created = values.engine === "postgres" ? await createPostgresDatabase() : null;
const database = created
  ? await openPostgres(`${created.url}?options=-c%20synchronous_commit%3Doff`, quiet)
  : await openEmbedded(null);
const onProgress = (done: number, perSecond: number) =>
  console.log(`${done} requests, ${perSecond.toFixed(0)} a second`);
const result = await fuzzApi(database, { requests, seed, onProgress });
await database.close();
await created?.drop();

for (const [kind, count] of Object.entries(result.kinds)) console.log(`    ${count} × ${kind}`);
console.log("endpoints, and how often each code was answered:");
for (const [name, codes] of result.reached) {
  const told = [...codes].toSorted(([, a], [, b]) => b - a).map(([code, count]) => `${code} × ${count}`);
  console.log(`    ${name}: ${told.join(", ")}`);
}
console.log(
  `${result.requests} requests, ${result.seconds.toFixed(0)} s (${(result.requests / result.seconds).toFixed(0)} a second), ` +
    `the slowest answer took ${result.slowestMs.toFixed(0)} ms`,
);
for (const failure of result.failures) console.log(`\nFAILED ${failure}`);
if (result.missed.length > 0) console.log(`\nFAILED never fulfilled: ${result.missed.join(", ")}`);
const failed = result.failures.length + result.missed.length;
console.log(`${failed} failures`);
process.exit(failed === 0 ? 0 : 1);
