import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Decimal } from "decimal.js";
import { ne } from "drizzle-orm";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "../../src/db/database.js";
import { openPostgres } from "../../src/db/postgres.js";
import type { Role } from "../../src/db/roles.js";
import { transfers } from "../../src/db/schema.js";
import { verifyLedger } from "../../src/payments/verify.js";
import { createPostgresDatabase, postgresIsHere, quiet } from "../support/databases.js";
import { Person } from "../support/payer.js";
import { freePort } from "../support/ports.js";
import { type Program, startBotProcess, startSandboxProcess } from "../support/processes.js";
import { ASSETS, SandboxControl } from "../support/sandbox.js";
import { codeLink, converses, makesCode, replyId, Visitor } from "../support/shop.js";
import { until } from "../support/until.js";

const PATIENT = { timeoutMs: 60_000 };

/** What a till said last of a role. */
const has = (till: Program, role: Role): boolean => {
  const said = [...till.said().matchAll(/"role":"(\w+)","msg":"this process (takes over|steps back)"/g)];
  return said.findLast(([, name]) => name === role)?.[2] === "takes over";
};

const isReady = async (till: Program): Promise<boolean> => {
  const answer = await fetch(`${till.url}/readyz`, {
    signal: AbortSignal.timeout(3_000),
    headers: { connection: "close" },
  });
  return answer.ok;
};

describe.skipIf(!postgresIsHere)("three tills on one PostgreSQL", { timeout: 240_000 }, () => {
  let folder: string;
  let place: Awaited<ReturnType<typeof createPostgresDatabase>>;
  let database: Database;
  let sandbox: Program;
  let control: SandboxControl;
  let botId: string;
  let thorb: Person;
  let ada: Person;
  let code: string;
  let tills: Program[] = [];
  const started: Program[] = [];
  /** What Ada has paid, decimals. */
  const amounts: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "mixtill-failover-"));
    place = await createPostgresDatabase();
    const environment = { SANDBOX_REDELIVERY_MS: "1000", SANDBOX_FINALITY_MS: "700" };
    sandbox = await startSandboxProcess({ folder, environment });
    database = await openPostgres(place.url, quiet);
    control = new SandboxControl(sandbox.url);
    botId = (await control.bot()).user_id;
    thorb = await new Person(sandbox.url, await control.person("Thorb"), botId).online();
    ada = await new Person(sandbox.url, await control.person("Ada"), botId).online();
    await three();
    await converses(thorb, "hello", PATIENT);
    await converses(thorb, "English", PATIENT);
  }, 240_000);
  afterAll(async () => {
    thorb?.close();
    ada?.close();
    await Promise.all([...started, sandbox].map((program) => program?.kill()));
    await database?.close();
    await place?.drop();
    await rm(folder, { recursive: true, force: true });
  });

  /** Three that live, whoever died before. */
  async function three(): Promise<void> {
    tills = tills.filter((till) => till.isAlive());
    while (tills.length < 3) {
      const settings = { folder: join(folder, `till-${started.length}`), sandboxUrl: sandbox.url };
      const till = await startBotProcess({ ...settings, databaseUrl: place.url });
      started.push(till);
      tills.push(till);
    }
    await until("all three to be ready", async () => (await Promise.all(tills.map(isReady))).every(Boolean), PATIENT);
  }

  const holder = (role: Role): Promise<Program> =>
    until(`somebody to have the role ${role}`, () => tills.find((till) => till.isAlive() && has(till, role)), PATIENT);

  const paid = async (): Promise<number> =>
    (await control.ledger()).transactions.filter(
      ({ senders, receivers }) =>
        senders.includes(botId) && receivers.some(({ members }) => members.includes(thorb.userId)),
    ).length;

  /** Ada pays 25 USD in USDT at a page of this till; resolves as soon as there is a transfer to be made for it. */
  async function payoutUnderWay(till: Program): Promise<void> {
    const before = new Set((await database.db.select({ id: transfers.requestId }).from(transfers)).map(({ id }) => id));
    const { payment } = await new Visitor().opens(code.replace(/^http:\/\/[^/]+/, till.url), ASSETS.usdtTron);
    await ada.submits(payment!);
    amounts.push(payment!.amount);
    await until(
      "a transfer to be made",
      async () => {
        const rows = await database.db.select().from(transfers).where(ne(transfers.state, "done"));
        return rows.some(({ requestId }) => !before.has(requestId));
      },
      { ...PATIENT, everyMs: 5 },
    );
  }

  /** Every payment has arrived at Thorb's, once, and each was told once; the books agree. */
  async function allIsWell(): Promise<void> {
    const due = Decimal.sum(...amounts).toFixed();
    const payments = amounts.length;
    await until(`${due} USDT to arrive`, async () => (await thorb.balance(ASSETS.usdtTron)) === due, PATIENT);
    const cards = () => thorb.received().filter(({ text }) => text.includes('"title":"Paid')).length;
    await until("Thorb to be told", () => cards() === payments, PATIENT);
    expect(await paid()).toBe(payments);
    const { messages } = await control.ledger();
    const cardsSent = messages.filter(
      ({ user_id: from, receivers, data }) =>
        from === botId &&
        receivers.includes(thorb.userId) &&
        Buffer.from(data, "base64").toString().includes('"title":"Paid'),
    );
    expect(cardsSent).toHaveLength(payments);
    expect(messages.filter(({ conflicts }) => conflicts > 0)).toEqual([]);
    await until("the books to agree", async () => (await verifyLedger(database.db)).ok);
  }

  test("each role is one till's, and the others are as ready", async () => {
    for (const role of ["wallet", "blaze"] as const) expect(tills.filter((till) => has(till, role))).toHaveLength(1);
  });

  test("the one with the chat is killed in the middle of a conversation: the answers come, once", async () => {
    await converses(thorb, "receipt code Coffee", PATIENT);
    const messageId = await thorb.says("25 USD");
    await (await holder("blaze")).kill();
    await thorb.hears("the next question", (message) => message.messageId === replyId(messageId), PATIENT);
    const { messages } = await control.ledger();
    const asked = messages.findIndex((message) => message.message_id === messageId);
    const answers = messages.slice(asked + 1).filter(({ user_id: from }) => from === botId);
    const expected = Array.from({ length: 10 }, (_, n) => replyId(messageId, n));
    expect(answers.filter(({ message_id: id }) => !expected.includes(id))).toEqual([]);
    await converses(thorb, "as paid", PATIENT);
    await thorb.says("Make it");
    code = await codeLink(thorb, "Coffee", PATIENT);
  });

  test("the one with the wallet is killed in the middle of a payout: the money arrives, once", async () => {
    await three();
    const page = tills.at(-1)!;
    await payoutUnderWay(page);
    await (await holder("wallet")).kill();
    await allIsWell();
  });

  test("the one with the wallet is frozen in the middle of a payout: another goes on, and it steps back when it wakes", async () => {
    await three();
    const frozen = await holder("wallet");
    const page = tills.find((till) => till !== frozen)!;
    await payoutUnderWay(page);
    process.kill(frozen.pid, "SIGSTOP");
    const isTaken = () => tills.some((till) => till !== frozen && has(till, "wallet"));
    await until("another to take the wallet over", isTaken, PATIENT);
    await allIsWell();
    process.kill(frozen.pid, "SIGCONT");
    await until("the one that woke to step back", () => !has(frozen, "wallet") && !has(frozen, "blaze"), PATIENT);
    await until("it to be ready", () => isReady(frozen), PATIENT);
    await makesCode(thorb, { title: "Tea", price: "3 EUR" }, PATIENT);
    await allIsWell();
  });

  test("PostgreSQL goes away for some seconds in the middle of a payout: all comes back by itself", async () => {
    await three();
    await payoutUnderWay(tills[0]!);
    await outage(place.url, 3_000);
    await until("all to be ready", async () => (await Promise.all(tills.map(isReady))).every(Boolean), PATIENT);
    await allIsWell();
    expect(tills.every((till) => till.isAlive())).toBe(true);
    await converses(thorb, "help", PATIENT);
  });
});

/** What a restart of the database looks like to whoever uses it: every session ends, and for a while there is none. */
async function outage(url: string, ms: number): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  const admin = new URL(url);
  admin.pathname = "/postgres";
  const client = new pg.Client({ connectionString: admin.href });
  await client.connect();
  await client.query(`alter database ${name} allow_connections false`);
  await client.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [name]);
  await new Promise((resolve) => setTimeout(resolve, ms));
  await client.query(`alter database ${name} allow_connections true`);
  await client.end();
}

describe.skipIf(!postgresIsHere)("started twice on one PostgreSQL, with the sandbox", { timeout: 240_000 }, () => {
  let folder: string;
  let place: Awaited<ReturnType<typeof createPostgresDatabase>>;
  let sandboxPort: number;
  const started: Program[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "mixtill-twice-"));
    place = await createPostgresDatabase();
    sandboxPort = await freePort();
  });
  afterAll(async () => {
    await Promise.all(started.map((program) => program.kill()));
    await until("the sandbox to be gone", () =>
      fetch(`http://127.0.0.1:${sandboxPort}/`).then(
        () => false,
        () => true,
      ),
    );
    await place.drop();
    await rm(folder, { recursive: true, force: true });
  });

  async function start(name: string, given: { PORT?: string; isAwaited?: boolean } = {}): Promise<Program> {
    const { isAwaited = true, ...environment } = given;
    const program = await startBotProcess({
      folder: join(folder, name),
      sandboxUrl: null,
      sandboxPort,
      databaseUrl: place.url,
      isAwaited,
      environment: { DATA_DIR: folder, ...environment },
    });
    started.push(program);
    return program;
  }

  test("the second joins the first's sandbox, keeps it alive when the first is killed, and goes on with what was begun", async () => {
    const first = await start("first");
    const control = new SandboxControl(`http://127.0.0.1:${sandboxPort}`);
    const { user_id: botId } = await control.bot();
    const thorb = await new Person(control.url, await control.person("Thorb"), botId).online();
    await converses(thorb, "hello", PATIENT);
    await converses(thorb, "English", PATIENT);
    await converses(thorb, "receipt code Coffee", PATIENT);
    const second = await start("second");
    expect(has(second, "blaze")).toBe(false);
    await first.kill();
    thorb.close();
    await until("the sandbox to be back", () => control.users(), PATIENT);
    const again = await new Person(control.url, await control.person("Thorb"), botId).online();
    await converses(again, "20 AED", PATIENT);
    await converses(again, "as paid", PATIENT);
    await again.says("Make it");
    expect(await codeLink(again, "Coffee", PATIENT)).toContain(second.url);
    again.close();
    await until("the second to be ready", () => isReady(second), PATIENT);
  });

  test("where nobody asked for a port and the usual one is taken, the next one is, and that is said", async () => {
    const ports = [
      await start("third", { PORT: "", isAwaited: false }),
      await start("fourth", { PORT: "", isAwaited: false }),
    ];
    const said = await until(
      "the words",
      () =>
        ports.map((program) => /Port 8080 is in use, so this one listens on (\d+)/.exec(program.said())).find(Boolean),
      PATIENT,
    );
    const answer = await fetch(`http://localhost:${said[1]!}/healthz`);
    expect(answer.ok).toBe(true);
    await answer.arrayBuffer();
  });
});
