import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { type Database, inTransaction } from "../../src/db/database.js";
import { merchants, payees } from "../../src/db/schema.js";
import { addGroupPayee, addUserPayee, payeeNamed } from "../../src/shop/api-payees.js";
import { ensureMerchant } from "../../src/shop/merchants.js";
import { programOver } from "../support/api-asked.js";
import { eachEngine } from "../support/databases.js";
import { openShop } from "../support/till.js";

eachEngine("payees that programs name", (open) => {
  let database: Database;
  const { stranger } = programOver(() => database);
  beforeAll(async () => {
    database = await open();
  });

  it("are nobody as long as nobody has heard of them", async () => {
    expect(await payeeNamed(database.db, randomUUID())).toBeNull();
  });

  it("are a merchant by their user id, wherever the shop's own payments go", async () => {
    const shop = await openShop(database);
    const bot = await stranger(randomUUID(), true);
    await database.db.update(merchants).set({ payeeId: bot.payee.id }).where(eq(merchants.id, shop));
    expect(await payeeNamed(database.db, shop)).toMatchObject({
      payee: { id: shop, members: [shop], threshold: 1 },
      merchant: { id: shop, payeeId: bot.payee.id },
    });
  });

  it("are nobody else's, though a shop lets its payments go to them: anybody may name any bot there", async () => {
    const bot = await stranger(randomUUID(), true);
    const shop = await openShop(database);
    await database.db.update(merchants).set({ payeeId: bot.payee.id }).where(eq(merchants.id, shop));
    expect(await payeeNamed(database.db, bot.payee.id)).toEqual({ payee: bot.payee, merchant: null });
  });

  it("are a user or a bot who was never here, called as Mixin calls them", async () => {
    const userId = randomUUID();
    const made = await stranger(userId);
    expect(made).toMatchObject({
      payee: { id: userId, kind: "individual", members: [userId], threshold: 1, label: "Mila (7000104220)" },
      merchant: null,
    });
    expect(await payeeNamed(database.db, userId)).toEqual(made);
    expect(await stranger(randomUUID(), true)).toMatchObject({ payee: { kind: "developer" } });
    // They open a shop later: then it is told.
    await inTransaction(database.db, (tx) => ensureMerchant(tx, { userId, name: "Mila" }));
    expect(await payeeNamed(database.db, userId)).toMatchObject({ payee: made.payee, merchant: { name: "Mila" } });
  });

  it("are called by their newest name, and met twice at once are one", async () => {
    const userId = randomUUID();
    const user = { userId, isBot: false, identityNumber: "7000104221" };
    const names = ["Ana", "Ana B", "Ana C"];
    await Promise.all(
      names.map((fullName) => inTransaction(database.db, (tx) => addUserPayee(tx, { ...user, fullName }))),
    );
    await inTransaction(database.db, (tx) => addUserPayee(tx, { ...user, fullName: "Ana D" }));
    const rows = await database.db.select().from(payees).where(eq(payees.id, userId));
    expect(rows.map(({ label }) => label)).toEqual(["Ana D (7000104221)"]);
  });

  describe("as a group", () => {
    it("are the same in whatever order its members are named, and another with another threshold", async () => {
      const members = [randomUUID(), randomUUID(), randomUUID()];
      const add = (threshold: number, named: string[]) =>
        inTransaction(database.db, (tx) => addGroupPayee(tx, { members: named, threshold }, "MIX…"));
      const two = await add(2, members);
      expect(two).toMatchObject({ kind: "multisig", members: members.toSorted(), threshold: 2, label: "MIX…" });
      expect((await add(2, members.toReversed())).id).toBe(two.id);
      expect((await add(3, members)).id).not.toBe(two.id);
      expect(await payeeNamed(database.db, two.id)).toEqual({ payee: two, merchant: null });
    });
  });

  it("are no address on a chain", async () => {
    const id = randomUUID();
    const address = { kind: "address" as const, members: [], threshold: 0, destination: "TX", tag: "" };
    await database.db.insert(payees).values({ id, ...address });
    expect(await payeeNamed(database.db, id)).toBeNull();
  });
});
