import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Database, inTransaction } from "../../src/db/database.js";
import { openPostgres } from "../../src/db/postgres.js";
import { jobs, mails } from "../../src/db/schema.js";
import { claimKey } from "../../src/main/claim-key.js";
import { queueMail } from "../../src/notify/mail/queue.js";
import { claimSecret } from "../../src/shop/claims.js";
import { createPostgresDatabase, postgresIsHere, quiet } from "../support/databases.js";
import { type MailServerForTests, startMailServer } from "../support/mail-server.js";
import { freePort } from "../support/ports.js";
import { type Program, startBotProcess, startSandboxProcess } from "../support/processes.js";
import { paidRemittance } from "../support/remittances.js";
import { SandboxControl } from "../support/sandbox.js";
import { until } from "../support/until.js";

describe.skipIf(!postgresIsHere)("the program with a mail server", { timeout: 240_000 }, () => {
  let folder: string;
  let place: Awaited<ReturnType<typeof createPostgresDatabase>>;
  let database: Database;
  let sandbox: Program;
  let server: MailServerForTests;
  let till: Program | null = null;
  let port: number;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "mixtill-mail-"));
    [place, server, port] = await Promise.all([createPostgresDatabase(), startMailServer(), freePort()]);
    sandbox = await startSandboxProcess({ folder });
    database = await openPostgres(place.url, quiet);
    await writeFile(join(folder, "ca.pem"), server.ca);
  });
  afterAll(async () => {
    await till?.stop();
    await sandbox.stop();
    await server.close();
    await database.close();
    await place.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const start = () =>
    startBotProcess({
      folder,
      port,
      sandboxUrl: sandbox.url,
      databaseUrl: place.url,
      environment: { SMTP_URL: server.url(), NODE_EXTRA_CA_CERTS: join(folder, "ca.pem") },
    });

  test("killed when its letter is taken but not noted, it sends the same once more; the link in it leads to the money", async () => {
    server.behave({ lateYesMs: 60_000 });
    till = await start();
    const bot = await new SandboxControl(sandbox.url).bot();
    const key = claimKey(bot.keystore);
    const remittance = await paidRemittance(database, { key });
    const id = await inTransaction(database.db, (tx) => queueMail(tx, { cause: "test", kind: "claim", remittance }));
    await until("the letter to be taken", () => server.got.length === 1);
    await till.kill();
    expect(await database.db.select().from(mails)).toMatchObject([{ id, state: "waiting" }]);

    server.behave({});
    // What a process that is no more had begun is begun again when its lease is over.
    await database.db.update(jobs).set({ leasedUntil: sql`now()` });
    till = await start();
    await until("the letter to be sent", async () => (await database.db.select().from(mails))[0]?.state === "sent");
    const [first, second] = server.got;
    expect(server.got).toHaveLength(2);
    expect(second!.messageId).toBe(first!.messageId);
    expect(second!.wasEncrypted).toBe(true);

    const link = new RegExp(`http://localhost:${port}/claim/[\\w-]+`).exec(second!.text!)![0];
    expect(link).toContain(claimSecret(key, remittance.id));
    const page = await fetch(link, { headers: { connection: "close" } });
    expect(page.status).toBe(200);
    expect(await page.text()).toContain("10 USDT");
    const said = till.said();
    expect(said).not.toContain(claimSecret(key, remittance.id));
    expect(said).not.toContain("a b:c");
    expect(said).not.toContain(encodeURIComponent("a b:c"));
  });
});
