import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { eq } from "drizzle-orm";
import { type Database, inTransaction, type Tx } from "../../src/db/database.js";
import { freshId } from "../../src/db/ids.js";
import { auditEntries, intakes, orders } from "../../src/db/schema.js";
import type { Market } from "../../src/payments/ports.js";
import { previewRefund } from "../../src/payments/refunds/preview.js";
import { linkGroup } from "../../src/shop/groups.js";
import { cancelInvoice } from "../../src/shop/invoices.js";
import { changeShop } from "../../src/shop/merchants.js";
import { setPayee } from "../../src/shop/payees.js";
import { beginShopRefund } from "../../src/shop/refunds.js";
import { type Action, may, NotAllowed, RIGHTS } from "../../src/shop/rights.js";
import { changeRole, invite, limitRefunds, removeStaff } from "../../src/shop/staff.js";
import { decideLate } from "../../src/shop/waiting.js";
import type { Talking } from "../support/conversation.js";
import { type Crew, openCrew, type Who, WHO } from "../support/crew.js";
import { eachEngine, empty } from "../support/databases.js";
import { VIEWS } from "../support/right-views.js";
import { ratesForTests } from "../support/rates.js";

const market: Market = { rates: ratesForTests(), liquidity: null };

/** Something that is tried: what is said, message after message. The last one does it. */
interface Attempt {
  what: string;
  needs: Action;
  says(world: Crew, who: Who): Promise<string[]> | string[];
  inGroup?: boolean;
}

const ATTEMPTS: Attempt[] = [
  { what: "make a code", needs: "codes", says: () => ["receipt code Tea", "open usd", "as paid", "Make it"] },
  {
    what: "make a code by command",
    needs: "codes",
    says: () => ["/receipt-code Tea", "open usd", "as paid", "Make it"],
  },
  { what: "rename a code", needs: "codes", says: () => ["Rename coffee", "Mocha"] },
  { what: "rename a code by command", needs: "codes", says: () => ["/rename-code coffee", "Mocha"] },
  { what: "pause a code", needs: "codes", says: () => ["pause coffee"] },
  { what: "pause a code by its button", needs: "codes", says: () => ["/pause-code coffee"] },
  { what: "resume a code", needs: "codes", says: () => ["/resume-code cake"] },
  { what: "delete a code", needs: "codes", says: () => ["/delete-code coffee", "Delete it"] },
  { what: "make an invoice", needs: "charge", says: () => ["invoice 25 usd tea 2h", "Make it"] },
  { what: "make an invoice by command", needs: "charge", says: () => ["/invoice 25 usd tea 2h", "Make it"] },
  {
    what: "charge somebody",
    needs: "charge",
    says: ({ mixinId, ada }) => [`charge @${mixinId(ada)} 5 usd tea`, "Send it"],
  },
  {
    what: "cancel another's invoice",
    needs: "all invoices",
    says: async ({ invoice, crew }) => [`/cancel-invoice ${(await invoice(crew.owner, "Theirs")).id}`],
  },
  {
    what: "copy another's invoice",
    needs: "all invoices",
    says: async ({ invoice, crew }) => [`/duplicate-invoice ${(await invoice(crew.owner, "Theirs")).id}`, "Make it"],
  },
  {
    what: "send another's invoice",
    needs: "all invoices",
    says: async ({ invoice, crew, mixinId, ada }) => [
      `/charge ${(await invoice(crew.owner, "Theirs")).id}`,
      mixinId(ada),
      "Send it",
    ],
  },
  {
    what: "give back what they charged",
    needs: "refund",
    says: async ({ paid, crew, employ }, who) => {
      if (who === "cashier") await employ(crew.cashier, "cashier", "500");
      const orderId = await paid(crew[who], "Mine");
      return [`/refund ${orderId}`, "All of it", "The same coins", "Give it back"];
    },
  },
  {
    what: "give back what another charged",
    needs: "all refunds",
    says: async ({ paid, crew }) => [
      `/refund ${await paid(crew.owner, "Theirs")}`,
      "All of it",
      "The same coins",
      "Give it back",
    ],
  },
  {
    what: "send the money elsewhere",
    needs: "payee",
    says: () => ["/payee 7000104007", "Change it"],
  },
  { what: "receive something else", needs: "settlement", says: () => ["settlement btc"] },
  { what: "receive something else by command", needs: "settlement", says: () => ["/settlement btc"] },
  { what: "change the grace period", needs: "rules", says: () => ["/grace 2 hours"] },
  { what: "change the tolerance", needs: "rules", says: () => ["tolerance 1 %"] },
  { what: "change what follows a failed conversion", needs: "rules", says: () => ["/strict return"] },
  { what: "move the shop", needs: "handle", says: () => ["/handle elsewhere", "Move it"] },
  { what: "change the currency", needs: "currency", says: () => ["/currency chf"] },
  {
    what: "invite somebody",
    needs: "staff",
    says: ({ mixinId, ada }) => [`/invite ${mixinId(ada)} manager`, "Invite them"],
  },
  {
    what: "promote a cashier",
    needs: "staff",
    says: ({ mixinId, vera }) => [`/staff ${mixinId(vera)}`, "Make them a manager"],
  },
  {
    what: "let a cashier give back",
    needs: "staff",
    says: ({ mixinId, vera }) => [`/staff ${mixinId(vera)}`, "Refund limit", "500"],
  },
  {
    what: "remove a cashier",
    needs: "staff",
    says: ({ mixinId, vera }) => [`/staff ${mixinId(vera)}`, "Remove them", "Yes, remove them"],
  },
  { what: "have figures sent", needs: "digest", says: () => ["digest daily 21"] },
  { what: "have figures sent by buttons", needs: "digest", says: () => ["/digest", "Every day", "21:00"] },
  { what: "mute news", needs: "digest", says: () => ["/notifications payments off"] },
  { what: "set a goal", needs: "goals", says: () => ["goal 100 usd"] },
  { what: "set a code's goal", needs: "goals", says: () => ["/goal", "coffee 100 usd"] },
  { what: "make a key", needs: "programs", says: () => ["new key Shop", "Everything", "Make the key"] },
  {
    what: "make a key by command",
    needs: "programs",
    says: () => ["/new-key", "Shop", "orders, refunds", "Make the key"],
  },
  {
    what: "revoke a key",
    needs: "programs",
    says: async ({ key }) => [`/revoke-key ${(await key()).id}`, "Yes, revoke it"],
  },
  {
    what: "have an address told",
    needs: "programs",
    says: () => ["add webhook https://shop.example.com/paid", "Everything"],
  },
  {
    what: "have an address told no more",
    needs: "programs",
    says: async ({ webhook }) => [`/remove-webhook ${(await webhook()).id}`, "Yes, remove it"],
  },
  {
    what: "have a message sent again",
    needs: "programs",
    says: async ({ delivery }) => [`/resend ${await delivery()}`],
  },
  { what: "link a group", needs: "group", inGroup: true, says: () => ["link shop"] },
];

/** What each may, written out once more: the table in the program is not its own judge. */
const MAY: Record<Action, Who[]> = {
  charge: ["owner", "manager", "cashier"],
  "all invoices": ["owner", "manager"],
  refund: ["owner", "manager", "cashier"],
  "all refunds": ["owner", "manager"],
  late: ["owner", "manager"],
  codes: ["owner", "manager"],
  statistics: ["owner", "manager"],
  files: ["owner", "manager"],
  activity: ["owner", "manager", "cashier"],
  payee: ["owner"],
  settlement: ["owner"],
  rules: ["owner"],
  currency: ["owner"],
  handle: ["owner"],
  staff: ["owner"],
  group: ["owner"],
  programs: ["owner"],
  digest: ["owner"],
  goals: ["owner", "manager"],
  messages: ["owner", "manager", "cashier"],
  "all messages": ["owner", "manager"],
};

it("the table of rights is the one that was decided", () => {
  const roles = ["owner", "manager", "cashier"] as const;
  const table = Object.keys(RIGHTS).map((action) => [action, roles.filter((role) => may(role, action as Action))]);
  expect(Object.fromEntries(table)).toEqual(MAY);
});

it("every right is tried, by everybody", () => {
  const tried = new Set([...ATTEMPTS, ...VIEWS].map(({ needs }) => needs));
  expect(Object.keys(RIGHTS).filter((action) => !tried.has(action as Action))).toEqual([]);
});

eachEngine("who may do what in a shop", (open) => {
  let database: Database;
  let world: Crew;

  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => {
    await empty(database);
    world = await openCrew(database, market);
    const bot = { userId: freshId(), identityNumber: "7000104007", fullName: "Purse", avatarUrl: "", hasSafe: true };
    world.chat.directory.set("7000104007", { status: "found", user: { ...bot, isBot: true } });
  });

  const group = freshId();
  const saying = (attempt: Attempt, one: Talking) => (text: string) =>
    attempt.inGroup ? world.inGroup(group, one, text) : one.says(text);

  for (const attempt of ATTEMPTS) {
    describe(`to ${attempt.what}`, () => {
      it.each(WHO)("is tried by the %s", async (who) => {
        const texts = await attempt.says(world, who);
        const before = await world.state();
        const say = saying(attempt, world.crew[who]);
        let last = "";
        for (const text of texts) last = (await say(text)).text;
        const after = await world.state();
        if (MAY[attempt.needs].includes(who)) {
          expect(after, last).not.toEqual(before);
          const [entry] = await database.db
            .select()
            .from(auditEntries)
            .where(eq(auditEntries.merchantId, world.shop.id));
          expect(entry?.userId, "recorded as theirs").toBe(world.crew[who].userId);
        } else {
          expect(after).toEqual(before);
          expect(await database.db.$count(auditEntries, eq(auditEntries.merchantId, world.shop.id))).toBe(0);
        }
      });
    });
  }

  for (const view of VIEWS) {
    describe(`to see ${view.what}`, () => {
      it.each(WHO)("is tried by the %s", async (who) => {
        await view.prepare?.(world, database, who);
        const before = await world.state();
        const { text } = await world.crew[who].says(view.says);
        if (MAY[view.needs].includes(who)) expect(text).toMatch(view.shows);
        else expect(text).not.toMatch(view.shows);
        expect(await world.state()).toEqual(before);
      });
    });
  }

  describe("a right that is taken away in the middle", () => {
    const several = ATTEMPTS.filter(({ needs, inGroup }) => MAY[needs].includes("manager") && !inGroup);
    it.each(several.map((attempt) => [attempt.what, attempt] as const))(
      "%s: by the time of the last word",
      async (_, attempt) => {
        const { manager } = world.crew;
        const texts = await attempt.says(world, "manager");
        for (const text of texts.slice(0, -1)) await manager.says(text);
        await world.dismiss(manager);
        const before = await world.state();
        const answer = await manager.says(texts.at(-1)!);
        expect(await world.state()).toEqual(before);
        if (texts.length > 1) expect(answer.text).toContain("You no longer work in the shop");
      },
    );

    it("and a role that became a smaller one", async () => {
      const { manager } = world.crew;
      await manager.says("/delete-code coffee");
      await world.employ(manager, "cashier");
      const before = await world.state();
      expect((await manager.says("Delete it")).text).toContain(
        "Only the owner and the managers of Thorb's may do that",
      );
      expect(await world.state()).toEqual(before);
    });

    it("also within one batch of messages", async () => {
      const { owner, manager } = world.crew;
      await owner.says(`/staff ${world.mixinId(manager)}`);
      await owner.says("Remove them");
      const before = (await world.state()).codes;
      await world.chat.bot.handle([
        world.chat.message(owner.userId, "Yes, remove them"),
        world.chat.message(manager.userId, "/pause-code coffee"),
      ]);
      expect((await world.state()).codes).toEqual(before);
      expect((await world.state()).staff.find(({ userId }) => userId === manager.userId)?.state).toBe("removed");
    });
  });

  it("a cashier is told who may, and shown what they may themselves", async () => {
    const { cashier } = world.crew;
    for (const text of [
      "statistics",
      "/my-codes",
      "stats today",
      "/late",
      "/payee",
      "/staff",
      "my codes 2",
      "/csv",
      "/statement",
      "/poster coffee",
      "/all-codes",
      "/keys",
      "new key Shop",
      "webhooks",
      "/deliveries",
      "html coffee",
    ]) {
      const answer = await cashier.says(text);
      expect(answer.text, text).toMatch(/Only the owner( and the managers)? of Thorb's may do that/);
      const may = [
        "New invoice",
        "My invoices",
        "Send money",
        "My transfers",
        "Settings",
        "How to pay",
        "Help",
        "Change shop",
      ];
      expect([...answer.buttons.keys()]).toEqual(may);
    }
    expect((await cashier.says("menu")).text).toContain("You act for Thorb's (cashier)");
    expect((await cashier.says("help")).text).toContain("You are a cashier of Thorb's");
    const settings = await cashier.says("settings");
    expect([...settings.buttons.keys()]).toEqual(["Language", "Time zone", "Menu"]);
    expect(settings.text).not.toContain("Money goes");
  });

  it("a manager is offered of a code what they may do with it", async () => {
    const { manager, owner } = world.crew;
    const [offered, all] = [await manager.says("show coffee"), await owner.says("show coffee")];
    expect([...all.buttons.keys()].filter((label) => !offered.buttons.has(label))).toEqual(["Who gets the money"]);
  });

  it("a cashier sees and cancels what they made, and nothing else", async () => {
    const { cashier, owner } = world.crew;
    const [own, other] = [await world.invoice(cashier, "Mine"), await world.invoice(owner, "Theirs")];
    const list = await cashier.says("my invoices");
    expect(list.text).toContain("Mine");
    expect(list.text).not.toContain("Theirs");
    expect((await cashier.says(`/show-invoice ${other.id}`)).text).toContain("You have no such invoice");
    expect((await cashier.says(`/cancel-invoice ${own.id}`)).text).toContain("is cancelled");
    expect((await owner.says("my invoices")).text).toContain("Theirs");
  });

  it("an amount alone is an invoice for a cashier, and a code for a manager", async () => {
    const { cashier, manager } = world.crew;
    await cashier.says("25 usd");
    await cashier.says("Make it");
    const made = (await world.state()).orders;
    expect(made).toMatchObject([
      { source: "invoice", createdBy: cashier.userId, quoteAmount: "25.00000000", payeeId: world.shop.payeeId },
    ]);
    await manager.says("25 usd");
    await manager.says("Make it");
    expect((await world.state()).codes).toHaveLength(3);
    expect((await world.state()).orders).toHaveLength(1);
  });

  describe("where it is done", () => {
    const at = new Date();
    const deeds: [string, Action, (tx: Tx, by: string) => Promise<unknown>][] = [
      [
        "the payee",
        "payee",
        (tx, by) => {
          const payee = { kind: "individual" as const, members: [by], threshold: 1, label: "me" };
          return setPayee(tx, { merchantId: world.shop.id, by, codeId: null, payee, cause: freshId() });
        },
      ],
      [
        "the settlement asset",
        "settlement",
        (tx, by) =>
          changeShop(tx, {
            merchantId: world.shop.id,
            by,
            deed: "settlement.changed",
            changes: { settlementAsset: null },
            to: "",
            cause: freshId(),
          }),
      ],
      [
        "an invitation",
        "staff",
        (tx, by) => {
          const { userId } = world.ada;
          const who = { merchantId: world.shop.id, by, userId, role: "manager" as const, name: "Ada" };
          return invite(tx, { ...who, cause: freshId(), now: at });
        },
      ],
      [
        "a role, a limit, a dismissal",
        "staff",
        async (tx, by) => {
          const who = { merchantId: world.shop.id, by, userId: world.vera.userId, name: "Vera", now: at };
          await changeRole(tx, { ...who, role: "manager", cause: freshId() });
          await limitRefunds(tx, { ...who, limit: "9", asset: "usd", cause: freshId() });
          await removeStaff(tx, { ...who, cause: freshId() });
        },
      ],
      [
        "a group",
        "group",
        (tx, by) => linkGroup(tx, { conversationId: freshId(), merchantId: world.shop.id, by, cause: freshId() }),
      ],
      [
        "an invoice that is not there",
        "charge",
        (tx, by) => cancelInvoice(tx, { merchantId: world.shop.id, orderId: freshId(), by, now: at, cause: freshId() }),
      ],
    ];
    for (const [what, needs, does] of deeds) {
      it.each(WHO)(`${what} by the %s`, async (who) => {
        const before = await world.state();
        const done = inTransaction(database.db, (tx) => does(tx, world.crew[who].userId));
        if (MAY[needs].includes(who)) await done;
        else {
          await expect(done).rejects.toThrow(NotAllowed);
          expect(await world.state()).toEqual(before);
        }
      });
    }

    it.each(WHO)("late money by the %s", async (who) => {
      const orderId = await world.paid(world.crew.owner, "Lunch");
      const [intake] = await database.db.select().from(intakes).where(eq(intakes.orderId, orderId));
      const [order] = await database.db.select().from(orders).where(eq(orders.id, orderId));
      const by = world.crew[who].userId;
      const decision = { late: { intake: intake!, order: order! }, accept: true, by, market, now: at };
      const done = inTransaction(database.db, (tx) => decideLate(tx, { ...decision, cause: freshId() }));
      if (MAY.late.includes(who)) await done;
      else await expect(done).rejects.toThrow(NotAllowed);
    });

    it.each(WHO)("a refund by the %s, whatever was shown before", async (who) => {
      const orderId = await world.paid(world.crew.owner, "Theirs");
      const wish = { merchantId: world.shop.id, orderId, part: { of: "all" as const }, rate: "then" as const };
      const shown = await previewRefund(database.db, market.rates, wish, at);
      if (!shown.ok) throw new Error(shown.reason);
      const by = world.crew[who].userId;
      const request = {
        id: freshId(),
        merchantId: world.shop.id,
        preview: shown.preview,
        by,
        title: "back",
        language: "en",
      };
      const done = inTransaction(database.db, (tx) => beginShopRefund(tx, { ...request, now: at }, market.rates));
      if (who === "stranger" || who === "removed") return expect(done).rejects.toThrow(NotAllowed);
      expect(await done).toMatchObject(who === "cashier" ? { ok: false, reason: "not_yours" } : { ok: true });
      expect((await world.state()).refunds).toHaveLength(who === "cashier" ? 0 : 1);
    });
  });
});
