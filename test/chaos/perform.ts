import { setTimeout as pause } from "node:timers/promises";
import { makesCode, replyId } from "../support/shop.js";
import { until } from "../support/until.js";
import { dealBlows, metricsOf } from "./blows.js";
import { PATIENCE } from "./dialogue.js";
import type { Plan } from "./plan.js";
import type { Scene } from "./scene.js";
import type { World } from "./world.js";

/** How it went: for the line of the run. */
export interface Performance {
  /** From the first payment until nothing moved any more. */
  tookMs: number;
  blows: string[];
  fired: string[];
  /** What somebody waited for in vain. */
  problems: string[];
}

/** Title of the code that the merchant makes meanwhile. */
export const secondTitle = (scene: Scene): string => `Second ${scene.title}`;

/** Lets everybody act at once while the blows fall, and waits until all is calm again. */
export async function perform(world: World, plan: Plan, scene: Scene): Promise<Performance> {
  const moments = plan.blows.flatMap(({ when }) => ("rule" in when ? [when.rule] : []));
  await world.control.route(plan.route);
  await world.control.faults([...moments, ...plan.faults], plan.index + 1);
  const start = Date.now();
  const problems: string[] = [];
  const noted = (who: string, work: Promise<unknown>) =>
    work.catch((error: unknown) => void problems.push(`${who}: ${told(error)}`));
  let blows: string[] = [];
  await Promise.all([
    noted(
      "blows",
      dealBlows(world, plan, scene, start).then((dealt) => void (blows = dealt)),
    ),
    ...scene.visits.map((visit) =>
      noted(
        visit.kind,
        pause(visit.at * world.windowMs).then(() => visit.run()),
      ),
    ),
    ...plan.talks.map(({ payer, text, at }) => noted("talk", talk(world, scene, payer, text, at))),
    noted("second code", makesCode(scene.merchant, { title: secondTitle(scene), price: "3 EUR" }, PATIENCE)),
  ]);
  await noted("answers", answered(scene));
  await noted("calm", calm(world));
  const tookMs = Date.now() - start;
  const fired = (await world.control.fired()).filter((rule) => (rule.fired ?? 0) > 0);
  await world.control.faults([]);
  await world.control.route({ reset: true });
  return {
    tookMs,
    blows,
    fired: fired.map(({ kind, match, fired: times }) => `${kind}${pathOf(match)}×${times}`),
    problems,
  };
}

async function talk(world: World, scene: Scene, payer: number, text: string, at: number): Promise<void> {
  await pause(at * world.windowMs);
  const who = scene.payers[payer]!;
  scene.said.push({ who, messageId: await who.says(text) });
}

const pathOf = (match: unknown): string => {
  const path = (match as { path?: string } | undefined)?.path;
  return path === undefined ? "" : ` ${path}`;
};

const told = (error: unknown): string =>
  error instanceof Error ? error.message + (error.cause === undefined ? "" : `: ${told(error.cause)}`) : String(error);

/** Everybody who said something got an answer. */
async function answered(scene: Scene): Promise<void> {
  for (const { who, messageId } of scene.said) {
    await who.hears("an answer", (message) => message.messageId === replyId(messageId), PATIENCE);
  }
}

/** Figures of the bot that have to be nought before nothing moves any more. */
const IDLE = ["mixtill_outbox_waiting", "mixtill_jobs_waiting", "mixtill_transfers_waiting"];
/** How often in a row it has to look so. */
const TIMES = 3;

async function calm(world: World): Promise<void> {
  let quiet = 0;
  await until(
    "the bot to have nothing left to do",
    async () => {
      quiet = (await isCalm(world)) ? quiet + 1 : 0;
      return quiet >= TIMES;
    },
    { ...PATIENCE, everyMs: 80 },
  );
}

/** Everything on the network is final and answered, the bot has read all of it, and has nothing to do. */
async function isCalm(world: World): Promise<boolean> {
  const slot = world.alive;
  if (!slot) throw new Error("the bot has ended by itself");
  const text = await metricsOf(slot);
  if (!IDLE.every((name) => new RegExp(`^${name} 0$`, "m").test(text))) return false;
  const read = Number(/^mixtill_outputs_read (\d+)/m.exec(text)?.[1]);
  const { transactions, outputs } = await world.control.ledger();
  if (transactions.some(({ state }) => state === "signed")) return false;
  const last = outputs.filter(({ receivers }) => receivers.join() === world.botId).at(-1);
  if (last && last.sequence > read) return false;
  const { payments } = await world.control.route({});
  return payments.every(({ answer }) => answer !== null);
}
