import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createHmac } from "node:crypto";
import { MixinRefused, MixinUnreachable } from "../../src/mixin/errors.js";
import { createRouteApi, type RouteApi, type RouteQuote, ROUTE_USER_ID } from "../../src/mixin/route.js";
import { accessHeaders, sharedSecret } from "../../src/mixin/route-signing.js";
import { openStage, type Stage } from "../support/mixin-stage.js";
import { Person } from "../support/payer.js";
import { ASSETS, SandboxControl } from "../support/sandbox.js";
import { until } from "../support/until.js";

const { eth: ETH, usdtTron: USDT } = ASSETS;
const ask = { from: USDT, to: ETH, amount: "100" };

let stage: Stage;
let control: SandboxControl;
let route: RouteApi;

beforeAll(async () => {
  stage = await openStage({ finalityMs: 30 });
  control = new SandboxControl(stage.sandbox.url);
  route = stage.client().route(stage.sandbox.routeUrl);
});

beforeEach(() => control.route({ reset: true, delay_ms: 20 }));
afterAll(() => stage.close());

async function quoted(): Promise<RouteQuote> {
  const quote = await route.quote(ask);
  if (!quote.ok) throw new Error(quote.reason);
  return quote;
}

describe("our client of Mixin Route", () => {
  it("is known by its signature, and hears which assets are swapped", async () => {
    expect(await route.tokens()).toEqual(expect.arrayContaining([USDT, ETH]));
  });

  it("signs as Route's documentation has it: the user's id and an HMAC over time, method, path with query, and body", () => {
    const secret = Buffer.alloc(32, 7);
    const signed = { seconds: 1_700_000_000, method: "POST", uri: "/web3/swap?a=1", body: '{"b":2}' };
    const headers = accessHeaders("61cb8dd4-16b1-4744-ba0c-7b2d2e52fc59", secret, signed);
    const bytes = Buffer.from(headers["MR-ACCESS-SIGN"]!, "base64url");
    expect(headers["MR-ACCESS-TIMESTAMP"]).toBe("1700000000");
    expect(bytes.subarray(0, 36).toString()).toBe("61cb8dd4-16b1-4744-ba0c-7b2d2e52fc59");
    const text = '1700000000POST/web3/swap?a=1{"b":2}';
    expect(bytes.subarray(36)).toEqual(createHmac("sha256", secret).update(text).digest());
  });

  it("shares its secret as RFC 7748 says", () => {
    // The clamped scalar of this seed times the base point is the seed's own public key: both sides meet.
    const [a, b] = ["11".repeat(32), "22".repeat(32)];
    const publicOf = (seed: string) =>
      sharedSecret(seed, Buffer.from("09".padEnd(64, "0"), "hex").toString("base64url"));
    expect(sharedSecret(a, publicOf(b).toString("base64url"))).toEqual(
      sharedSecret(b, publicOf(a).toString("base64url")),
    );
    expect(() => sharedSecret(a, "c2hvcnQ")).toThrow("32 bytes");
  });

  it("asks for a swap and is told exactly what to pay; what is paid comes back in the other asset", async () => {
    const swap = await route.swap(await quoted());
    if (!swap.ok) throw new Error(swap.reason);
    expect(swap).toMatchObject({ recipient: ROUTE_USER_ID, assetId: USDT, amount: "100" });
    const bot = new Person(stage.sandbox.url, stage.bot, ROUTE_USER_ID);
    await control.faucet(stage.bot.user_id, USDT, "100");
    const { recipient: to, assetId: asset, amount, trace, memo } = swap;
    await bot.pays({ to, asset, amount, trace, memo });
    const back = await until("what Route sends", async () => {
      const { outputs } = await control.ledger();
      return outputs.find((o) => o.senders.join() === ROUTE_USER_ID && o.receivers.join() === stage.bot.user_id);
    });
    expect(back).toMatchObject({ amount: swap.outAmount, asset_id: ETH, memo });
  });

  it("tells what is refused: no quote, too much, too little, a quote that is used or over", async () => {
    await control.route({ no_quote: true });
    expect(await route.quote(ask)).toEqual({ ok: false, reason: "no_quote" });
    await control.route({ reset: true, ranges: { [USDT]: { min: "5", max: "50" } } });
    const range = { ok: false, reason: "range", assetId: USDT, least: "5", most: "50" };
    expect(await route.quote(ask)).toEqual(range);
    expect(await route.quote({ ...ask, amount: "1" })).toEqual(range);
    await control.route({ reset: true });
    const quote = await quoted();
    expect(await route.swap(quote)).toMatchObject({ ok: true });
    expect(await route.swap(quote)).toEqual({ ok: false, reason: "invalid" });
    await control.route({ quote_ms: 0 });
    const stale = await quoted();
    await until("the quote to be over", async () => {
      const answer = await route.swap(stale);
      return !answer.ok && answer.reason === "invalid";
    });
  });

  it("reads Route's session key anew when its own signature is refused", async () => {
    await quoted();
    await control.route({ rotate_key: true });
    await quoted();
  });

  it("gives up when Route does not answer, or not as agreed", async () => {
    await control.route({ silent: 1 });
    const patient = { keystore: stage.bot.keystore, routeUrl: stage.sandbox.routeUrl, timeoutMs: 200 };
    const transport = { request: <T>() => Promise.resolve([] as T) };
    await expect(createRouteApi({ ...patient, transport }).tokens()).rejects.toThrow("no session");
    const sessions = [{ user_id: ROUTE_USER_ID, public_key: Buffer.alloc(32, 9).toString("base64url") }];
    const strange = { request: <T>() => Promise.resolve(sessions as T) };
    await expect(createRouteApi({ ...patient, transport: strange }).tokens()).rejects.toBeInstanceOf(MixinUnreachable);
    await expect(createRouteApi({ ...patient, transport: strange }).tokens()).rejects.toBeInstanceOf(MixinRefused);
    const nobody = { ...patient, routeUrl: "http://127.0.0.1:9", transport: strange };
    await expect(createRouteApi(nobody).quote(ask)).rejects.toBeInstanceOf(MixinUnreachable);
  });
});
