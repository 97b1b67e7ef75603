import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Database, inTransaction } from "../../src/db/database.js";
import { claimRequests, jobs, orders, quotes, remittances, transfers } from "../../src/db/schema.js";
import { DIRECTIONS, type Language, LANGUAGES } from "../../src/i18n/index.js";
import { claimOptions, signedInAddress } from "../../src/main/claims.js";
import type { Mixin } from "../../src/mixin/client.js";
import { mixAddress } from "../../src/mixin/addresses.js";
import { decimal, plain } from "../../src/payments/money.js";
import { cancelRemittance, expireRemittance } from "../../src/payments/remittances/close.js";
import type { Remittance } from "../../src/payments/state.js";
import { answerClaimRequest } from "../../src/shop/claim-requests.js";
import { claimSecret } from "../../src/shop/claims.js";
import { Claimant, type Seen } from "../support/claimant.js";
import { eachEngine, empty } from "../support/databases.js";
import { openStage, type Stage } from "../support/mixin-stage.js";
import { deskMarket, webForTests } from "../support/pay-pages.js";
import { BTC } from "../support/rates.js";
import { CLAIM_KEY, claimPath, paidRemittance } from "../support/remittances.js";
import { SandboxControl, type SandboxUser } from "../support/sandbox.js";

const PUBLIC_URL = "https://till.example.com";
const MINUTE = 60_000;
const BTC_ADDRESS = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq";

eachEngine("the claim pages", (open) => {
  let stage: Stage;
  let control: SandboxControl;
  let mixin: Mixin;
  let ada: SandboxUser;
  let ben: SandboxUser;
  let database: Database;
  let web: ReturnType<typeof webForTests>;
  let shift = 0;
  const logged: unknown[] = [];

  beforeAll(async () => {
    stage = await openStage();
    control = new SandboxControl(stage.sandbox.url);
    mixin = stage.client();
    [ada, ben] = [await control.person("Ada"), await control.person("Ben")];
    await fetch(`${stage.sandbox.url}/sandbox/users/${mixin.botId}/oauth`, {
      method: "POST",
      body: JSON.stringify({ redirect_uri: signedInAddress(PUBLIC_URL) }),
    });
  });
  afterAll(() => stage.close());

  beforeEach(async () => {
    database ??= await open();
    await empty(database);
    shift = 0;
    logged.length = 0;
    await start();
  });
  afterEach(() => web.close());

  const now = () => new Date(Date.now() + shift);

  async function start(limit = { burst: 100, perSecond: 1 }): Promise<void> {
    web?.close();
    const { market } = await deskMarket(database, { [BTC]: "1" });
    const network = { payUrl: `${stage.sandbox.url}/pay` };
    const bot = { name: "Mixtill", number: "7000103970" };
    web = webForTests(database, {
      clock: now,
      market,
      isProxy: () => true,
      log: (...line) => logged.push(line),
      claims: { ...claimOptions(mixin, network, { key: CLAIM_KEY, bot }), limit },
    });
  }

  const somebody = (language?: string) => new Claimant(web.app, language);
  const stateOf = async ({ id }: Remittance) =>
    (await database.db.select().from(remittances).where(eq(remittances.id, id)))[0]!.state;
  const out = async () =>
    (await database.db.select().from(transfers)).map(({ members, amount, assetId, destination }) => ({
      members,
      amount: plain(amount),
      assetId,
      destination,
    }));
  const rows = async () =>
    Promise.all([orders, quotes, jobs, transfers, claimRequests].map((t) => database.db.$count(t)));

  /** To the address of one user, as somebody types it who has it. */
  async function confirmFor(claimant: Claimant, remittance: Remittance, user: SandboxUser, asset = ""): Promise<Seen> {
    const page = await claimant.open(`${claimPath(remittance)}${asset && `?asset=${asset}`}`);
    return claimant.send(page, "/to", { way: "mix", mix: mixAddress({ members: [user.user_id], threshold: 1 }) });
  }

  describe("opened", () => {
    test("say who sends, how much, what they write and until when, and change nothing", async () => {
      const remittance = await paidRemittance(database, { note: "for <lunch>" });
      const before = await rows();
      const seen = await somebody().open(claimPath(remittance));
      expect(seen.status).toBe(200);
      for (const said of ["Thorb", "Mixin ID 7000103970", "10 USDT (TRON)", "for <lunch>", "goes back to the sender"]) {
        expect(seen.words).toContain(said);
      }
      await web.app.request(claimPath(remittance), { method: "HEAD" });
      await somebody().open(`${claimPath(remittance)}/to`);
      await somebody().open(`${claimPath(remittance)}/take/${randomUUID()}`);
      await somebody().leaves(`${claimPath(remittance)}/sign-in`);
      expect(await rows()).toEqual(before);
    });

    test("offer what comes out in other currencies", async () => {
      const remittance = await paidRemittance(database);
      const seen = await somebody().open(claimPath(remittance));
      expect(seen.words).toMatch(/0\.0001\d+ BTC/);
      const chosen = await somebody().open(`${claimPath(remittance)}?asset=${BTC}`);
      expect(chosen.html).toMatch(/<p class="amount"><bdi>0\.0001\d* BTC<\/bdi><\/p>/);
    });

    test.each(LANGUAGES)("speak %s", async (language: Language) => {
      const remittance = await paidRemittance(database, { name: "张伟" });
      const claimant = somebody(language);
      const pages = [
        await claimant.open(claimPath(remittance)),
        await confirmFor(claimant, remittance, ada),
        await claimant.post(`${claimPath(remittance)}/to`, { way: "id", id: "12", asset: remittance.assetId! }),
        await claimant.open("/claim/nothing"),
      ];
      for (const { html, words } of pages) {
        expect(html).toContain(`<html lang="${language}" dir="${DIRECTIONS[language]}"`);
        if (language !== "en") expect(words).not.toMatch(/\b(you|money|whether|please|this)\b/i);
        expect(words).not.toMatch(/\{\{|undefined/);
      }
    });

    test("have every field labelled, every error tied to its field and read out", async () => {
      const remittance = await paidRemittance(database);
      const { html } = await somebody().post(`${claimPath(remittance)}/to`, {
        way: "id",
        id: "me",
        asset: BTC,
      });
      const ids = [...html.matchAll(/<input id="([^"]+)"/g)].map(([, id]) => id!);
      expect(ids.length).toBeGreaterThan(2);
      for (const id of ids) expect(html).toContain(`<label for="${id}">`);
      expect(html).toMatch(/aria-invalid="true" aria-describedby="id-error"/);
      expect(html).toMatch(/id="id-error" role="alert"/);
    });
  });

  describe("pay out", () => {
    test("as it was sent, once the last page is confirmed", async () => {
      const remittance = await paidRemittance(database);
      const claimant = somebody();
      const confirm = await confirmFor(claimant, remittance, ada);
      expect(confirm.words).toMatch(/You receive 10 USDT \(TRON\).* Goes to Ada \(2815162\)/);
      expect(await stateOf(remittance)).toBe("waiting");
      const done = await claimant.send(confirm, "/take");
      expect(done.words).toContain("10 USDT (TRON) for Ada (2815162)");
      expect(await out()).toEqual([
        { members: [ada.user_id], amount: "10", assetId: remittance.assetId, destination: null },
      ]);
    });

    test("in another currency, exactly what was shown; an amount that has run out is shown anew", async () => {
      const remittance = await paidRemittance(database);
      const claimant = somebody();
      const confirm = await confirmFor(claimant, remittance, ada, BTC);
      const amount = /(0\.0001\d*) BTC/.exec(confirm.words)![1]!;
      shift = 2 * MINUTE;
      const late = await claimant.send(confirm, "/take");
      expect(late.words).toContain("The amount held for a minute");
      expect(await stateOf(remittance)).toBe("waiting");
      const again = await claimant.send(late, "/confirm");
      expect(again.words).toContain(`${amount} BTC`);
      await claimant.send(again, "/take");
      expect(await out()).toEqual([{ members: [ada.user_id], amount, assetId: BTC, destination: null }]);
    });

    test("to members who sign together", async () => {
      const remittance = await paidRemittance(database);
      const members = [ada.user_id, ben.user_id].toSorted();
      const claimant = somebody();
      const mix = mixAddress({ members, threshold: 2 });
      const page = await claimant.open(claimPath(remittance));
      const confirm = await claimant.send(page, "/to", { way: "mix", mix: ` ${mix}\n` });
      expect(confirm.words).toContain(mix);
      await claimant.send(confirm, "/take");
      expect(await out()).toMatchObject([{ members, amount: "10" }]);
    });

    test("to an address on a chain, less the network's fee that was shown", async () => {
      const remittance = await paidRemittance(database);
      const claimant = somebody();
      const page = await claimant.open(`${claimPath(remittance)}?asset=${BTC}`);
      expect(page.words).toMatch(/after a spread of 0\.\d+%; the rates are those of the market/);
      const confirm = await claimant.send(page, "/to", { way: "chain", address: BTC_ADDRESS });
      const fee = await mixin.withdrawalFee(BTC, BTC_ADDRESS, "");
      const charged = fee.ok ? plain(fee.fee) : "";
      expect(confirm.words).toContain(BTC_ADDRESS);
      expect(confirm.words).toContain(`Network fee ${charged} BTC`);
      const done = await claimant.send(confirm, "/take");
      const [gone] = await out();
      expect(gone).toMatchObject({ assetId: BTC, destination: { address: BTC_ADDRESS, fee: charged } });
      const arrives = plain(decimal(gone!.amount).minus(charged));
      expect(confirm.words).toContain(`You receive ${arrives} BTC`);
      expect(done.words).toContain(`${arrives} BTC for ${BTC_ADDRESS}`);
    });

    test("to an address on a chain whose fee has risen since: the new one is shown before anything moves", async () => {
      const claimant = somebody();
      const page = await claimant.open(`${claimPath(await paidRemittance(database))}?asset=${BTC}`);
      const confirm = await claimant.send(page, "/to", { way: "chain", address: BTC_ADDRESS });
      await control.price(BTC, "10000");
      const again = await claimant.send(confirm, "/take");
      expect(again.words).toContain("The network charges more by now.");
      const fee = await mixin.withdrawalFee(BTC, BTC_ADDRESS, "");
      const charged = fee.ok ? plain(fee.fee) : "";
      expect(again.words).toContain(`Network fee ${charged} BTC`);
      expect(await out()).toEqual([]);
      await claimant.send(again, "/take");
      expect((await out())[0]).toMatchObject({ destination: { fee: charged } });
      await control.price(BTC, "50000");
    });

    test("to no address of another chain, none whose fee is in other coins, and no MIX address that is broken", async () => {
      const remittance = await paidRemittance(database);
      const claimant = somebody();
      const page = await claimant.open(claimPath(remittance));
      expect(page.words).toContain("TRON charges in another currency");
      expect(page.words).not.toContain("Address on");
      const chain = { way: "chain", address: "T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb" };
      // Whoever looked at the page before it was known.
      const inUsdt = await claimant.post(`${claimPath(remittance)}/to`, { ...chain, asset: remittance.assetId! });
      expect(inUsdt.words).toContain("charges in another currency");
      const btc = await claimant.open(`${claimPath(remittance)}?asset=${BTC}`);
      expect(btc.words).toContain("An address on Bitcoin");
      expect(btc.words).not.toContain("charges in another currency");
      const wrong = await claimant.send(btc, "/to", {
        way: "chain",
        address: "0x52908400098527886e0f7030069857d2e4169ee7",
      });
      expect(wrong.words).toContain("This is no address on Bitcoin");
      const mix = await claimant.send(page, "/to", { way: "mix", mix: "MIXnonsense" });
      expect(mix.words).toContain("This is no MIX address");
      for (const { status } of [inUsdt, wrong, mix]) expect(status).toBe(422);
      expect(await database.db.$count(orders, eq(orders.source, "claim"))).toBe(0);
    });
  });

  describe("sign in with Mixin", () => {
    /** On Mixin's own page; resolves to the address the browser is sent back to, on our pages. */
    async function agrees(claimant: Claimant, remittance: Remittance, who: string, asset = ""): Promise<string> {
      const url = await claimant.leaves(`${claimPath(remittance)}/sign-in${asset && `?asset=${asset}`}`);
      expect(url).toContain("code_challenge_method=SHA256");
      expect(url).not.toContain(claimSecret(CLAIM_KEY, remittance.id));
      const body = new URLSearchParams({ person: who, scope: "PROFILE:READ" });
      const answer = await fetch(url, { method: "POST", body, redirect: "manual" });
      const back = new URL(answer.headers.get("location")!);
      expect(back.origin + back.pathname).toBe(signedInAddress(PUBLIC_URL));
      return back.pathname + back.search;
    }

    test("and pay whoever has signed in", async () => {
      const remittance = await paidRemittance(database);
      const claimant = somebody();
      const page = await claimant.open(await agrees(claimant, remittance, ada.user_id, BTC));
      expect(page.words).toContain("You are Ada (2815162)");
      expect(page.html).toMatch(/<p class="amount"><bdi>0\.0001\d* BTC<\/bdi><\/p>/);
      const confirm = await claimant.send(page, "/to", { way: "person" });
      expect(confirm.words).toContain("Goes to Ada (2815162)");
      await claimant.send(confirm, "/take");
      expect(await out()).toMatchObject([{ members: [ada.user_id], assetId: BTC }]);
    });

    test("and say so when they did not agree, or came back to another browser", async () => {
      const remittance = await paidRemittance(database);
      const claimant = somebody();
      const denied = await claimant.open(await agrees(claimant, remittance, ""));
      expect(denied.words).toContain("You were not signed in");
      const back = await agrees(claimant, remittance, ada.user_id);
      expect((await somebody().open(back)).status).toBe(404);
      const forged = await claimant.open(back.replace(/state=[^&]*/, "state=x"));
      expect(forged.status).toBe(404);
      // What was left with is good once.
      expect((await claimant.open(back)).status).toBe(404);
    });

    test("for this transfer alone, and by no cookie of one's own", async () => {
      const [one, other] = [await paidRemittance(database), await paidRemittance(database)];
      const claimant = somebody();
      await claimant.open(await agrees(claimant, one, ada.user_id));
      const page = await claimant.open(claimPath(other));
      expect(page.words).not.toContain("You are Ada");
      const posted = await claimant.post(`${claimPath(other)}/to`, { way: "person", asset: other.assetId! });
      expect(posted.words).toContain("You were not signed in");
      const made = { userId: ben.user_id, fullName: "Ben", identityNumber: "1", remittanceId: other.id, until: 9e15 };
      const cookie = `claim-visitor=${Buffer.from(JSON.stringify(made)).toString("base64url")}.c2ln`;
      const answer = await web.app.request(claimPath(other), { headers: { cookie } });
      expect(await answer.text()).not.toContain("Ben (1)");
    });
  });

  describe("ask in the chat", () => {
    async function asks(claimant: Claimant, remittance: Remittance, id: string): Promise<Seen> {
      return claimant.send(await claimant.open(claimPath(remittance)), "/to", { way: "id", id });
    }
    const request = async () => (await database.db.select().from(claimRequests))[0]!;
    const answers = (userId: string, confirmed: boolean) =>
      request().then(({ id }) =>
        inTransaction(database.db, (tx) => answerClaimRequest(tx, { requestId: id, userId, confirmed, now: now() })),
      );

    test("whoever a Mixin ID names, and go on by themselves when they confirm", async () => {
      const remittance = await paidRemittance(database);
      const claimant = somebody();
      const waits = await asks(claimant, remittance, " 2815162 ");
      expect(waits.words).toContain("Mixtill has asked Ada (2815162) in the chat");
      expect(waits.html).toMatch(/<noscript><meta http-equiv="refresh" content="3"/);
      expect(await database.db.select().from(jobs).where(eq(jobs.name, "tell.claim_request"))).toHaveLength(1);
      expect(await answers(ben.user_id, true)).toBe("unknown");
      expect(await answers(ada.user_id, true)).toBe("confirmed");
      const page = await claimant.open(waits.url);
      expect(page.words).toContain("You are Ada (2815162)");
      const confirm = await claimant.send(page, "/to", { way: "person" });
      await claimant.send(confirm, "/take");
      expect(await out()).toMatchObject([{ members: [ada.user_id], amount: "10" }]);
    });

    test("and say when they refuse, or nobody answers in time", async () => {
      const remittance = await paidRemittance(database);
      const claimant = somebody();
      const waits = await asks(claimant, remittance, "2815162");
      shift = 31 * MINUTE;
      expect((await claimant.open(waits.url)).words).toContain("Nobody answered in time");
      expect(await answers(ada.user_id, true)).toBe("over");
      shift = 0;
      expect(await answers(ada.user_id, false)).toBe("refused");
      expect((await claimant.open(waits.url)).words).toContain("said it was somebody else");
      const { id } = await request();
      const posted = await claimant.post(`${claimPath(remittance)}/to`, {
        way: "person",
        request: id,
        asset: remittance.assetId!,
      });
      expect(posted.status).toBe(422);
    });

    test("not twice while they think, and not endlessly", async () => {
      const remittance = await paidRemittance(database);
      const claimant = somebody();
      await asks(claimant, remittance, "2815162");
      await asks(claimant, remittance, "2815162");
      expect(await database.db.$count(claimRequests)).toBe(1);
      for (let hour = 1; hour < 3; hour++) {
        shift = hour * 60 * MINUTE;
        await asks(claimant, remittance, "2815162");
      }
      shift = 3 * 60 * MINUTE;
      expect((await asks(claimant, remittance, "2815162")).words).toContain("asked too often today");
      expect(await database.db.$count(claimRequests)).toBe(3);
    });

    test("nobody who does not exist, no bot, and nobody who could not receive it", async () => {
      const remittance = await paidRemittance(database);
      const claimant = somebody();
      expect((await asks(claimant, remittance, "99999999")).words).toContain("Nobody has the Mixin ID 99999999");
      expect((await asks(claimant, remittance, "thorb")).words).toContain("This is no Mixin ID");
      const bot = await control.bot();
      expect((await asks(claimant, remittance, bot.identity_number)).words).toContain("is a bot");
      const eve = await control.addUser("Eve");
      await control.safe(eve.user_id, false);
      expect((await asks(claimant, remittance, eve.identity_number)).words).toContain("cannot receive money yet");
      expect(await database.db.$count(claimRequests)).toBe(0);
    });

    test("and a question about one transfer opens no other", async () => {
      const [one, other] = [await paidRemittance(database), await paidRemittance(database)];
      const claimant = somebody();
      await asks(claimant, one, "2815162");
      await answers(ada.user_id, true);
      const { id } = await request();
      expect((await claimant.open(`${claimPath(other)}?request=${id}`)).words).not.toContain("You are Ada");
      expect((await claimant.open(`${claimPath(other)}/asked/${id}`)).status).toBe(404);
    });
  });

  describe("are over", () => {
    test("for one of two who take it at once", async () => {
      const remittance = await paidRemittance(database);
      const [first, second] = [somebody(), somebody()];
      const confirms = [await confirmFor(first, remittance, ada), await confirmFor(second, remittance, ben)];
      const ends = await Promise.all([first.send(confirms[0]!, "/take"), second.send(confirms[1]!, "/take")]);
      expect(ends.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
      const lost = ends.find(({ status }) => status === 409)!;
      expect(lost.words).toContain("This was taken already");
      expect(lost.words).not.toMatch(/Ada|Ben/);
      expect(await out()).toHaveLength(1);
      expect((await somebody().open(claimPath(remittance))).words).toContain("This was taken already");
    });

    test("taken twice by the same finger they are taken once", async () => {
      const remittance = await paidRemittance(database);
      const claimant = somebody();
      const confirm = await confirmFor(claimant, remittance, ada);
      await claimant.send(confirm, "/take");
      expect((await claimant.send(confirm, "/take")).words).toContain("10 USDT (TRON) for Ada");
      expect(await out()).toHaveLength(1);
    });

    const ends: [string, (remittance: Remittance) => Promise<unknown>, string][] = [
      [
        "the sender took it back",
        ({ id, senderId }) =>
          inTransaction(database.db, (tx) => cancelRemittance(tx, { remittanceId: id, senderId, now: now() })),
        "The sender took it back",
      ],
      [
        "its term is over",
        ({ id }) => inTransaction(database.db, (tx) => expireRemittance(tx, id)),
        "The time is over",
      ],
      ["its term is over, before the job has run", async () => void (shift = 8 * 24 * 60 * MINUTE), "The time is over"],
      [
        "it was not paid",
        ({ id }) => database.db.update(remittances).set({ state: "cancelled" }).where(eq(remittances.id, id)),
        "There is no money here",
      ],
    ];
    test.each(ends)("when %s, also in the middle of it", async (_why, end, title) => {
      const remittance = await paidRemittance(database);
      const claimant = somebody();
      const page = await claimant.open(claimPath(remittance));
      const confirm = await confirmFor(claimant, remittance, ada);
      await end(remittance);
      expect((await claimant.open(claimPath(remittance))).words).toContain(title);
      for (const late of [
        await claimant.send(confirm, "/take"),
        await claimant.send(page, "/to", { way: "id", id: "2815162" }),
      ]) {
        expect(late.status).toBe(409);
        expect(late.words).toContain(title);
      }
      expect((await out()).filter(({ members }) => members[0] === ada.user_id)).toEqual([]);
    });

    test("when nobody knows the link", async () => {
      for (const secret of [claimSecret(CLAIM_KEY, randomUUID()), "x", "a".repeat(500), "%E0%A4%A"]) {
        const seen = await somebody().open(`/claim/${secret}`);
        expect(seen.status).toBe(404);
        expect((await somebody().post(`/claim/${secret}/to`, { way: "id", id: "2815162" })).status).toBe(404);
      }
    });

    test("when the address is rubbish, wherever in it", async () => {
      const { app } = web;
      for (const rubbish of ["x%0d%0aset-cookie:%20a=b", "%e2%81%a6", "%00", "..%2f..%2fcode"]) {
        for (const path of [
          `${rubbish}/take/1`,
          `1/take/${rubbish}`,
          `${rubbish}/to`,
          `${rubbish}/confirm/1`,
          rubbish,
        ]) {
          const { status, headers } = await app.request(`/claim/${path}`);
          expect([303, 404], path).toContain(status);
          expect(headers.get("set-cookie")).toBeNull();
          expect(headers.get("location") ?? "/claim/").toMatch(/^\/claim\//);
        }
      }
    });

    test("and the order it was paid by is no page to pay", async () => {
      const remittance = await paidRemittance(database);
      const claimant = somebody();
      await claimant.send(await confirmFor(claimant, remittance, ada), "/take");
      const [order] = await database.db.select().from(orders).where(eq(orders.source, "claim"));
      expect((await claimant.open(`/code/${order!.id}`)).status).toBe(404);
    });
  });

  describe("are tried only so often", () => {
    test("by link, from whatever address", async () => {
      await start({ burst: 3, perSecond: 0.1 });
      const remittance = await paidRemittance(database);
      const tried = [];
      for (let n = 0; n < 5; n++) {
        const fields = { way: "id", id: "1", asset: remittance.assetId! };
        tried.push((await somebody().post(`${claimPath(remittance)}/to`, fields)).status);
      }
      expect(tried).toEqual([422, 422, 422, 429, 429]);
      expect((await somebody().open(claimPath(remittance))).status).toBe(200);
    });

    test("by address, who comes back from Mixin", async () => {
      await start({ burst: 2, perSecond: 0.1 });
      const claimant = somebody();
      const tried = [];
      for (let n = 0; n < 3; n++) tried.push((await claimant.open("/claim/signed-in?code=x&state=x")).status);
      expect(tried).toEqual([404, 404, 429]);
    });

    test("by address, whatever link", async () => {
      await start({ burst: 3, perSecond: 0.1 });
      const claimant = somebody();
      const tried = [];
      for (let n = 0; n < 5; n++) {
        tried.push((await claimant.post(`/claim/${claimSecret(CLAIM_KEY, randomUUID())}/to`, {})).status);
      }
      expect(tried).toEqual([404, 404, 404, 429, 429]);
    });
  });

  test("no secret is logged or kept", async () => {
    const remittance = await paidRemittance(database);
    const claimant = somebody();
    await claimant.send(await confirmFor(claimant, remittance, ada, BTC), "/take");
    await database.close();
    await claimant.open(claimPath(remittance)).catch(() => undefined);
    database = await open();
    expect(logged.length).toBeGreaterThan(1);
    expect(JSON.stringify(logged)).not.toContain(claimSecret(CLAIM_KEY, remittance.id));
  });
});
