import { readConfig } from "./config.js";
import { FolderInUse } from "./db/folder-lock.js";
import { createLog } from "./main/logger.js";
import { preflight } from "./main/preflight.js";
import { NetworkProblem } from "./main/sandbox-child.js";
import { DatabaseOfAnother, start } from "./main/start.js";

/** When a clean stop takes longer than this, something hangs: a kill loses nothing, so end. */
const STOP_MS = 15_000;

/** Errors whose words are for whoever starts us. */
const WORDED = [FolderInUse, DatabaseOfAnother, NetworkProblem];

const read = readConfig();
const problems = await preflight(read);
if (!read.ok || problems.length > 0) refuse(problems);
const { config } = read;
const log = createLog(config.logLevel);

let isStopping = false;
const starting = start(config, log);
process.on("SIGTERM", () => void stop("SIGTERM"));
process.on("SIGINT", () => void stop("SIGINT"));

const running = await starting.catch((error: unknown) => {
  if (WORDED.some((kind) => error instanceof kind)) refuse((error as Error).message.split("\n"));
  throw error;
});
if (!isStopping) {
  if (running.otherPort !== null) {
    say(`Port ${config.port} is in use, so this one listens on ${running.otherPort} (PORT=… chooses another).\n`);
  }
  say(
    running.messengerUrl
      ? `Mixtill is open. Try it in the browser messenger: ${running.messengerUrl}\n`
      : `Mixtill is open: write to your bot in Mixin Messenger. Pay pages: ${running.publicUrl}\n`,
  );
}

/** Once: npm passes on a Ctrl-C that the terminal has sent us too. A start in hand is waited for. */
async function stop(why: string): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  log("info", "stopping", { why });
  setTimeout(() => process.exit(1), STOP_MS).unref();
  const started = await starting.catch(() => null);
  await started?.stop();
  process.exit(0);
}

function refuse(reasons: string[]): never {
  process.stderr.write(`Mixtill cannot start:\n${reasons.map((reason) => `  - ${reason}\n`).join("")}`);
  process.exit(1);
}

function say(text: string): void {
  process.stdout.write(text);
}
