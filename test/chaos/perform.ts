import { setTimeout as pause } from "node:timers/promises";
import type { Person } from "../support/payer.js";
import { makesCode, replyId } from "../support/shop.js";
import { until } from "../support/until.js";
import { fatesOf, noticesOf } from "./expected.js";
import type { Kill, Plan, Sight } from "./plan.js";
import type { Scene } from "./scene.js";
import type { World } from "./world.js";

/** How it went: for the line of the run. */
export interface Performance {
  /** From the first payment until the last notice. */
  tookMs: number;
  kills: string[];
  fired: string[];
}

const CALM_MS = 90_000;

/** Title of the code that the merchant makes meanwhile. */
export const secondTitle = (scene: Scene): string => `Second ${scene.title}`;

/** Lets everybody act at once while the bot is killed, and waits until all is calm again. */
export async function perform(world: World, plan: Plan, scene: Scene): Promise<Performance> {
  const moments = plan.kills.flatMap((kill) => ("rule" in kill ? [kill.rule] : []));
  await world.control.faults([...moments, ...plan.faults], plan.index + 1);
  const start = Date.now();
  const [kills] = await Promise.all([
    killAll(world, plan, scene, start),
    ...scene.acts.map(async ({ payer, payment, at }) => {
      await pause(at * world.windowMs);
      await payer.submits(payment);
      await payer.settles(payment.trace);
    }),
    ...plan.talks.map(async ({ payer, text, at }) => {
      await pause(at * world.windowMs);
      const who = scene.payers[payer]!;
      scene.said.push({ who, messageId: await who.says(text) });
    }),
    makesCode(scene.merchant, { title: secondTitle(scene), price: "3 EUR" }, { timeoutMs: CALM_MS }),
  ]);
  const toldAt = await everybodyTold(world, scene);
  await calm(world);
  const fired = (await world.control.fired()).filter((rule) => (rule.fired ?? 0) > 0);
  await world.control.faults([]);
  return {
    tookMs: toldAt - start,
    kills,
    fired: fired.map(({ kind, match, fired: times }) => `${kind}${pathOf(match)}×${times}`),
  };
}

const pathOf = (match: unknown): string => {
  const path = (match as { path?: string } | undefined)?.path;
  return path === undefined ? "" : ` ${path}`;
};

async function killAll(world: World, plan: Plan, scene: Scene, start: number): Promise<string[]> {
  const told: string[] = [];
  for (const [n, kill] of plan.kills.entries()) {
    // Later ones may also hit the start itself.
    if (n > 0) await world.startBot(false);
    const what = await moment(world, scene, kill);
    told.push(`${what} at ${Date.now() - start} ms (${progress(scene)})`);
    await world.killBot();
  }
  if (plan.kills.length > 0) await world.startBot();
  return told;
}

async function moment(world: World, scene: Scene, kill: Kill): Promise<string> {
  if ("at" in kill) {
    await pause(kill.at * world.windowMs);
    return "anywhere";
  }
  if ("after" in kill) {
    const before = countOf(scene, kill.after);
    const isSeen = () => countOf(scene, kill.after) > before;
    const what = `${Math.round(kill.ms)} ms after ${kill.after}`;
    const patience = { timeoutMs: 2 * world.windowMs, everyMs: 3 };
    const isMet = await until(what, isSeen, patience).catch(() => false);
    if (isMet) await pause(kill.ms);
    return isMet ? what : `${what} (not met)`;
  }
  const { moment: name, rule } = kill;
  const isMet = async () =>
    (await world.control.fired()).some((one) => one.delay_ms === rule["delay_ms"] && (one.fired ?? 0) > 0);
  return until(name, isMet, { timeoutMs: 3 * world.windowMs + 2_000, everyMs: 5 }).then(
    () => name,
    () => `${name} (not met)`,
  );
}

const NOTICE = /\(code \d+\)|"title":"(Paid|Receipt)/;

/** How far things were when the bot was killed. */
const progress = (scene: Scene): string => `${countOf(scene, "somebody was told")} told`;

const COUNTS: Record<Sight, (person: Person) => number> = {
  "a payment became final": (person) => person.transfersHeard,
  "somebody was told": (person) => person.received().filter(({ text }) => NOTICE.test(text)).length,
  "somebody spoke": (person) => person.textsSaid,
};

/** How often something was seen so far. */
const countOf = (scene: Scene, sight: Sight): number =>
  [scene.merchant, ...scene.payers].reduce((sum, person) => sum + COUNTS[sight](person), 0);

/** All payments are final: waits until everybody has got the messages that belong to them. */
async function everybodyTold(world: World, scene: Scene): Promise<number> {
  const fates = fatesOf(scene, world.botId, await world.control.ledger());
  const people = new Map([scene.merchant, ...scene.payers].map((person) => [person.userId, person]));
  const notices = fates.flatMap((fate) => noticesOf(fate, scene)).filter(({ to }) => people.has(to));
  const answers = scene.said.map(({ who, messageId }) => ({ to: who.userId, messageId: replyId(messageId) }));
  let missing: { to: string; messageId: string }[] = [...notices, ...answers];
  // What is missing in the end is told by the verification, with all the rest.
  await until(
    "all notices and answers",
    () => {
      missing = missing.filter(
        ({ to, messageId }) =>
          !people
            .get(to)!
            .received()
            .some((m) => m.messageId === messageId),
      );
      return missing.length === 0;
    },
    { timeoutMs: CALM_MS },
  ).catch(() => undefined);
  return Date.now();
}

/** Figures of the bot that have to be nought, twice in a row, before nothing moves any more. */
const IDLE = ["mixtill_outbox_waiting", "mixtill_jobs_waiting", "mixtill_transfers_waiting"];

async function calm(world: World): Promise<void> {
  let quiet = 0;
  await until(
    "the bot to have nothing left to do",
    async () => {
      if (!world.bot?.isAlive()) throw new Error("the bot has ended by itself");
      const signal = AbortSignal.timeout(5_000);
      const text = await (await fetch(`${world.bot.url}/metrics`, { signal, headers: { connection: "close" } })).text();
      const isIdle = IDLE.every((name) => new RegExp(`^${name} 0$`, "m").test(text));
      quiet = isIdle ? quiet + 1 : 0;
      return quiet >= 2;
    },
    { timeoutMs: CALM_MS, everyMs: 100 },
  );
}
