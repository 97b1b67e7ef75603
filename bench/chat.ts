import { join } from "node:path";
import { startSandboxProcess } from "../test/support/processes.js";
import { SandboxControl } from "../test/support/sandbox.js";
import { end, startBeside } from "./child.js";
import { milliseconds, print, ratio, whole } from "./figures.js";
import { megabytes, residentMb } from "./proc.js";
import { withBot } from "./ours.js";
import { EACH, gather, PEOPLE, storm, type StormFigures } from "./storm.js";

/** The same storm against the same kind of fresh sandbox: first the bare bot, then ours. */
export async function benchChat(folder: string): Promise<void> {
  const bare = await echo(folder);
  const { figures, botMb, sandboxMb } = await fullBot(folder);
  print(`Chat: ${PEOPLE} people write ${EACH} messages each at once; beside a bare echo bot on the SDK's socket`, [
    {
      what: "messages answered per second",
      ours: whole(figures.perSecond),
      beside: whole(bare.perSecond),
      ratio: ratio(figures.perSecond, bare.perSecond),
      wanted: "≥ 0.5 and ≥ 1,667",
    },
    {
      what: "messages sent for them, per second",
      ours: whole((figures.perSecond * figures.sent) / (PEOPLE * EACH)),
      beside: whole(bare.perSecond),
    },
    { what: "processor time of the bot for a message", ...beside(figures.processorMs, bare.processorMs) },
    { what: "reply time at low load, median", ...beside(figures.p50, bare.p50) },
    { what: "reply time at low load, p99", ...beside(figures.p99, bare.p99), wanted: "≤ 3" },
    { what: "resident memory of the bot afterwards", ours: megabytes(botMb), wanted: "≤ 250 MB" },
    { what: "resident memory of the sandbox afterwards", ours: megabytes(sandboxMb) },
  ]);
}

function beside(ours: number, theirs: number) {
  return { ours: milliseconds(ours), beside: milliseconds(theirs), ratio: ratio(ours, theirs) };
}

async function echo(folder: string): Promise<StormFigures> {
  const sandbox = await startSandboxProcess({ folder: join(folder, "bare") });
  try {
    const control = new SandboxControl(sandbox.url);
    const people = await gather(control);
    const bot = await startBeside("echo-bot.ts", [sandbox.url]);
    let answered = 0;
    bot.on("message", (count) => (answered = Number(count)));
    const figures = await storm(control, people, bot.pid ?? 0, async (wanted) => {
      bot.send("how many?");
      return answered >= wanted;
    });
    await end(bot);
    return figures;
  } finally {
    await sandbox.stop();
  }
}

/** How the storm goes with Mixtill. */
function fullBot(folder: string) {
  return withBot(join(folder, "ours"), async ({ control, bot, sandbox }) => {
    const people = await gather(control);
    const figures = await storm(control, people, bot.pid, async (wanted) => {
      const metrics = await (await fetch(`${bot.url}/metrics`)).text();
      const value = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, "m").exec(metrics)?.[1] ?? Number.NaN);
      return value("mixtill_messages_total") >= wanted && value("mixtill_outbox_waiting") === 0;
    });
    return { figures, botMb: residentMb(bot.pid), sandboxMb: residentMb(sandbox.pid) };
  });
}
