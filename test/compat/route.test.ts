import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MixinApi } from "@mixin.dev/mixin-node-sdk";
import { Decimal } from "decimal.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startSandbox, type Sandbox, type SandboxOptions } from "../../src/sandbox/server.js";
import { type Payment, Person, readPayLink } from "../support/payer.js";
import { RouteClient } from "../support/route-client.js";
import { ASSETS, SandboxControl } from "../support/sandbox.js";
import { until } from "../support/until.js";

const ROUTE = "61cb8dd4-16b1-4744-ba0c-7b2d2e52fc59";
const { eth: ETH, usdtTron: USDT, btc: BTC } = ASSETS;
const NOBODYS_PRICE = "965e5c6e-434c-3fa9-b780-c50f43cd955c";

let sandbox: Sandbox;
let control: SandboxControl;
let ada: Person;
let client: RouteClient;

async function start(options: SandboxOptions = {}): Promise<void> {
  sandbox = await startSandbox({ priceWalk: false, finalityMs: 30, ...options });
  control = new SandboxControl(sandbox.url);
  ada = new Person(sandbox.url, await control.person("Ada"), ROUTE);
  client = new RouteClient(sandbox.routeUrl, ada.user, await sessionKey());
  await control.route({ delay_ms: 20 });
}

beforeEach(() => start());
afterEach(() => sandbox.close());

async function sessionKey(): Promise<string> {
  const sdk = MixinApi({ keystore: ada.user.keystore, requestConfig: { baseURL: sandbox.url } });
  const asked = { method: "POST", url: "/sessions/fetch", data: [ROUTE] };
  const [session] = await sdk.request<{ public_key: string }[]>(asked);
  return session!.public_key;
}

/** A swap that was asked for: the link to pay, and the amount that was promised. */
async function swap(from = USDT, to = ETH, amount = "100"): Promise<{ payment: Payment; promised: string }> {
  const { data: quote } = await client.quote(from, to, amount);
  const body = { payer: ada.userId, inputMint: from, inputAmount: amount, outputMint: to, payload: quote!.payload };
  const { data } = await client.post("/web3/swap", body);
  return { payment: readPayLink(data!.tx!), promised: quote!.outAmount! };
}

/** What Route has sent to Ada since the beginning: amount, asset, memo. */
async function fromRoute(count: number): Promise<string[]> {
  return until(`${count} transfers from Route`, async () => {
    const { outputs } = await control.ledger();
    const mine = outputs.filter((o) => o.senders.join() === ROUTE && o.receivers.join() === ada.userId);
    return mine.length >= count && mine.map((o) => `${o.amount} ${o.asset_id} ${o.memo}`);
  });
}

describe("Mixin Route's address", () => {
  it("knows who asks by the shared secret of the two sessions, and nobody else", async () => {
    expect((await client.quote(USDT, ETH, "100")).data).toBeDefined();
    const uri = `/web3/quote?inputMint=${USDT}&outputMint=${ETH}&amount=100&source=mixin`;
    const refused = async (answer: Promise<{ error?: { code: number } }>) =>
      expect((await answer).error?.code).toBe(401);
    await refused(client.ask("GET", uri, "", { uri: uri.replace("amount=100", "amount=900") }));
    await refused(client.ask("POST", "/web3/swap", '{"a":1}', { body: '{"a":2}' }));
    await refused(client.ask("POST", uri, "", { uri: "/web3/swap" }));
    const ben = await control.person("Ben");
    const forged = { ...ben, keystore: { ...ben.keystore, app_id: ada.userId } };
    await refused(new RouteClient(client.url, { ...forged, user_id: ada.userId }, client.routeKey).get(uri));
    const stranger = { ...ben, user_id: randomUUID() };
    await refused(new RouteClient(client.url, stranger, client.routeKey).get(uri));
    for (const seconds of [-120, 120]) {
      client.skewSeconds = seconds;
      await refused(client.get(uri));
    }
    const bare = await fetch(sandbox.routeUrl + uri);
    expect(await bare.json()).toMatchObject({ error: { code: 401 } });
  });

  it("rotates its session key: the old one is refused, the new one is told", async () => {
    await control.route({ rotate_key: true });
    expect((await client.quote(USDT, ETH, "100")).error?.code).toBe(401);
    client.routeKey = await sessionKey();
    expect((await client.quote(USDT, ETH, "100")).data).toBeDefined();
  });

  it("tells its tokens, without those that nobody makes a price for", async () => {
    const answer = await client.get("/web3/tokens?source=mixin");
    const tokens = answer.data as unknown as { assetId: string; symbol: string; chain: { chainId: string } }[];
    expect(tokens.find(({ assetId }) => assetId === USDT)).toMatchObject({
      symbol: "USDT",
      chain: { chainId: "25dabac5-056a-48ff-b9f9-f67395dc407c", name: "TRON", decimals: 6 },
    });
    expect(tokens.some(({ assetId }) => assetId === NOBODYS_PRICE)).toBe(false);
    expect((await client.get("/web3/tokens")).error?.code).toBe(10002);
  });

  it("quotes the market's price less its fee and what the size moves", async () => {
    await control.price(ETH, "4000");
    const { data } = await client.quote(USDT, ETH, "1000");
    // 0.3 % fee, and 1000 against a pool of a million: 1000 / 4000 × 0.997 × 1/1.001
    const expected = new Decimal("0.25").mul("0.997").div("1.001").toDecimalPlaces(8, Decimal.ROUND_DOWN).toFixed();
    expect(data).toMatchObject({ inputMint: USDT, inAmount: "1000", outputMint: ETH, outAmount: expected });
  });

  it("refuses what it cannot quote, each with its code", async () => {
    const code = async (from: string, to: string, amount: string) => (await client.quote(from, to, amount)).error?.code;
    expect(await code(USDT, USDT, "10")).toBe(10611);
    expect(await code(USDT, NOBODYS_PRICE, "10")).toBe(10615);
    expect(await code(USDT, randomUUID(), "10")).toBe(10615);
    for (const amount of ["0", "-1", "1.123456789", "1e3", "", "0.4", "20001"]) {
      expect(await code(USDT, ETH, amount), amount).toBe(10614);
    }
    await control.route({ ranges: { [USDT]: { min: "5", max: "7" } } });
    expect((await client.quote(USDT, ETH, "4.99999999")).error).toMatchObject({
      code: 10614,
      extra: { asset_id: USDT, min: "5", max: "7", source: "mixin" },
    });
    expect((await client.quote(USDT, ETH, "7")).data).toBeDefined();
    await control.route({ no_quote: true });
    expect(await code(USDT, ETH, "6")).toBe(10615);
    await control.route({ reset: true });
    await control.price(ETH, "0");
    expect(await code(USDT, ETH, "100")).toBe(10615);
  });

  it("takes a quote's payload once, for what it was made, from whom it was made for, and in time", async () => {
    const { data: quote } = await client.quote(USDT, ETH, "100");
    const good = {
      payer: ada.userId,
      inputMint: USDT,
      inputAmount: "100",
      outputMint: ETH,
      payload: quote!.payload,
    };
    const code = async (body: object, by = client) => (await by.post("/web3/swap", body)).error?.code;
    expect(await code({ ...good, inputAmount: "99" })).toBe(10611);
    expect(await code({ ...good, outputMint: BTC })).toBe(10611);
    expect(await code({ ...good, payload: "made up" })).toBe(10611);
    const ben = await control.person("Ben");
    expect(await code({ ...good, payer: ben.user_id })).toBe(10002);
    const bens = new RouteClient(client.url, ben, client.routeKey);
    expect(await code({ ...good, payer: ben.user_id }, bens)).toBe(10611);
    expect(await code(good)).toBeUndefined();
    expect(await code(good)).toBe(10611);

    await control.route({ quote_ms: 0 });
    const { data: short } = await client.quote(USDT, ETH, "100");
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await code({ ...good, payload: short!.payload })).toBe(10611);
  });
});

describe("a swap", () => {
  it("brings what was promised, from Route's wallet, naming the order", async () => {
    const { payment, promised } = await swap();
    expect(payment).toMatchObject({ to: ROUTE, asset: USDT, amount: "100" });
    await ada.pays(payment);
    expect(await fromRoute(1)).toEqual([`${promised} ${ETH} ${payment.memo}`]);
    const { orders, payments } = await control.route({});
    expect(orders).toMatchObject([{ order_id: payment.memo, trace: payment.trace, state: "sent" }]);
    expect(payments).toMatchObject([{ order_id: payment.memo, answer: { asset: ETH, amount: promised } }]);
  });

  it("many at the same time each bring theirs", async () => {
    const swaps = [];
    for (let n = 0; n < 6; n++) swaps.push(await swap(USDT, ETH, String(10 + n)));
    for (const { payment } of swaps) await ada.pays(payment);
    const wanted = swaps.map(({ payment, promised }) => `${promised} ${ETH} ${payment.memo}`);
    expect((await fromRoute(6)).toSorted()).toEqual(wanted.toSorted());
  });

  it("sends back what is not as the order has it, or comes late or twice, or fails", async () => {
    const less = await swap();
    await ada.pays({ ...less.payment, amount: "99.5" });
    const other = await swap();
    await ada.pays({ ...other.payment, asset: BTC, amount: "0.001" });
    const memo = await swap();
    await ada.pays({ ...memo.payment, memo: "hello" });
    const stray = randomUUID();
    await ada.pays({ to: ROUTE, asset: USDT, amount: "3", trace: stray, memo: "" });
    await control.route({ order_ms: 0 });
    const late = await swap();
    await ada.pays(late.payment);
    await control.route({ order_ms: 60_000, fail: 1 });
    const failed = await swap();
    await ada.pays(failed.payment);
    const { outputs } = await control.ledger();
    const strayOutput = outputs.find(({ request_id: id }) => id === stray)!.output_id;
    expect((await fromRoute(6)).toSorted()).toEqual(
      [
        `99.5 ${USDT} ${less.payment.memo}`,
        `0.001 ${BTC} ${other.payment.memo}`,
        `100 ${USDT} ${memo.payment.memo}`,
        `3 ${USDT} ${strayOutput}`,
        `100 ${USDT} ${late.payment.memo}`,
        `100 ${USDT} ${failed.payment.memo}`,
      ].toSorted(),
    );
    const { orders } = await control.route({});
    expect(orders.map(({ state }) => state)).toEqual(["created", "created", "created", "created", "returned"]);
  });

  it("ends below its quote when the price moves, or is not answered, or late", async () => {
    const slipping = await swap();
    await control.route({ slippage_bps: 100 });
    await ada.pays(slipping.payment);
    const slipped = new Decimal(slipping.promised).mul("0.99").toDecimalPlaces(8, Decimal.ROUND_DOWN).toFixed();
    expect(await fromRoute(1)).toEqual([`${slipped} ${ETH} ${slipping.payment.memo}`]);

    await control.route({ slippage_bps: 0, never: 1 });
    const lost = await swap();
    await ada.pays(lost.payment);
    await until("the payment", async () => (await control.route({})).payments.length === 2);
    expect((await control.route({})).orders.at(-1)).toMatchObject({ state: "paid" });
    expect(await fromRoute(1)).toHaveLength(1);
    await control.route({ release: true });
    expect((await fromRoute(2))[1]).toBe(`${lost.promised} ${ETH} ${lost.payment.memo}`);
  });

  it("is finished by a sandbox that was stopped in the middle", async () => {
    const dir = await mkdtemp(join(tmpdir(), "sandbox-route-"));
    await sandbox.close();
    await start({ dir });
    await control.route({ delay_ms: 500 });
    const { payment, promised } = await swap();
    await ada.pays(payment);
    await sandbox.close();
    sandbox = await startSandbox({ priceWalk: false, finalityMs: 30, dir });
    control = new SandboxControl(sandbox.url);
    expect(await fromRoute(1)).toEqual([`${promised} ${ETH} ${payment.memo}`]);
    await rm(dir, { recursive: true });
  });

  it("gives no answer when told to, and counts", async () => {
    await control.route({ silent: 1 });
    const silence = fetch(`${sandbox.routeUrl}/web3/tokens?source=mixin`, { signal: AbortSignal.timeout(300) });
    await expect(silence).rejects.toThrow();
    expect((await client.quote(USDT, ETH, "100")).data).toBeDefined();
  });
});
