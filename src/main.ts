import { readConfig } from "./config.js";
import { FolderInUse } from "./db/folder-lock.js";
import { createLog } from "./main/logger.js";
import { NetworkProblem } from "./main/network.js";
import { preflight } from "./main/preflight.js";
import { DatabaseInUse, start } from "./main/start.js";

/** When a clean stop takes longer than this, something hangs: a kill loses nothing, so end. */
const STOP_MS = 15_000;

const read = readConfig();
const problems = await preflight(read);
if (!read.ok || problems.length > 0) refuse(problems);
const { config } = read;
const log = createLog(config.logLevel);

const running = await start(config, log, () => void stop("another process took the database")).catch(
  (error: unknown) => {
    if (error instanceof FolderInUse || error instanceof DatabaseInUse || error instanceof NetworkProblem) {
      refuse(error.message.split("\n"));
    }
    throw error;
  },
);
say(
  running.messengerUrl
    ? `Mixtill is open. Try it in the browser messenger: ${running.messengerUrl}\n`
    : `Mixtill is open: write to your bot in Mixin Messenger. Pay pages: ${running.publicUrl}\n`,
);
process.once("SIGTERM", () => void stop("SIGTERM"));
process.once("SIGINT", () => void stop("SIGINT"));

async function stop(why: string): Promise<void> {
  log("info", "stopping", { why });
  setTimeout(() => process.exit(1), STOP_MS).unref();
  await running.stop();
  process.exit(0);
}

function refuse(reasons: string[]): never {
  process.stderr.write(`Mixtill cannot start:\n${reasons.map((reason) => `  - ${reason}\n`).join("")}`);
  process.exit(1);
}

function say(text: string): void {
  process.stdout.write(text);
}
