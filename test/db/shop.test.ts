import { beforeAll, describe, expect, it } from "vitest";
import { type Database, inTransaction } from "../../src/db/database.js";
import { freshId } from "../../src/db/ids.js";
import * as codes from "../../src/shop/codes.js";
import * as merchants from "../../src/shop/merchants.js";
import * as people from "../../src/shop/people.js";
import { eachEngine } from "../support/databases.js";

eachEngine("a shop", (open, engine) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });

  const openShop = (name: string, userId = freshId()) =>
    inTransaction(database.db, (tx) => merchants.ensureMerchant(tx, { userId, name }));
  const makeCode = (merchant: merchants.Merchant, title: string, id = freshId()) =>
    inTransaction(database.db, (tx) =>
      codes.createCode(tx, { id, merchant, title, quoteAsset: "aed", quoteAmount: "20", settlementAsset: null }),
    );

  describe("merchants", () => {
    it("get a handle of their name, and a payee that is themselves", async () => {
      const thorb = await openShop("Thorb");
      expect(thorb).toMatchObject({
        handle: "thorb",
        name: "Thorb",
        payeeId: thorb.id,
        quoteAsset: "usd",
        settlementAsset: null,
      });
      expect(await merchants.merchantByHandle(database.db, "THORB")).toEqual(thorb);
      expect(await openShop("Other name", thorb.id)).toEqual(thorb);
    });

    it("with the same name, or one that looks the same, get another handle", async () => {
      const handles = [];
      for (let n = 0; n < 10; n++) handles.push((await openShop("Same Name")).handle);
      handles.push((await openShop("5ame name")).handle);
      expect(new Set(handles).size).toBe(11);
      expect(handles.slice(0, 3)).toEqual(["same-name", "same-name-2", "same-name-3"]);
    });

    it("move to a free handle, and not to one that imitates another", async () => {
      const [bill, eve] = [await openShop("bill-shop"), await openShop("eve-shop")];
      for (const [typed, problem] of [
        ["bill-shop", "taken"],
        ["BILL-SHOP", "taken"],
        ["b1ll-sh0p", "taken"],
        ["billshop", "taken"],
        ["bіll-shop", "characters"],
        ["admin", "reserved"],
        ["x", "length"],
      ] as const) {
        const answer = await inTransaction(database.db, (tx) => merchants.changeHandle(tx, eve.id, typed));
        expect(answer).toEqual({ ok: false, problem });
      }
      expect(await merchants.findMerchant(database.db, eve.id)).toEqual(eve);
      expect(await merchants.changeHandle(database.db, eve.id, "Eve-Market")).toEqual({
        ok: true,
        handle: "eve-market",
      });
      expect(await merchants.changeHandle(database.db, eve.id, "evemarket")).toEqual({ ok: true, handle: "evemarket" });
      expect(await merchants.merchantByHandle(database.db, "eve-shop")).toBeNull();
      expect(await merchants.merchantByHandle(database.db, "bill-shop")).toEqual(bill);
    });

    it.runIf(engine === "postgres")(
      "opened at the same moment under one name all get a shop of their own",
      async () => {
        const opened = await Promise.all(Array.from({ length: 8 }, () => openShop("Rush Hour")));
        expect(new Set(opened.map((m) => m.handleSkeleton)).size).toBe(8);
      },
    );
  });

  describe("codes", () => {
    it("get a slug of their title, with a number when it is taken", async () => {
      const shop = await openShop("Coder");
      const slugs = [];
      for (const title of ["Donate", "Donate!", "捐款", "咖啡", "DONATE"])
        slugs.push((await makeCode(shop, title)).slug);
      expect(slugs).toEqual(["donate", "donate-2", "code", "code-2", "donate-3"]);
      expect(await codes.codeBySlug(database.db, "Coder", "DONATE-2")).toMatchObject({
        merchant: { id: shop.id },
        code: { title: "Donate!" },
      });
    });

    it("are made once however often they are asked for", async () => {
      const shop = await openShop("Twice");
      const id = freshId();
      const first = await makeCode(shop, "Tea", id);
      expect(await makeCode(shop, "Tea", id)).toEqual(first);
      expect(await codes.codesOf(database.db, shop.id)).toHaveLength(1);
    });

    it("are renamed, paused, resumed and deleted, and a deleted slug is free again", async () => {
      const shop = await openShop("Lifecycle");
      const code = await makeCode(shop, "Soup");
      expect(await codes.renameCode(database.db, shop.id, code.id, "Stew")).toMatchObject({
        title: "Stew",
        slug: "soup",
      });
      expect(await codes.pauseCode(database.db, shop.id, code.id)).toMatchObject({ state: "paused" });
      expect((await codes.codeBySlug(database.db, shop.handle, "soup"))?.code.state).toBe("paused");
      expect(await codes.resumeCode(database.db, shop.id, code.id)).toMatchObject({ state: "active" });
      expect(await codes.deleteCode(database.db, shop.id, code.id)).toMatchObject({ state: "deleted" });
      expect(await codes.deleteCode(database.db, shop.id, code.id)).toBeNull();
      expect(await codes.resumeCode(database.db, shop.id, code.id)).toBeNull();
      expect(await codes.codeBySlug(database.db, shop.handle, "soup")).toBeNull();
      expect((await makeCode(shop, "Soup")).slug).toBe("soup");
    });

    it("of another shop cannot be changed", async () => {
      const [shop, other] = [await openShop("Owner"), await openShop("Stranger")];
      const code = await makeCode(shop, "Mine");
      expect(await codes.codeOf(database.db, other.id, code.id)).toBeNull();
      expect(await codes.renameCode(database.db, other.id, code.id, "Yours")).toBeNull();
      expect(await codes.pauseCode(database.db, other.id, code.id)).toBeNull();
      expect(await codes.deleteCode(database.db, other.id, code.id)).toBeNull();
      expect(await codes.codeOf(database.db, shop.id, code.id)).toEqual(code);
    });

    it("are not found under unknown or hostile addresses", async () => {
      for (const [handle, slug] of [
        ["nobody", "x"],
        ["thorb", "'; drop table codes; --"],
        ["%", "%"],
        ["", ""],
      ] as const) {
        expect(await codes.codeBySlug(database.db, handle, slug)).toBeNull();
      }
    });
  });

  describe("people", () => {
    it("are remembered in bulk, and keep language and zone when their name changes", async () => {
      const ids = [freshId(), freshId()];
      const profile = (userId: string, fullName: string) => ({
        userId,
        identityNumber: "7000",
        fullName,
        avatarUrl: "",
      });
      await people.meet(database.db, ids);
      await people.meet(database.db, ids);
      await people.setLanguage(database.db, ids[0]!, "de");
      await inTransaction(database.db, (tx) => people.setTimeZone(tx, ids[0]!, "Asia/Dubai", new Date()));
      await people.ensurePeople(
        database.db,
        ids.map((id, i) => profile(id, `Name ${i} "quoted" 漢`)),
      );
      await people.ensurePeople(database.db, [profile(ids[0]!, "New")]);
      expect(await people.person(database.db, ids[0]!)).toMatchObject({
        fullName: "New",
        language: "de",
        timeZone: "Asia/Dubai",
      });
      expect(await people.person(database.db, ids[1]!)).toMatchObject({
        fullName: 'Name 1 "quoted" 漢',
        language: null,
        timeZone: "UTC",
      });
      expect(await people.person(database.db, freshId())).toBeNull();
    });
  });
});
