import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { createPostgresDatabase, postgresIsHere } from "../test/support/databases.js";
import { Person } from "../test/support/payer.js";
import { freePort, type Program, startBotProcess, startSandboxProcess } from "../test/support/processes.js";
import { ASSETS, SandboxControl } from "../test/support/sandbox.js";
import { makesCode, Visitor } from "../test/support/shop.js";
import { end, startBeside } from "./child.js";
import { milliseconds, print, ratio, seconds, whole } from "./figures.js";
import { requestsPerSecond } from "./load.js";
import { megabytes, residentMb } from "./memory.js";
import { startUps } from "./start-up.js";
import { EACH, gather, PEOPLE, storm, type StormFigures } from "./storm.js";

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
  await benchChat();
  await benchPages();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`\n${seconds(Date.now() - began)} in all`);
process.exit(0);

async function benchStart(): Promise<void> {
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

/** The same storm against the same kind of fresh sandbox: first the bare bots, then ours. */
async function benchChat(): Promise<void> {
  const frames = await echo("frames");
  const posts = await echo("posts");
  const best = frames.perSecond > posts.perSecond ? frames : posts;
  const { figures, botMb, sandboxMb } = await fullBot();
  print(`Chat: ${PEOPLE} people write ${EACH} messages each at once; beside a bare echo bot on the SDK's socket`, [
    {
      what: "messages answered per second",
      ours: whole(figures.perSecond),
      beside: whole(best.perSecond),
      ratio: ratio(figures.perSecond, best.perSecond),
      wanted: "≥ 0.5 and ≥ 1,667",
    },
    {
      what: "messages sent for them, per second",
      ours: whole((figures.perSecond * figures.sent) / (PEOPLE * EACH)),
      beside: whole(best.perSecond),
    },
    { what: "reply time at low load, median", ...beside(figures.p50, best.p50) },
    { what: "reply time at low load, p99", ...beside(figures.p99, best.p99), wanted: "≤ 3" },
    { what: "resident memory of the bot afterwards", ours: megabytes(botMb), wanted: "≤ 250 MB" },
    { what: "resident memory of the sandbox afterwards", ours: megabytes(sandboxMb) },
  ]);
  const [name, other] = best === frames ? ["CREATE_MESSAGE frames", posts] : ["POST /messages", frames];
  console.log(`  the echo bot answers by ${name}; the other way it answers ${whole(other.perSecond)} per second`);
}

const beside = (ours: number, theirs: number) => ({
  ours: milliseconds(ours),
  beside: milliseconds(theirs),
  ratio: ratio(ours, theirs),
});

async function echo(mode: "frames" | "posts"): Promise<StormFigures> {
  const sandbox = await startSandboxProcess({ folder: join(folder, mode) });
  try {
    const control = new SandboxControl(sandbox.url);
    const people = await gather(control);
    const bot = await startBeside("echo-bot.ts", [sandbox.url, mode]);
    let answered = 0;
    bot.on("message", (count) => (answered = Number(count)));
    const figures = await storm(control, people, async (wanted) => {
      bot.send("how many?");
      return answered >= wanted;
    });
    await end(bot);
    return figures;
  } finally {
    await sandbox.stop();
  }
}

async function withBot<T>(name: string, work: (control: SandboxControl, bot: Program, sandbox: Program) => Promise<T>) {
  const own = join(folder, name);
  const postgres = postgresIsHere ? await createPostgresDatabase() : null;
  const sandbox = await startSandboxProcess({ folder: own });
  try {
    const environment = { LOG_LEVEL: "warn" };
    const bot = await startBotProcess({
      folder: own,
      sandboxUrl: sandbox.url,
      databaseUrl: postgres?.url,
      environment,
    });
    try {
      return await work(new SandboxControl(sandbox.url), bot, sandbox);
    } finally {
      await bot.stop();
    }
  } finally {
    await sandbox.stop();
    await postgres?.drop();
  }
}

const fullBot = () =>
  withBot("chat", async (control, bot, sandbox) => {
    const people = await gather(control);
    const figures = await storm(control, people, async (wanted) => {
      const metrics = await (await fetch(`${bot.url}/metrics`)).text();
      const value = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, "m").exec(metrics)?.[1] ?? Number.NaN);
      return value("mixtill_messages_total") >= wanted && value("mixtill_outbox_waiting") === 0;
    });
    return { figures, botMb: residentMb(bot.pid), sandboxMb: residentMb(sandbox.pid) };
  });

async function benchPages(): Promise<void> {
  const port = await freePort();
  const server = await startBeside("empty-page.ts", [String(port)]);
  const empty = await requestsPerSecond(`http://127.0.0.1:${port}/`);
  await end(server);
  const { code, order } = await withBot("pages", async (control) => {
    const { user_id: botId } = await control.bot();
    const merchant = await new Person(control.url, await control.addUser("Shop"), botId).online();
    const link = await makesCode(merchant, { title: "Coffee", price: "20 AED" });
    merchant.close();
    const { url } = await new Visitor().opens(link, ASSETS.usdtTron);
    return { code: await requestsPerSecond(link), order: await requestsPerSecond(url) };
  });
  const row = (what: string, value: number) => ({
    what,
    ours: whole(value),
    beside: whole(empty),
    ratio: ratio(value, empty),
    wanted: "≥ 0.5",
  });
  print("Pages per second; beside an empty page of the same HTTP server", [
    row("page of a receipt code", code),
    row("page of an order", order),
  ]);
}
