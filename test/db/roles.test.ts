import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { eq } from "drizzle-orm";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Database, inTransaction } from "../../src/db/database.js";
import { openEmbedded } from "../../src/db/embedded.js";
import { claimJobs, enqueue, finishJob } from "../../src/db/jobs.js";
import { openPostgres } from "../../src/db/postgres.js";
import { createPresence } from "../../src/db/presence.js";
import { createRoles, type Role } from "../../src/db/roles.js";
import { cursors, jobs, processes, roles } from "../../src/db/schema.js";
import { createPostgresDatabase, postgresIsHere, quiet } from "../support/databases.js";
import { until } from "../support/until.js";

const script = fileURLToPath(new URL("../support/role-holder.ts", import.meta.url));

const PATIENT = { timeoutMs: 40_000 };
const EVICTED = "is not heard of any more: taking over";

/** A process that has roles, or waits for them. */
class Holder {
  readonly has = new Set<string>();
  id = "";
  /** Its log. */
  said = "";
  readonly #child: ChildProcess;
  readonly ended: Promise<void>;

  constructor(url: string) {
    this.#child = spawn(process.execPath, ["--import", "tsx", script, url], { stdio: ["ignore", "pipe", "inherit"] });
    this.#child.stdout?.on("data", (said: Buffer) => said.toString().trim().split("\n").forEach(this.#heard));
    this.ended = new Promise((resolve) => this.#child.once("exit", () => resolve()));
  }

  readonly #heard = (line: string): void => {
    if (line.startsWith("ready ")) this.id = line.slice("ready ".length);
    else if (line.startsWith("! ")) this.said += `${line}\n`;
    else if (line.startsWith("+")) this.has.add(line.slice(1));
    else this.has.delete(line.slice(1));
  };

  get hasAll(): boolean {
    return this.has.size === 2;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}

describe.skipIf(!postgresIsHere)("roles on a PostgreSQL that several processes share", { timeout: 180_000 }, () => {
  let place: Awaited<ReturnType<typeof createPostgresDatabase>>;
  let database: Database;
  const started: Holder[] = [];

  beforeAll(async () => {
    place = await createPostgresDatabase();
    database = await openPostgres(place.url, quiet);
  });
  afterEach(async () => {
    for (const holder of started) holder.signal("SIGKILL");
    await Promise.all(started.splice(0).map((holder) => holder.ended));
  });
  afterAll(async () => {
    await database.close();
    await place.drop();
  });

  async function start(): Promise<Holder> {
    const holder = new Holder(place.url);
    started.push(holder);
    await until("a process to be ready", () => holder.id, PATIENT);
    return holder;
  }

  /** One that has both roles, and one that waits for them. */
  async function startTwo(): Promise<[Holder, Holder]> {
    const first = await start();
    await until("the roles", () => first.hasAll, PATIENT);
    const second = await start();
    expect(second.has.size).toBe(0);
    return [first, second];
  }

  async function cut(whose: string): Promise<void> {
    const client = new pg.Client({ connectionString: place.url });
    await client.connect();
    await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and ${whose}`,
    );
    await client.end();
  }

  it("go from one that stops to the next", async () => {
    const [first, second] = await startTwo();
    first.signal("SIGTERM");
    await until("the roles to move", () => second.hasAll, PATIENT);
    await first.ended;
    expect(await database.db.select({ id: processes.id }).from(processes)).toEqual([{ id: second.id }]);
  });

  it("go from one that is killed to the next, which finds them free", async () => {
    const [first, second] = await startTwo();
    first.signal("SIGKILL");
    await until("the roles to move", () => second.hasAll, PATIENT);
    expect(second.said).not.toContain(EVICTED);
    expect(await database.db.select({ holder: roles.holder }).from(roles)).toEqual([
      { holder: second.id },
      { holder: second.id },
    ]);
  });

  it("are taken from one that is frozen, which steps back when it wakes and is there for the next time", async () => {
    const [first, second] = await startTwo();
    first.signal("SIGSTOP");
    await until("the roles to move", () => second.hasAll, PATIENT);
    expect(second.said).toContain(EVICTED);
    first.signal("SIGCONT");
    await until("the one that woke to step back", () => first.has.size === 0, PATIENT);
    expect(second.hasAll).toBe(true);
    second.signal("SIGKILL");
    await until("the roles to come back", () => first.hasAll, PATIENT);
  });

  it("stay with one that was frozen and that nobody followed", async () => {
    const first = await start();
    await until("the roles", () => first.hasAll, PATIENT);
    const since = await database.db.select({ name: roles.name, since: roles.since }).from(roles);
    first.signal("SIGSTOP");
    await until("it to be overdue", async () => {
      const [row] = await database.db
        .select({ seenAt: processes.seenAt })
        .from(processes)
        .where(eq(processes.id, first.id));
      return row && Date.now() - row.seenAt.getTime() > 6_000;
    });
    const wokenAt = Date.now();
    first.signal("SIGCONT");
    await until("it to be heard of again", async () => {
      const [row] = await database.db.select({ seenAt: roles.seenAt }).from(roles);
      return row && row.seenAt.getTime() > wokenAt;
    });
    expect(await database.db.select({ name: roles.name, since: roles.since }).from(roles)).toEqual(since);
  });

  it("are won again after the connection was cut, as a restart of the database does", async () => {
    const first = await start();
    await until("the roles", () => first.hasAll, PATIENT);
    const [before] = await database.db.select().from(roles);
    await cut("application_name = 'mixtill roles'");
    await until("other sessions to have the roles", async () => {
      const rows = await database.db.select().from(roles);
      return rows.every((row) => row.backendPid !== before!.backendPid);
    });
    await until("the roles", () => first.hasAll, PATIENT);
  });

  it("are one process's alone, whatever happens to the connections of many", async () => {
    const mine: { id: string; has: Set<Role>; roles: ReturnType<typeof createRoles> }[] = [];
    const most = { wallet: 0, blaze: 0 };
    for (let n = 0; n < 4; n++) {
      const has = new Set<Role>();
      const begin = (role: Role) => async () => {
        has.add(role);
        most[role] = Math.max(most[role], mine.filter((one) => one.has.has(role)).length);
        return async () => void has.delete(role);
      };
      const presence = createPresence(database, quiet);
      mine.push({
        id: presence.id,
        has,
        roles: createRoles({
          url: place.url,
          processId: presence.id,
          begin: { wallet: begin("wallet"), blaze: begin("blaze") },
          log: quiet,
        }),
      });
    }
    await Promise.all(mine.map((one) => one.roles.start()));
    const isSettled = () => mine.flatMap((one) => [...one.has]).length === 2;
    for (let round = 0; round < 3; round++) {
      await until("each role to have one holder", isSettled, PATIENT);
      const [row] = await database.db.select().from(roles).where(eq(roles.name, "wallet"));
      await cut(`pid = ${row!.backendPid}`);
      await until("another holder", async () => {
        const [now] = await database.db.select().from(roles).where(eq(roles.name, "wallet"));
        return now!.backendPid !== row!.backendPid;
      });
    }
    await Promise.all(mine.map((one) => one.roles.stop()));
    expect(mine.flatMap((one) => [...one.has])).toEqual([]);
    expect(most).toEqual({ wallet: 1, blaze: 1 });
  });

  it("a transaction of a frozen process does not hold up the others", async () => {
    const name = "held";
    await database.db.insert(cursors).values({ name, value: "before" });
    let wake: (() => void) | null = null;
    const frozen = inTransaction(database.db, async (tx) => {
      await tx.update(cursors).set({ value: "frozen" }).where(eq(cursors.name, name));
      await new Promise<void>((resolve) => (wake = resolve));
      await tx.update(cursors).set({ value: "woken" }).where(eq(cursors.name, name));
    });
    const failed = expect(frozen).rejects.toThrow();
    const goOn = await until("the transaction to have its lock", () => wake);
    await database.db.update(cursors).set({ value: "another" }).where(eq(cursors.name, name));
    goOn();
    await failed;
    expect(await database.db.select({ value: cursors.value }).from(cursors)).toEqual([{ value: "another" }]);
  });

  it("jobs of a process that is not heard of are free again, those of one that is are not", async () => {
    const [living, dead] = [createPresence(database, quiet), createPresence(database, quiet)];
    await living.start();
    await dead.start();
    await enqueue(database.db, { name: "a", payload: {} }, { name: "b", payload: {} });
    const [held] = await claimJobs(database.db, ["a"], living.id, 1);
    const [left] = await claimJobs(database.db, ["b"], dead.id, 1);
    expect(await claimJobs(database.db, ["a", "b"], "another", 9)).toEqual([]);
    await dead.stop();
    await database.db.insert(processes).values({ id: dead.id, seenAt: new Date(Date.now() - 6_000) });
    const [taken, ...none] = await claimJobs(database.db, ["a", "b"], "another", 9);
    expect(taken).toMatchObject({ id: left!.id, attempts: 2 });
    expect(none).toEqual([]);
    expect(await finishJob(database.db, left!)).toBe(false);
    expect(await finishJob(database.db, held!)).toBe(true);
    await living.stop();
    await database.db.delete(jobs);
  });
});

describe("roles on the embedded database", () => {
  it("are all its process's at once", async () => {
    const has: Role[] = [];
    const begin = (role: Role) => async () => {
      has.push(role);
      return async () => void has.splice(has.indexOf(role), 1);
    };
    const mine = createRoles({
      url: null,
      processId: "alone",
      begin: { wallet: begin("wallet"), blaze: begin("blaze") },
      log: quiet,
    });
    await mine.start();
    expect(has.toSorted()).toEqual(["blaze", "wallet"]);
    expect(mine.does("wallet")).toBe(true);
    await mine.stop();
    expect(has).toEqual([]);
    expect(mine.does("wallet")).toBe(false);
  });

  it("a process that starts finds the jobs of the one before it free, however lately that was heard of", async () => {
    const database = await openEmbedded(null);
    const before = createPresence(database, quiet);
    await before.start();
    await enqueue(database.db, { name: "a", payload: {} });
    await claimJobs(database.db, ["a"], before.id, 1);
    const now = createPresence(database, quiet);
    await now.start();
    expect(await claimJobs(database.db, ["a"], now.id, 1)).toHaveLength(1);
    await before.stop();
    await now.stop();
    await database.close();
  });
});
