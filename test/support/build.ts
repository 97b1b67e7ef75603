import { spawnSync } from "node:child_process";

/** Set in this process once dist is built: every project that starts programs asks for it. */
const BUILT = "MIXTILL_TESTS_BUILT";

/** Builds dist once a run, for the tests that start the program as its users do. Type errors are `npm run check`'s to fail. */
export default function build(): void {
  if (process.env[BUILT]) return;
  process.env[BUILT] = "true";
  const done = spawnSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"], {
    encoding: "utf8",
  });
  if (done.error) throw done.error;
  if (done.status !== 0) console.warn(`The build has type errors:\n${done.stdout}`);
}
