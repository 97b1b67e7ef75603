import { parseArgs } from "node:util";
import { openEmbedded } from "../../src/db/embedded.js";
import { openPostgres } from "../../src/db/postgres.js";
import { createPostgresDatabase, quiet } from "../support/databases.js";
import { fuzz } from "./run.js";

const { values } = parseArgs({
  options: {
    messages: { type: "string", default: "100000" },
    seed: { type: "string", default: "1" },
    engine: { type: "string", default: "postgres" },
  },
});
const [messages, seed] = [Number(values.messages), Number(values.seed)];
if (![messages, seed].every(Number.isSafeInteger) || !["postgres", "embedded"].includes(values.engine)) {
  console.error("usage: npm run fuzz -- [--messages N] [--seed S] [--engine postgres|embedded]");
  process.exit(2);
}

/** Each flow has to be begun once for so many messages, and to come to its end once for so many. */
const BEGUN_ONCE_IN = 5_000;
const ENDED_ONCE_IN = 25_000;

console.log(`seed ${seed}, ${messages} messages, ${values.engine}`);
const created = values.engine === "postgres" ? await createPostgresDatabase() : null;
const database = created
  ? await openPostgres(`${created.url}?options=-c%20synchronous_commit%3Doff`, quiet)
  : await openEmbedded(null);
const onProgress = (done: number, perSecond: number) =>
  console.log(`${done} messages, ${perSecond.toFixed(0)} a second`);
const result = await fuzz(database, { messages, seed, onProgress });
await database.close();
await created?.drop();

for (const [kind, count] of Object.entries(result.kinds)) console.log(`    ${count} × ${kind}`);
console.log(`    ${result.duplicates} × the same message again`);
console.log("flows, the least reached first (runs, ends, questions asked):");
const flows = [...result.reached].toSorted(([, a], [, b]) => a.ends - b.ends);
for (const [flow, { runs, ends, keys }] of flows) console.log(`    ${flow}: ${runs}, ${ends}, ${[...keys].join(" ")}`);
const missed = flows
  .filter(
    ([, { runs, ends }]) => runs < Math.floor(messages / BEGUN_ONCE_IN) || ends < Math.floor(messages / ENDED_ONCE_IN),
  )
  .map(([flow]) => flow);
console.log(
  `${result.messages} messages, ${result.answers} answers and notices, ${result.changes} changes looked at, ` +
    `${result.seconds.toFixed(0)} s (${(result.messages / result.seconds).toFixed(0)} a second)`,
);
for (const failure of result.failures) console.log(`\nFAILED ${failure}`);
if (missed.length > 0) console.log(`\nFAILED too seldom reached: ${missed.join(", ")}`);
console.log(`${result.failures.length + missed.length} failures`);
process.exit(result.failures.length + missed.length === 0 ? 0 : 1);
