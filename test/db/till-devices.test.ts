import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Database, inTransaction } from "../../src/db/database.js";
import { freshId } from "../../src/db/ids.js";
import { markSent } from "../../src/notify/waiting.js";
import { auditEntries, outbox, staff, tillSessions } from "../../src/db/schema.js";
import type { Market } from "../../src/payments/ports.js";
import { removeStaff } from "../../src/shop/staff.js";
import { newTillLink, openTill, TILL_DEVICES_MAX, TILL_LINKS_A_DAY } from "../../src/shop/till.js";
import type { Talking } from "../support/conversation.js";
import { type Crew, openCrew } from "../support/crew.js";
import { eachEngine, empty } from "../support/databases.js";
import { webForTests } from "../support/pay-pages.js";
import { ratesForTests } from "../support/rates.js";
import { Counter } from "../support/till-counter.js";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

eachEngine("devices at the counter", (open) => {
  let database: Database;
  let world: Crew;
  let web: ReturnType<typeof webForTests>;
  let ahead: number;
  let logged: unknown[];
  const now = () => new Date(Date.now() + ahead);
  const till = { key: Buffer.alloc(32, 7), bot: "Mixtill" };

  beforeEach(async () => {
    database ??= await open();
    await empty(database);
    ahead = 0;
    logged = [];
    const market: Market = { rates: ratesForTests(now), liquidity: null };
    world = await openCrew(database, market, now);
    web = webForTests(database, { market, clock: now, till, log: (...words) => void logged.push(words) });
  });
  afterEach(() => web.close());

  const browser = () => new Counter(web.app);
  /** The link that the bot sends to whoever says "till". */
  async function linkFor(one: Talking): Promise<string> {
    const answer = await one.says("till");
    const link = answer.buttons.get("Open the till") ?? "";
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:8080\/till\/open\/[\w-]{43}$/);
    return link.split("/").pop()!;
  }
  async function signedIn(one: Talking): Promise<Counter> {
    const counter = browser();
    expect((await counter.opens(await linkFor(one))).status).toBe(303);
    return counter;
  }
  const looks = async (counter: Counter): Promise<number> => (await counter.request("/till")).status;
  const sessions = () => database.db.select().from(tillSessions).orderBy(tillSessions.createdAt);

  describe("are signed in by a link", () => {
    it("that looking at does not use up, and that opens once", async () => {
      const secret = await linkFor(world.crew.cashier);
      for (const method of ["GET", "HEAD", "GET"]) {
        expect((await browser().request(`/till/open/${secret}`, { method })).status).toBe(200);
      }
      const page = await browser().reads(`/till/open/${secret}`);
      expect(page).toContain("This device will charge and give back for Thorb's in the name of Cleo");
      expect(page).toContain("Open the till on this device");

      const counter = browser();
      const opened = await counter.opens(secret);
      expect([opened.status, opened.headers.get("location")]).toEqual([303, "/till"]);
      expect(await looks(counter)).toBe(200);

      const second = browser();
      expect((await second.opens(secret)).status).toBe(410);
      expect(second.token).toBeUndefined();
      expect(await looks(second)).toBe(401);
      expect(await browser().reads(`/till/open/${secret}`)).toContain("does not open the till any more");
    });

    it("that two open at once: one of them", async () => {
      const secret = await linkFor(world.crew.owner);
      const both = await Promise.all([browser().opens(secret), browser().opens(secret)]);
      expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 410]);
    });

    it("within five minutes", async () => {
      const [late, early] = [await linkFor(world.crew.owner), await linkFor(world.crew.manager)];
      ahead = 5 * MINUTE_MS - 30_000;
      expect((await browser().opens(early)).status).toBe(303);
      ahead = 5 * MINUTE_MS + 1_000;
      expect((await browser().request(`/till/open/${late}`)).status).toBe(410);
      expect((await browser().opens(late)).status).toBe(410);
    });

    it("that nobody guesses, and that is stored nowhere, nor is what the device is known by", async () => {
      const secret = await linkFor(world.crew.owner);
      const counter = browser();
      await counter.opens(secret);
      for (const wrong of ["", "x", `${secret}x`, secret.slice(1)]) {
        expect((await browser().opens(wrong)).status).toBe(410);
      }
      // Only until the message with the link is sent is it in there.
      const messages = await database.db.select().from(outbox);
      expect(JSON.stringify(messages)).toContain(secret);
      await markSent(
        database.db,
        messages.map(({ messageId }) => messageId),
      );
      const kept = JSON.stringify([await sessions(), await database.db.select().from(outbox), logged]);
      expect(kept).toContain('"isSecret":true');
      expect(kept).not.toContain(secret);
      expect(kept).not.toContain(counter.token);
      expect(kept).toContain("Chrome (Android)");
    });

    it("with a cookie that no script reads, that no other site sends, and that goes to the counter alone", async () => {
      const answer = await browser().opens(await linkFor(world.crew.owner));
      const [cookie = ""] = answer.headers.getSetCookie();
      expect(cookie).toMatch(/^till=[\w-]{43}; Max-Age=7776000; Path=\/till; HttpOnly; Secure; SameSite=Lax$/);
    });

    it("ten a day for each, and again a day later", async () => {
      for (let n = 0; n < TILL_LINKS_A_DAY; n++) await linkFor(world.crew.cashier);
      const refused = await world.crew.cashier.says("till");
      expect(refused.text).toContain("You have asked for 10 links within a day");
      expect(refused.buttons.has("Open the till")).toBe(false);
      await linkFor(world.crew.manager);
      ahead = DAY_MS + MINUTE_MS;
      await linkFor(world.crew.cashier);
      expect((await sessions()).filter(({ userId }) => userId === world.crew.cashier.userId)).toHaveLength(1);
    });

    it("twenty of a shop at once", async () => {
      for (let n = 0; n < TILL_DEVICES_MAX; n++) {
        const then = new Date(Date.now() - (30 - n) * DAY_MS);
        await inTransaction(database.db, async (tx) => {
          const wanted = { id: freshId(), merchantId: world.shop.id, userId: world.shop.id, now: then };
          const link = await newTillLink(tx, wanted);
          if (link.ok) await openTill(tx, { secret: link.secret, device: "", now: then });
        });
      }
      const secret = await linkFor(world.crew.cashier);
      const refused = await browser().opens(secret);
      expect(refused.status).toBe(409);
      expect(await refused.text()).toContain("Too many devices");
      const list = await world.crew.owner.says("sign out a device");
      expect(list.text).toContain("20. ");
      expect((await world.crew.owner.says("20")).text).toContain("Signed out");
      expect((await browser().opens(secret)).status).toBe(303);
    });

    it("twenty of a shop at once: not counting those of who has lost their place, nor the device that signs in anew", async () => {
      const opens = async (userId: string): Promise<void> => {
        const wanted = { id: freshId(), merchantId: world.shop.id, userId, now: now() };
        const link = await inTransaction(database.db, (tx) => newTillLink(tx, wanted));
        if (!link.ok) throw new Error(link.reason);
        const opened = await inTransaction(database.db, (tx) =>
          openTill(tx, { secret: link.secret, device: "", now: now() }),
        );
        expect(opened.ok).toBe(true);
      };
      const { cashier, manager, owner } = world.crew;
      const twentieth = await signedIn(manager);
      for (let n = 0; n < 10; n++) await opens(cashier.userId);
      for (let n = 0; n < 9; n++) await opens(owner.userId);
      expect((await browser().opens(await linkFor(manager))).status).toBe(409);
      expect((await twentieth.opens(await linkFor(manager))).status).toBe(303);
      // A link that does not work signs nobody out.
      expect((await twentieth.opens("x")).status).toBe(410);
      expect(await looks(twentieth)).toBe(200);

      const removed = { merchantId: world.shop.id, by: world.shop.id, userId: cashier.userId, name: "Cleo" };
      await inTransaction(database.db, (tx) => removeStaff(tx, { ...removed, cause: freshId(), now: now() }));
      expect((await browser().opens(await linkFor(manager))).status).toBe(303);
      await world.employ(cashier, "cashier");
      expect((await cashier.says("till")).text).not.toContain("Signed in:");
    });

    it("again on the same device: the first session is over", async () => {
      const counter = await signedIn(world.crew.owner);
      const thief = counter.stolen();
      expect((await counter.opens(await linkFor(world.crew.cashier))).status).toBe(303);
      expect(await looks(thief)).toBe(401);
      expect(await counter.reads("/till")).toContain("Thorb's, Cleo");
    });
  });

  describe("are signed out", () => {
    it("on their screen, and then what was stolen before is of no use", async () => {
      const counter = await signedIn(world.crew.cashier);
      const thief = counter.stolen();
      expect(await looks(thief)).toBe(200);
      const answer = await counter.posts("/till/out", {});
      expect(answer.status).toBe(303);
      expect(counter.token).toBeUndefined();
      expect(await looks(thief)).toBe(401);
      expect((await thief.posts("/till/charge", { amount: "5", unit: "usd", visit: freshId() })).status).toBe(401);
      const deeds = (await database.db.select().from(auditEntries).orderBy(auditEntries.id)).map(
        ({ action, subject, userId }) => [action, subject, userId],
      );
      const { userId } = world.crew.cashier;
      expect(deeds).toEqual([
        ["till.opened", "Chrome (Android)", userId],
        ["till.closed", "Chrome (Android)", userId],
      ]);
    });

    it("in the chat: by whoever signed them in, and by the owner, by nobody else", async () => {
      const [his, hers] = [await signedIn(world.crew.manager), await signedIn(world.crew.cashier)];
      const own = await world.crew.cashier.says("till");
      expect(own.text).toMatch(/1\. Chrome \(Android\), Cleo: since .+, last seen /);
      expect(own.text).not.toContain("Mara");
      const [, others] = (await sessions()).map(({ id }) => id);
      const managers = (await sessions()).find(({ userId }) => userId === world.crew.manager.userId)!.id;
      expect(others).toBeDefined();
      await world.crew.cashier.says(`/close-till ${managers}`);
      expect(await looks(his)).toBe(200);

      const all = await world.crew.owner.says("till");
      expect(all.text).toContain("Mara");
      expect(all.text).toContain("Cleo");
      expect((await world.crew.owner.says(`/close-till ${managers}`)).text).toContain("Signed out: Chrome (Android)");
      expect([await looks(his), await looks(hers)]).toEqual([401, 200]);
    });

    it("at once when somebody is removed from the staff, and not in again when they are taken back", async () => {
      const counter = await signedIn(world.crew.cashier);
      const secret = await linkFor(world.crew.cashier);
      const idle = await signedIn(world.crew.cashier);
      await world.dismiss(world.crew.cashier);
      expect(await looks(counter)).toBe(401);
      expect((await browser().opens(secret)).status).toBe(410);
      expect((await world.crew.owner.says("till")).text).not.toContain("Cleo");
      await world.employ(world.crew.cashier, "cashier");
      const place = eq(staff.userId, world.crew.cashier.userId);
      await database.db
        .update(staff)
        .set({ answeredAt: new Date(Date.now() + 1_000) })
        .where(place);
      expect([await looks(counter), await looks(idle)]).toEqual([401, 401]);
    });

    it("after ninety days", async () => {
      const counter = await signedIn(world.crew.owner);
      ahead = 89 * DAY_MS;
      expect(await looks(counter)).toBe(200);
      ahead = 90 * DAY_MS + MINUTE_MS;
      expect(await looks(counter)).toBe(401);
    });

    it("and say how to sign in, in the language that was chosen on the device", async () => {
      const counter = browser();
      expect(await counter.reads("/till")).toContain("Write “Till” to Mixtill in Mixin Messenger");
      expect(await counter.reads("/till?lang=de")).toContain("Dieses Gerät ist nicht angemeldet");
      expect(await counter.reads("/till/payments")).toContain("Schreiben Sie Mixtill im Mixin Messenger „Kasse“");
    });
  });

  it("are seen to the minute", async () => {
    const counter = await signedIn(world.crew.owner);
    const seen = async () => (await sessions())[0]!.seenAt!.getTime();
    const first = await seen();
    ahead = 30_000;
    await looks(counter);
    expect(await seen()).toBe(first);
    ahead = 61_000;
    await looks(counter);
    expect(await seen()).toBeGreaterThan(first + 60_000);
  });

  it("do nothing that another site asks for", async () => {
    const counter = await signedIn(world.crew.owner);
    const secret = await linkFor(world.crew.manager);
    const forms: [string, Record<string, string>][] = [
      ["/till/charge", { amount: "5", unit: "usd", visit: freshId() }],
      ["/till/out", {}],
      ["/till/open", { secret }],
    ];
    const strange = [
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      { "sec-fetch-site": "", origin: "https://evil.example" },
      { "sec-fetch-site": "", origin: "null" },
      { "sec-fetch-site": "" },
    ];
    for (const [path, fields] of forms) {
      for (const headers of strange) {
        const says = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ""));
        const answer = await counter.request(path, {
          method: "POST",
          headers: { "content-type": "application/x-www-form-urlencoded", ...says },
          body: new URLSearchParams(fields).toString(),
        });
        expect(answer.status, `${path} ${JSON.stringify(says)}`).toBe(403);
      }
    }
    expect(await looks(counter)).toBe(200);
    // An older browser names only the origin.
    const headers = { "content-type": "application/x-www-form-urlencoded", origin: "https://till.example.com" };
    expect((await counter.request("/till/out", { method: "POST", headers, body: "" })).status).toBe(303);
  });

  it("are no business of a group's", async () => {
    const group = freshId();
    await world.inGroup(group, world.crew.owner, "link shop");
    const said = await world.inGroup(group, world.crew.owner, "till");
    expect(said.text).not.toContain("/till/open/");
    expect(await sessions()).toEqual([]);
  });

  describe("keep a shell of the counter", () => {
    it("with a manifest in each language, icons of the right size, and a worker for the whole counter", async () => {
      const manifest = (await (await browser().request("/till/manifest.webmanifest?lang=de")).json()) as {
        name: string;
        start_url: string;
        scope: string;
        display: string;
        icons: { src: string; sizes: string; purpose: string }[];
      };
      expect(manifest).toMatchObject({ name: "Kasse", start_url: "/till", scope: "/till", display: "standalone" });
      expect(manifest.icons.map(({ purpose }) => purpose)).toEqual(["any", "any", "maskable"]);
      for (const { src, sizes } of manifest.icons) {
        const png = Buffer.from(await (await browser().request(src)).arrayBuffer());
        expect(`${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`).toBe(sizes);
      }
      const worker = await browser().request("/till/worker.js?lang=ja");
      expect(worker.headers.get("service-worker-allowed")).toBe("/till");
      expect(await worker.text()).toContain("/till/offline?lang=ja");
      expect(await browser().reads("/till/offline?lang=ar")).toContain("لا يوجد اتصال");
    });

    it("whose files are there for everybody, and tell nothing of anybody", async () => {
      const [, json = "{}"] =
        /const KEPT = (.*);/.exec(await (await browser().request("/till/worker.js")).text()) ?? [];
      const { files } = JSON.parse(json) as { files: string[] };
      expect(files).toHaveLength(5);
      for (const file of files) {
        const answer = await browser().request(file);
        expect([file, answer.status, answer.headers.getSetCookie()]).toEqual([file, 200, []]);
        expect(await answer.text()).not.toContain("Thorb's");
      }
    });
  });
});
