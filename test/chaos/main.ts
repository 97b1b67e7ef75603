import { parseArgs } from "node:util";
import { type Performance, perform } from "./perform.js";
import { calmPlan, makePlan, type Plan, providerOf } from "./plan.js";
import { canRunPostgres } from "./postgres.js";
import { NOTHING, openStale, prepare, type Prepared } from "./prepare.js";
import { setScene } from "./scene.js";
import { type Findings, verify } from "./verify.js";
import { type Engine, ENGINES, World } from "./world.js";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "100" },
    seed: { type: "string", default: "1" },
    /** `both`: embedded and cluster, side by side. */
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
  console.error(`usage: npm run chaos -- [--runs N] [--seed S] [--from I] [--engine ${ENGINES.join("|")}|both]`);
  process.exit(2);
}

let passed = 0;
let failed = 0;
const cases = new Map<string, number>();
const worlds = new Set<World>();
// A run that hangs in spite of all its time limits must not hang whoever waits for us.
setTimeout(() => void finish("out of time"), 180_000 + indexes.length * 60_000).unref();
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

/** A world, and what was made ready in it for the run that comes next. */
interface Stage {
  world: World;
  prepared: Prepared;
}

/**
 * All runs of one engine, one after the other, in one world for each provider; a new world after a failure, which keeps the
 * old one.
 */
async function runAll(engine: Engine, mine: number[]): Promise<void> {
  let stage: Stage | null = null;
  for (const [at, index] of mine.entries()) {
    const begun = Date.now();
    const next = mine[at + 1];
    if (stage && stage.world.provider !== providerOf(index)) stage = await leave(stage, false);
    let found: Findings = { problems: [], cases: [], waiting: [] };
    let how: Performance | null = null;
    const plan = makePlan(seed, index, engine, stage?.world.botId ?? "");
    try {
      stage ??= await begin(engine, index);
      const { botId, provider } = stage.world;
      const following =
        next !== undefined && providerOf(next) === provider ? makePlan(seed, next, engine, botId) : null;
      ({ found, how } = await runOne(stage, makePlan(seed, index, engine, botId), following));
    } catch (error) {
      found.problems = [told(error)];
    }
    tell(engine, plan, how, found, Date.now() - begun);
    if (found.problems.length === 0) continue;
    console.log(`    repeat: npm run chaos -- --seed ${seed} --from ${index} --runs 1 --engine ${engine}`);
    if (stage) console.log(`    kept: ${stage.world.folder} ${stage.world.databaseUrl ?? ""}`);
    if (stage) stage = await leave(stage, true);
  }
  if (stage) await leave(stage, false);
}

async function leave({ world }: Stage, isKept: boolean): Promise<null> {
  worlds.delete(world);
  await world.close(isKept);
  return null;
}

/** A new world, how long its window is, and all that its first run needs. */
async function begin(engine: Engine, first: number): Promise<Stage> {
  const world = await World.create(engine, providerOf(first));
  worlds.add(world);
  const stage: Stage = { world, prepared: NOTHING };
  try {
    const { found, how } = await runOne(stage, calmPlan(), makePlan(seed, first, engine, world.botId));
    if (found.problems.length > 0) throw new Error(`even without faults: ${found.problems.join("; ")}`);
    world.windowMs = how.tookMs;
    console.log(`${engine}, ${world.provider}: from paying to calm ${how.tookMs} ms when nothing goes wrong`);
    return stage;
  } catch (error) {
    await leave(stage, true);
    throw new Error(`in ${world.folder}`, { cause: error });
  }
}

async function runOne(stage: Stage, plan: Plan, next: Plan | null): Promise<{ found: Findings; how: Performance }> {
  const { world, prepared } = stage;
  await world.startAll();
  const scene = await setScene(world, plan, prepared);
  const opened = await openStale(world, next);
  try {
    const how = await perform(world, plan, scene);
    // Several processes go on over many runs; the database of a single one can be read only without it.
    const unclean = world.isShared ? [] : await world.stopAll();
    const database = await world.openDatabase();
    try {
      const found = await verify(database.db, world, scene);
      stage.prepared = await prepare(database.db, world, next, opened, found.waiting, scene.missed);
      const problems = [...how.problems, ...unclean, ...found.problems];
      const cases = [...found.cases, ...scene.missed.map(() => "begun too late")];
      return { found: { ...found, problems, cases }, how };
    } finally {
      await database.close();
    }
  } finally {
    for (const person of [scene.merchant, ...scene.payers]) person.close();
  }
}

function tell(engine: Engine, plan: Plan, how: Performance | null, found: Findings, ms: number): void {
  if (found.problems.length === 0) passed += 1;
  else failed += 1;
  for (const one of found.cases) cases.set(one, (cases.get(one) ?? 0) + 1);
  const kinds = plan.visits.map(({ kind }) => kind).join(", ");
  const result = found.problems.length === 0 ? "ok" : "FAILED";
  const fired = how?.fired.join(", ") || "none";
  console.log(
    `run ${plan.index} seed ${seed} ${engine} ${providerOf(plan.index)} | ${kinds} | ${how?.blows.join("; ") ?? "?"} | faults: ${fired} | ${result} | ${(ms / 1000).toFixed(1)} s`,
  );
  for (const problem of found.problems) console.log(`    ${problem}`);
}

function told(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${told(error.cause)}`;
}

function enginesOf(wanted: string): Engine[] {
  if (wanted === "both") return canRunPostgres ? ["embedded", "cluster"] : ["embedded"];
  return ENGINES.filter((engine) => engine === wanted);
}

/** The last line counts the runs; what was not run for want of time has failed. */
async function finish(why?: string): Promise<never> {
  if (why) console.log(`ended early: ${why}`);
  await Promise.allSettled([...worlds].map((world) => world.close(false)));
  console.log("met:");
  for (const [one, times] of [...cases].toSorted(([a], [b]) => a.localeCompare(b)))
    console.log(`    ${times} × ${one}`);
  const missing = indexes.length - passed - failed;
  console.log(`${passed} passed, ${failed + missing} failed`);
  process.exit(failed + missing === 0 ? 0 : 1);
}
