import { setTimeout as pause } from "node:timers/promises";
import type { Person } from "../support/payer.js";
import { until } from "../support/until.js";
import type { Blow, Moment, Plan, Sight, Whom } from "./plan.js";
import type { Scene } from "./scene.js";
import type { Slot, World } from "./world.js";

/** Deals the blows of a plan one after the other, and sees to it that in the end everything runs. Tells each. */
export async function dealBlows(world: World, plan: Plan, scene: Scene, start: number): Promise<string[]> {
  const told: string[] = [];
  const recovering: Promise<void>[] = [];
  for (const blow of plan.blows) {
    const target = blow.what === "database" ? null : await chosen(world, blow.whom);
    const when = await moment(world, scene, blow.when);
    told.push(`${what(blow, target)} ${when} at ${Date.now() - start} ms (${progress(scene)})`);
    recovering.push(...(await deal(world, blow, target)));
  }
  await Promise.all(recovering);
  await world.startAll();
  return told;
}

function what(blow: Blow, target: Slot | null): string {
  switch (blow.what) {
    case "kill":
    case "stop":
      return `${blow.what} ${blow.whom}'s process ${target?.number ?? "-"}`;
    case "freeze":
      return `freeze ${blow.whom}'s process ${target?.number ?? "-"} for ${blow.ms} ms`;
    case "database":
      return `PostgreSQL ${blow.mode}, ${blow.downMs} ms`;
    default:
      return blow satisfies never;
  }
}

/** Deals one; resolves to what brings back what it has hit, underway already. */
async function deal(world: World, blow: Blow, target: Slot | null): Promise<Promise<void>[]> {
  switch (blow.what) {
    case "kill":
      await target?.kill();
      return [back(target, blow.backMs)];
    case "stop": {
      const stopped = target?.stop() ?? Promise.resolve(null);
      return [
        stopped.then((problem) => {
          if (problem !== null) throw new Error(problem);
          return back(target, blow.backMs);
        }),
      ];
    }
    case "freeze":
      target?.freeze();
      return [pause(blow.ms).then(() => target?.thaw())];
    case "database":
      return [world.books.server!.restart(blow.mode, blow.downMs)];
    default:
      return blow satisfies never;
  }
}

/** Later blows may also hit the start itself. */
async function back(target: Slot | null, ms: number): Promise<void> {
  await pause(ms);
  await target?.start(false);
}

/** Whose process is meant: of those that answer, the one that says it has the role, or any. */
async function chosen(world: World, whom: Whom): Promise<Slot | null> {
  const running = world.slots.filter(({ program, isFrozen }) => program?.isAlive() === true && !isFrozen);
  if (whom !== "any" && running.length > 1) {
    const figure = whom === "wallet" ? "mixtill_intake_age_seconds" : "mixtill_blaze_online";
    for (const slot of running) {
      const text = await metricsOf(slot).catch(() => "");
      if (new RegExp(`^${figure} \\d`, "m").test(text)) return slot;
    }
  }
  return running[Math.floor(Math.random() * running.length)] ?? null;
}

/** The figures a process shows. */
export async function metricsOf({ program }: Slot): Promise<string> {
  const signal = AbortSignal.timeout(5_000);
  return (await fetch(`${program?.url}/metrics`, { signal, headers: { connection: "close" } })).text();
}

async function moment(world: World, scene: Scene, when: Moment): Promise<string> {
  if ("at" in when) {
    await pause(when.at * world.windowMs);
    return "anywhere";
  }
  if ("after" in when) {
    const before = countOf(scene, when.after);
    const isSeen = () => countOf(scene, when.after) > before;
    const named = `${Math.round(when.ms)} ms after ${when.after}`;
    const patience = { timeoutMs: 2 * world.windowMs, everyMs: 3 };
    const isMet = await until(named, isSeen, patience).catch(() => false);
    if (isMet) await pause(when.ms);
    return isMet ? named : `${named} (not met)`;
  }
  const { moment: name, rule } = when;
  const isMet = async () =>
    (await world.control.fired()).some((fault) => fault.delay_ms === rule["delay_ms"] && (fault.fired ?? 0) > 0);
  return until(name, isMet, { timeoutMs: 3 * world.windowMs + 2_000, everyMs: 5 }).then(
    () => name,
    () => `${name} (not met)`,
  );
}

const NOTICE = /\(code \d+\)|"title":"(Paid|Receipt|Late|Money for you)| missing\.|^Paid\. | has received |^Yours: /;

/** How far things were when the blow fell. */
const progress = (scene: Scene): string => `${countOf(scene, "somebody was told")} told`;

const COUNTS: Record<Sight, (person: Person) => number> = {
  "a payment became final": (person) => person.transfersHeard,
  "somebody was told": (person) => person.received().filter(({ text }) => NOTICE.test(text)).length,
  "somebody spoke": (person) => person.textsSaid,
};

/** How often something was seen so far. */
const countOf = (scene: Scene, sight: Sight): number =>
  [scene.merchant, ...scene.payers].reduce((sum, person) => sum + COUNTS[sight](person), 0);
