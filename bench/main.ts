import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { postgresIsHere } from "../test/support/databases.js";
import { benchApi } from "./api.js";
import { benchChat } from "./chat.js";
import { seconds } from "./figures.js";
import { benchPages } from "./pages.js";
import { benchSettlements } from "./settlements.js";
import { benchStart } from "./start-up.js";
import { benchStatistics } from "./statistics.js";

/** Everything together; the parts have shorter limits of their own. */
const MOST_MS = 240_000;

setTimeout(() => {
  console.error("the benchmark took too long and was ended");
  process.exit(1);
}, MOST_MS).unref();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

const began = Date.now();
const folder = mkdtempSync(join(tmpdir(), "mixtill-bench-"));
console.log(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? "?"}, ${postgresIsHere ? "PostgreSQL" : "the embedded engine"}`,
);
try {
  await benchStart();
  await benchChat(folder);
  await benchPages(folder);
  await benchApi(folder);
  await benchSettlements(folder);
  await benchStatistics();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`\n${seconds(Date.now() - began)} in all`);
process.exit(0);
