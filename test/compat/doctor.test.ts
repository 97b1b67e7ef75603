import { execFile } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { readConfig } from "../../src/config.js";
import { openPostgres } from "../../src/db/postgres.js";
import { examineAddress } from "../../src/doctor/address.js";
import { examine } from "../../src/doctor/examine.js";
import type { Finding, Surroundings } from "../../src/doctor/finding.js";
import { createMixin, type Mixin } from "../../src/mixin/client.js";
import { startSandbox, type Sandbox, type SandboxKeystore, type SandboxUser } from "../../src/sandbox/server.js";
import { createPostgresDatabase, postgresIsHere, quiet } from "../support/databases.js";
import { freePort } from "../support/ports.js";

type Environment = Record<string, string>;

let sandbox: Sandbox;
let folder: string;
/** A port with nobody behind it. */
let nobody: string;
/** An environment in which everything is well. */
let healthy: Environment;
const listeners: Server[] = [];
const clients: Mixin[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mixtill-doctor-"));
});

afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(async () => {
  sandbox = await startSandbox();
  nobody = String(await freePort());
  const port = String(await freePort());
  healthy = {
    MIXIN_API_URL: sandbox.url,
    MIXIN_KEYSTORE: JSON.stringify(bot().keystore),
    PORT: port,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    DATA_DIR: join(folder, "data"),
  };
});

afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
  for (const listener of listeners.splice(0)) await new Promise((resolve) => listener.close(resolve));
  await sandbox.close();
});

const bot = (): SandboxUser => sandbox.users().find((user) => user.is_bot)!;
const keystore = (changes: Partial<SandboxKeystore>) => JSON.stringify({ ...bot().keystore, ...changes });

/** A person of the sandbox, as a program that talks to it. */
function mixinOf(name: string): Mixin {
  const user = sandbox.users().find((one) => one.full_name === name)!;
  const blazeUrl = sandbox.url.replace("http", "ws");
  const mixin = createMixin({ keystore: user.keystore, apiUrl: sandbox.url, blazeUrl, log: quiet });
  clients.push(mixin);
  return mixin;
}

/** The doctor's findings where the healthy environment is changed like this. */
function doctor(changes: Environment = {}, surroundings: Partial<Surroundings> = {}): Promise<Finding[]> {
  return examine(readConfig({ ...healthy, ...changes }), { timeoutMs: 2_000, ...surroundings });
}

const named = (findings: Finding[], state: Finding["state"]) =>
  findings.filter((finding) => finding.state === state).map((finding) => finding.check);

/** The one failure there must be: "check: note → fix". */
function onlyFailure(findings: Finding[]): string {
  const failures = findings.filter((finding) => finding.state === "failed");
  expect(failures.map((finding) => finding.check)).toHaveLength(1);
  return failures.map((finding) => `${finding.check}: ${finding.note} → ${finding.fix}`)[0]!;
}

/** A server that says one thing to whoever comes; its address. */
async function greeter(words: string): Promise<string> {
  const server = createServer((socket) =>
    socket
      .resume()
      .on("error", () => undefined)
      .end(words),
  ).listen(0, "127.0.0.1");
  listeners.push(server);
  await once(server, "listening");
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function tellSandbox(path: string, body: object): Promise<unknown> {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${sandbox.url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  expect(answer.status).toBe(200);
  return answer.json();
}

const fault = (rule: object) => tellSandbox("/sandbox/faults", { rules: [rule] });

describe("the doctor", () => {
  test("finds nothing wrong with a healthy installation, and has mail left out", async () => {
    const findings = await doctor();
    expect(named(findings, "failed")).toEqual([]);
    expect(named(findings, "skipped")).toEqual(["mail"]);
  });

  test("moves no money and takes no message from the bot", async () => {
    const ledger = async () => (await fetch(`${sandbox.url}/sandbox/ledger`)).json();
    const { messages } = mixinOf("Thorb");
    const [recipientId, messageId] = [bot().user_id, randomUUID()];
    const conversationId = messages.conversationIdWith(recipientId);
    await messages.ensureConversation(recipientId);
    await messages.send([{ messageId, conversationId, recipientId, category: "PLAIN_TEXT", data: "hello" }]);
    const before = await ledger();
    await doctor();
    expect(await ledger()).toEqual(before);
    const heard: string[] = [];
    const blaze = mixinOf(bot().full_name).blaze({
      handle: async (messages) => void heard.push(...messages.map(({ data }) => data.toString())),
    });
    blaze.start();
    await vi.waitFor(() => expect(heard).toContain("hello"), { timeout: 5_000 });
    await blaze.stop();
  });

  test("never repeats a key", async () => {
    const { session_private_key: session, spend_private_key: spend } = bot().keystore;
    for (const changes of [{}, { MIXIN_KEYSTORE: keystore({ app_id: "broken" }) }]) {
      const told = JSON.stringify(await doctor(changes));
      expect(told).not.toContain(session);
      expect(told).not.toContain(spend);
    }
  });
});

describe("the doctor names what is broken", () => {
  test("nothing configured: there is no keystore, and no public address", async () => {
    const findings = await examine(readConfig({ DATA_DIR: healthy["DATA_DIR"] }), { timeoutMs: 2_000 });
    expect(named(findings, "failed")).toEqual(["keystore", "public address"]);
  });

  test("a wrong setting, while the rest is still looked at", async () => {
    const findings = await doctor({ LOG_LEVEL: "loud", DATABASE_URL: `postgres://127.0.0.1:${nobody}/till` });
    expect(named(findings, "failed")).toEqual(["configuration", "database"]);
    expect(named(findings, "ok")).toEqual(["keystore"]);
  });

  test("a keystore with missing and malformed keys: every one of them", async () => {
    const findings = await doctor({ MIXIN_KEYSTORE: keystore({ session_id: "", spend_private_key: "12" }) });
    expect(named(findings, "failed")).toEqual(["keystore", "keystore"]);
    expect(JSON.stringify(findings)).toMatch(/session_id is missing.*spend_private_key must be/);
  });

  test("a session key that Mixin refuses", async () => {
    const findings = await doctor({
      MIXIN_KEYSTORE: keystore({ session_private_key: randomBytes(32).toString("hex") }),
    });
    expect(onlyFailure(findings)).toMatch(/^session key: .*401.* → At https.*generate a new session/);
    expect(named(findings, "skipped")).toContain("Blaze");
  });

  test("a spend key that is not the wallet's", async () => {
    const findings = await doctor({ MIXIN_KEYSTORE: keystore({ spend_private_key: randomBytes(32).toString("hex") }) });
    expect(onlyFailure(findings)).toMatch(/^spend key: .*never go out → Put the bot's own spend key/);
  });

  test("a bot without a wallet on Safe", async () => {
    const user = (await tellSandbox("/sandbox/users", {
      full_name: "New",
      is_bot: true,
      has_safe: false,
    })) as SandboxUser;
    const findings = await doctor({ MIXIN_KEYSTORE: JSON.stringify(user.keystore) });
    expect(onlyFailure(findings)).toMatch(/^wallet: .*no wallet on Safe → At https.*generate the spend key/);
  });

  test("a clock that Mixin refuses, and does not blame the keys for it", async () => {
    const findings = await doctor({}, { now: () => Date.now() + 10 * 60_000 });
    expect(onlyFailure(findings)).toMatch(/^clock: .*10 minutes ahead → Set it/);
    expect(named(findings, "skipped")).toContain("session key");
  });

  test("a clock that is half a minute slow, though Mixin bears with it", async () => {
    expect(onlyFailure(await doctor({}, { now: () => Date.now() - 30_000 }))).toMatch(/^clock: .*30 seconds behind/);
  });

  test("an API that does not answer", async () => {
    const api = { MIXIN_API_URL: `http://127.0.0.1:${nobody}`, MIXIN_BLAZE_URL: sandbox.url.replace("http", "ws") };
    const findings = await doctor(api);
    expect(onlyFailure(findings)).toMatch(/^Mixin API: .* → Let this machine reach http:\/\/127\.0\.0\.1/);
    expect(named(findings, "ok")).toContain("Blaze");
  });

  test("an API that answers 500 to everything", async () => {
    await fault({ kind: "http_500" });
    expect(onlyFailure(await doctor())).toMatch(/^Mixin API: .*500/);
  });

  test("an API that keeps silent", async () => {
    await fault({ kind: "silence", match: { path: "/me" }, delay_ms: 60_000 });
    expect(onlyFailure(await doctor({}, { timeoutMs: 1_500 }))).toMatch(/^Mixin API: .*no answer in 1500 ms/);
  });

  test("a Blaze that refuses", async () => {
    await fault({ kind: "blaze_refuse", status: 503 });
    expect(onlyFailure(await doctor())).toMatch(/^Blaze: .*503.* → Let this machine open WebSockets/);
  });

  test("a Blaze that is not there", async () => {
    const findings = await doctor({ MIXIN_BLAZE_URL: `ws://127.0.0.1:${nobody}` });
    expect(onlyFailure(findings)).toMatch(/^Blaze: no socket: .*ECONNREFUSED/);
  });

  test("prices that stand still", async () => {
    const hourAgo = new Date(Date.now() - 3_600_000).toISOString();
    const answer = await fetch(`${sandbox.url}/network/assets/top`);
    const { data } = (await answer.json()) as { data: { asset_id: string; price_usd: string }[] };
    for (const { asset_id, price_usd } of data) {
      await tellSandbox("/sandbox/prices", { asset_id, price_usd, updated_at: hourAgo });
    }
    expect(onlyFailure(await doctor())).toMatch(/^prices: only 0 of \d+ .* → Mixin's prices stand still/);
  });

  test("prices that cannot be read", async () => {
    await fault({ kind: "http_500", match: { path: "/network/assets/top" } });
    expect(onlyFailure(await doctor())).toMatch(/^prices: /);
  });

  test("a public address that leads to another program", async () => {
    const findings = await doctor({ PUBLIC_URL: sandbox.url });
    expect(onlyFailure(findings)).toMatch(/^public address: .*not from this Mixtill → Let the reverse proxy pass/);
  });

  test("a public address that nobody answers", async () => {
    const findings = await doctor({ PUBLIC_URL: `http://127.0.0.1:${nobody}` });
    expect(onlyFailure(findings)).toMatch(/^public address: .*ECONNREFUSED.* → Start the reverse proxy/);
  });

  test("a public address that does not exist", async () => {
    const findings = await doctor({ PUBLIC_URL: "http://pay.invalid" });
    expect(onlyFailure(findings)).toMatch(/^public address: .* → Let the DNS name pay\.invalid point/);
  });

  test("a public address without https, where real money is paid", async () => {
    const read = readConfig({ ...healthy, PUBLIC_URL: "http://pay.example.com" });
    if (!read.ok) throw new Error(read.problems.join());
    const network = { kind: "mixin" as const, apiUrl: "", blazeUrl: "", payUrl: "", keystoreText: "" };
    const finding = await examineAddress({ ...read.config, network }, { now: Date.now, timeoutMs: 500 });
    expect(onlyFailure([finding])).toMatch(/is not https/);
  });

  test("a data folder that cannot be made", async () => {
    const file = join(folder, "a-file");
    writeFileSync(file, "");
    const findings = await doctor({ DATA_DIR: join(file, "data") });
    expect(onlyFailure(findings)).toMatch(/^database: .*a-file.* cannot be written to → Let this user write there/);
  });

  test("a mail server that is not there, or is none; and one that greets", async () => {
    expect(onlyFailure(await doctor({ SMTP_URL: `smtp://127.0.0.1:${nobody}?from=till@example.com` }))).toMatch(
      /^mail: .*ECONNREFUSED/,
    );
    const other = await greeter("HTTP/1.1 400 Bad Request\r\n");
    expect(onlyFailure(await doctor({ SMTP_URL: `smtp://${other}?from=till@example.com` }))).toMatch(
      /^mail: .*no mail server/,
    );
    const server = await greeter("220 mail.example.com ESMTP\r\n");
    expect(named(await doctor({ SMTP_URL: `smtp://till%40example.com:secret@${server}` }), "ok")).toContain("mail");
  });

  test("a database that does not answer", async () => {
    const findings = await doctor({ DATABASE_URL: `postgres://till:secret@127.0.0.1:${nobody}/till` });
    expect(onlyFailure(findings)).toMatch(/^database: .*ECONNREFUSED.* → Start PostgreSQL/);
    expect(JSON.stringify(findings)).not.toContain("secret");
  });
});

describe.skipIf(!postgresIsHere)("the doctor and PostgreSQL", () => {
  let database: Awaited<ReturnType<typeof createPostgresDatabase>>;

  beforeEach(async () => {
    database = await createPostgresDatabase();
  });
  afterEach(() => database.drop());

  const run = async (sql: string) => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(sql);
    await client.end();
  };
  const found = async () => (await doctor({ DATABASE_URL: database.url })).find(({ check }) => check === "database");

  test("a migrated database is up to date, and stays as it is", async () => {
    await (await openPostgres(database.url, quiet)).close();
    expect(await found()).toMatchObject({ state: "ok", note: expect.stringContaining("up to date") });
  });

  test("a database of a newer release is refused", async () => {
    await run("insert into drizzle.__drizzle_migrations (hash, created_at) values ('of tomorrow', 0)");
    expect(await found()).toMatchObject({ state: "failed", note: "was used by a newer release" });
  });

  test("an empty database is left for the start to fill", async () => {
    await run("drop schema drizzle cascade");
    expect(await found()).toMatchObject({ state: "ok", note: expect.stringContaining("next start") });
  });

  test("a name that does not exist", async () => {
    const url = database.url.replace(/[^/]+$/, "no_such_database");
    expect(onlyFailure(await doctor({ DATABASE_URL: url }))).toMatch(/^database: .*"no_such_database" does not exist/);
  });
});

describe("npm run doctor", () => {
  const node = promisify(execFile);
  const run = async (changes: Environment, ...args: string[]) => {
    const env = { PATH: process.env["PATH"], ...healthy, ...changes };
    return node(process.execPath, ["dist/doctor.js", ...args], { env }).then(
      ({ stdout }) => ({ code: 0, stdout }),
      (error: { code: number; stdout: string }) => ({ code: error.code, stdout: error.stdout }),
    );
  };

  test("prints a line for each check and ends with 0", async () => {
    const { code, stdout } = await run({});
    expect(stdout).toMatch(/^OK +configuration .*\n(OK .*\n)+SKIPPED +mail .*\nAll is well\.\n$/);
    expect(code).toBe(0);
  });

  test("names the fix in the failing line and ends with 1", async () => {
    const { code, stdout } = await run({ PUBLIC_URL: sandbox.url });
    expect(stdout).toMatch(/^FAILED +public address .* → Let the reverse proxy/m);
    expect(code).toBe(1);
  });

  test("tells programs in JSON", async () => {
    const { stdout } = await run({}, "--json");
    expect(JSON.parse(stdout)).toContainEqual({
      check: "Blaze",
      state: "ok",
      note: expect.stringContaining("lets us in"),
    });
  });
});
