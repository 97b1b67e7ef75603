import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Person } from "../test/support/payer.js";
import { freePort } from "../test/support/ports.js";
import { startBotProcess } from "../test/support/processes.js";
import { SandboxControl } from "../test/support/sandbox.js";
import { replyId } from "../test/support/shop.js";
import { until } from "../test/support/until.js";
import { print, seconds } from "./figures.js";
import { childrenOf, megabytes, residentMb } from "./proc.js";

interface StartFigures {
  /** Until the messenger's page is there. */
  messengerMs: number;
  /** Until the bot has answered a message that was waiting for it. */
  answerMs: number;
  botMb: number | null;
  sandboxMb: number | null;
}

const PATIENCE = { timeoutMs: 60_000, everyMs: 10 };

/** How long a newcomer waits, and what memory it takes. */
export async function benchStart(): Promise<void> {
  const { npm, fresh, again } = await startUps();
  print("Starting, embedded engine, with its own sandbox", [
    { what: "npm start, nothing there yet: messenger answers", ours: seconds(npm.messengerMs), wanted: "≤ 5 s" },
    { what: "                              bot has answered", ours: seconds(npm.answerMs) },
    { what: "node dist/main.js, nothing there yet: messenger answers", ours: seconds(fresh.messengerMs) },
    { what: "                                      bot has answered", ours: seconds(fresh.answerMs) },
    { what: "node dist/main.js, again: messenger answers", ours: seconds(again.messengerMs) },
    { what: "                          bot has answered", ours: seconds(again.answerMs) },
    { what: "resident memory of the bot, first start", ours: megabytes(fresh.botMb), wanted: "≤ 250 MB" },
    { what: "                            later starts", ours: megabytes(again.botMb), wanted: "≤ 250 MB" },
    { what: "resident memory of the sandbox", ours: megabytes(again.sandboxMb) },
  ]);
}

/** Starts the program with nothing but its own defaults, first on an empty data folder, then again on it. */
async function startUps(): Promise<{ npm: StartFigures; fresh: StartFigures; again: StartFigures }> {
  const folders = [0, 1].map(() => mkdtempSync(join(tmpdir(), "mixtill-bench-start-")));
  try {
    const npm = await throughNpm(folders[0]!);
    const fresh = await direct(folders[1]!);
    return { npm, fresh, again: await direct(folders[1]!) };
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  }
}

async function direct(folder: string): Promise<StartFigures> {
  const sandboxPort = await freePort();
  const start = performance.now();
  const program = await startBotProcess({ folder, sandboxUrl: null, sandboxPort, isAwaited: false });
  try {
    const times = await watch(sandboxPort, start);
    return { ...times, botMb: residentMb(program.pid), sandboxMb: residentMb(childrenOf(program.pid)[0] ?? 0) };
  } finally {
    await program.stop();
  }
}

/** As a newcomer does it: npm, the build (nothing to be built any more), the program. */
async function throughNpm(folder: string): Promise<StartFigures> {
  const [port, sandboxPort] = [await freePort(), await freePort()];
  const start = performance.now();
  const program = spawn("npm", ["start"], {
    env: { ...process.env, PORT: String(port), SANDBOX_PORT: String(sandboxPort), DATA_DIR: folder },
    stdio: "ignore",
    detached: true, // a group of its own, that is ended as a whole
  });
  try {
    return { ...(await watch(sandboxPort, start)), botMb: null, sandboxMb: null };
  } finally {
    const ended = once(program, "exit");
    if (program.pid && program.exitCode === null) {
      process.kill(-program.pid, "SIGTERM");
      await ended;
    }
  }
}

async function watch(sandboxPort: number, start: number): Promise<{ messengerMs: number; answerMs: number }> {
  const control = new SandboxControl(`http://127.0.0.1:${sandboxPort}`);
  await until("the messenger", async () => (await fetch(`${control.url}/messenger`)).ok, PATIENCE);
  const messengerMs = performance.now() - start;
  const { user_id: botId } = await control.bot();
  const thorb = await new Person(control.url, await control.person("Thorb"), botId).online();
  try {
    const asked = await thorb.says("help");
    await thorb.hears("the first answer", ({ messageId }) => messageId === replyId(asked), PATIENCE);
    return { messengerMs, answerMs: performance.now() - start };
  } finally {
    thorb.close();
  }
}
