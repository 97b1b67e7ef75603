import { sql } from "drizzle-orm";
import { expect, it } from "vitest";
import { openEmbedded } from "../../src/db/embedded.js";
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
