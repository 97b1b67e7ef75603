import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";

// Mutants that only a database notices cost a minute each when they survive: this tests a share of them, chosen by a seed.
const { values } = parseArgs({
  options: {
    share: { type: "string", default: "0.15" },
    seed: { type: "string", default: "1" },
    /** Folder or file under src. */
    under: { type: "string", default: "src/payments" },
  },
});
const share = Number(values.share);
/** What `npm run mutate` tests whole. */
const { mutate: pure } = JSON.parse(readFileSync("stryker.config.json", "utf8")) as { mutate: string[] };
const isPure = (file: string): boolean => pure.includes(file) || pure.includes(`${dirname(file)}/*.ts`);
/** Lines that are chosen or left out together. */
const BLOCK = 8;

const files = values.under.endsWith(".ts")
  ? [values.under]
  : readdirSync(values.under, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => join(values.under, name))
      .filter((file) => !isPure(file));

/** Between 0 and 1, the same for the same seed and place. */
const draw = (place: string): number =>
  createHash("sha256").update(`${values.seed}:${place}`).digest().readUInt32BE() / 2 ** 32;

const chosen = files.flatMap((file) => {
  const lines = readFileSync(file, "utf8").split("\n").length;
  return Array.from({ length: Math.ceil(lines / BLOCK) }, (_, n) => n * BLOCK + 1)
    .filter((first) => draw(`${file}:${first}`) < share)
    .map((first) => `${file}:${first}-${Math.min(first + BLOCK - 1, lines)}`);
});
console.log(`${chosen.length} blocks of ${BLOCK} lines in ${files.length} files, seed ${values.seed}`);
const stryker = spawn(
  "npx",
  ["stryker", "run", "--incrementalFile", "reports/sample.json", "--mutate", chosen.join()],
  {
    stdio: "inherit",
    env: { ...process.env, MUTATE: "sample", TEST_ENGINE: "postgres" },
  },
);
stryker.once("exit", (code) => process.exit(code ?? 1));
