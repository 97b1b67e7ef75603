import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { expect, it } from "vitest";
import { openEmbedded } from "../../src/db/embedded.js";
import { roles } from "../../src/db/schema.js";
import { createHealth } from "../../src/main/health.js";
import { createMetrics } from "../../src/main/metrics.js";
import { eachEngine } from "../support/databases.js";

const fine = { blazeOnline: () => true, pricesAgeSeconds: () => 3, intakeAgeSeconds: () => 1 };

eachEngine("health", (open) => {
  it("is ready when all is fresh, and names what is not", async () => {
    const { db } = await open();
    expect((await createHealth({ db, ...fine }).ready()).every(({ ok }) => ok)).toBe(true);
    const ill = createHealth({
      db,
      blazeOnline: () => false,
      pricesAgeSeconds: () => Infinity,
      intakeAgeSeconds: () => 121,
    });
    expect((await ill.ready()).filter(({ ok }) => !ok)).toEqual([
      { name: "blaze", ok: false, note: "not connected" },
      { name: "prices", ok: false, note: "never read" },
      { name: "wallet", ok: false, note: "121 s old" },
    ]);
  });

  it("is ready when another process does what this one does not, and not when nobody does", async () => {
    const { db } = await open();
    const health = createHealth({ ...fine, db, blazeOnline: () => null, intakeAgeSeconds: () => null });
    const note = "no process does this";
    expect((await health.ready()).filter(({ ok }) => !ok)).toEqual([
      { name: "blaze", ok: false, note },
      { name: "wallet", ok: false, note },
    ]);
    const row = { holder: randomUUID(), backendPid: 1 };
    const stale = sql`now() - interval '6 seconds'`;
    await db.insert(roles).values([
      { ...row, name: "wallet" },
      { ...row, name: "blaze", seenAt: stale },
    ]);
    expect((await health.ready()).filter(({ name }) => name === "wallet" || name === "blaze")).toEqual([
      { name: "blaze", ok: false, note },
      { name: "wallet", ok: true, note: "in another process" },
    ]);
    const { text } = await createMetrics({ ...fine, db, blazeOnline: () => null, intakeAgeSeconds: () => null }).text();
    expect(text).toContain("mixtill_blaze_online Nan");
  });

  it("gives the figures that need no database when that is gone", async () => {
    const database = await open();
    const { db } = database;
    const metrics = createMetrics({ db, ...fine });
    expect((await metrics.text()).text).toContain("mixtill_outbox_waiting 0");
    await database.close();
    const { text } = await metrics.text();
    expect(text).toContain("mixtill_blaze_online 1");
    expect(text).toContain("mixtill_outbox_waiting Nan");
    const [told] = await createHealth({ db, ...fine }).ready();
    expect(told).toMatchObject({ name: "database", ok: false });
  });
});

it("health does not wait for a database that does not answer", async () => {
  const opened = await openEmbedded(null);
  const { db } = opened;
  let release = () => {};
  const held = db.transaction(async (tx) => {
    await tx.execute(sql`select 1`);
    await new Promise<void>((resolve) => (release = resolve));
  });
  const [database] = await createHealth({ db, ...fine }).ready();
  expect(database).toEqual({ name: "database", ok: false, note: "does not answer" });
  release();
  await held;
  await opened.close();
});
