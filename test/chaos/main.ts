import { parseArgs } from "node:util";
import { postgresIsHere } from "../support/databases.js";
import { perform, type Performance } from "./perform.js";
import { calmPlan, isLateRun, makePlan, type Plan } from "./plan.js";
import { setScene } from "./scene.js";
import { verify } from "./verify.js";
import { type Engine, World } from "./world.js";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "100" },
    seed: { type: "string", default: "1" },
    engine: { type: "string", default: "both" },
    /** Index of the first run: to repeat one that failed. */
    from: { type: "string", default: "0" },
  },
});
const seed = Number(values.seed);
const from = Number(values.from);
const indexes = Array.from({ length: Number(values.runs) }, (_, n) => from + n);
const engines = enginesOf(values.engine);
if (![seed, from, indexes.length].every(Number.isInteger) || engines.length === 0) {
  console.error("usage: npm run chaos -- [--runs N] [--seed S] [--from I] [--engine embedded|postgres|both]");
  process.exit(2);
}

let passed = 0;
let failed = 0;
const worlds = new Set<World>();
// A run that hangs in spite of all its time limits must not hang whoever waits for us.
setTimeout(() => void finish("out of time"), 120_000 + indexes.length * 60_000).unref();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void finish(signal));

await Promise.all(
  engines.map((engine, n) =>
    runAll(
      engine,
      indexes.filter((_, at) => at % engines.length === n),
    ),
  ),
);
await finish();

/** All runs of one engine, one after the other in one world; a new world after a failure, which keeps the old one. */
async function runAll(engine: Engine, mine: number[]): Promise<void> {
  let world: World | null = null;
  for (const [at, index] of mine.entries()) {
    const begun = Date.now();
    let problems: string[];
    let how: Performance | null = null;
    const plan = makePlan(seed, index, world?.botId ?? "");
    try {
      world ??= await begin(engine, mine.slice(at).filter(isLateRun).length);
      const real = makePlan(seed, index, world.botId);
      ({ problems, how } = await runOne(world, real));
    } catch (error) {
      problems = [told(error)];
    }
    tell(engine, plan, how, problems, Date.now() - begun);
    if (problems.length === 0) continue;
    console.log(`    repeat: npm run chaos -- --seed ${seed} --from ${index} --runs 1 --engine ${engine}`);
    if (world) console.log(`    kept: ${world.folder} ${world.databaseUrl ?? ""}`);
    if (world) await close(world, true);
    world = null;
  }
  if (world) await close(world, false);
}

async function close(world: World, isKept: boolean): Promise<void> {
  worlds.delete(world);
  await world.close(isKept);
}

/** A new world, and how long its window is. */
async function begin(engine: Engine, lateOrders: number): Promise<World> {
  const world = await World.create(engine, lateOrders);
  worlds.add(world);
  try {
    const { problems, how } = await runOne(world, calmPlan());
    if (problems.length > 0) throw new Error(`even without faults: ${problems.join("; ")}`);
    world.windowMs = how.tookMs;
    console.log(`${engine}: from paying to everybody told ${how.tookMs} ms when nothing goes wrong`);
    return world;
  } catch (error) {
    await close(world, true);
    throw error;
  }
}

async function runOne(world: World, plan: Plan): Promise<{ problems: string[]; how: Performance }> {
  if (!world.bot) await world.startBot();
  const scene = await setScene(world, plan);
  try {
    const how = await perform(world, plan, scene);
    const unclean = await world.stopBot();
    const problems = await verify(world, scene);
    return { problems: unclean ? [unclean, ...problems] : problems, how };
  } finally {
    for (const person of [scene.merchant, ...scene.payers]) person.close();
  }
}

function tell(engine: Engine, plan: Plan, how: Performance | null, problems: string[], ms: number): void {
  if (problems.length === 0) passed += 1;
  else failed += 1;
  const kinds = plan.visits.map(({ kind }) => kind).join(", ");
  const result = problems.length === 0 ? "ok" : "FAILED";
  const fired = how?.fired.join(", ") || "none";
  console.log(
    `run ${plan.index} seed ${seed} ${engine} | ${kinds} | killed: ${how?.kills.join("; ") ?? "?"} | faults: ${fired} | ${result} | ${(ms / 1000).toFixed(1)} s`,
  );
  for (const problem of problems) console.log(`    ${problem}`);
}

function told(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${told(error.cause)}`;
}

function enginesOf(wanted: string): Engine[] {
  if (wanted === "embedded") return ["embedded"];
  if (wanted === "postgres") return ["postgres"];
  if (wanted !== "both") return [];
  return postgresIsHere ? ["embedded", "postgres"] : ["embedded"];
}

/** The last line counts the runs; what was not run for want of time has failed. */
async function finish(why?: string): Promise<never> {
  if (why) console.log(`ended early: ${why}`);
  await Promise.allSettled([...worlds].map((world) => close(world, false)));
  const missing = indexes.length - passed - failed;
  console.log(`${passed} passed, ${failed + missing} failed`);
  process.exit(failed + missing === 0 ? 0 : 1);
}
