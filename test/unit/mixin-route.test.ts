import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRouteApi, type RouteApi, ROUTE_USER_ID } from "../../src/mixin/route.js";

const [FROM, TO, OTHER] = [randomUUID(), randomUUID(), randomUUID()];
const ask = { from: FROM, to: TO, amount: "100" };
const asked = { inputMint: FROM, inAmount: "100", outputMint: TO, outAmount: "99", payload: "p" };

describe("an answer of Route's that is about something else than was asked", () => {
  let server: Server;
  let route: RouteApi;
  let answers: { quote: object; swap: object };

  beforeAll(async () => {
    server = createServer((request, response) => {
      request.resume().on("end", () => {
        const data = request.url!.startsWith("/web3/swap") ? answers.swap : answers.quote;
        response.setHeader("content-type", "application/json").end(JSON.stringify({ data }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const sessions = [{ user_id: ROUTE_USER_ID, public_key: Buffer.alloc(32, 9).toString("base64url") }];
    route = createRouteApi({
      routeUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      transport: { request: <T>() => Promise.resolve(sessions as T) },
      keystore: { app_id: randomUUID(), session_private_key: "11".repeat(32) },
    });
  });
  afterAll(() => server.close());

  const link = `https://mixin.one/pay/${ROUTE_USER_ID}?asset=${FROM}&amount=100&trace=${randomUUID()}&memo=m`;
  const swapped = async (quote: object) => {
    answers = { quote: asked, swap: { tx: link, quote } };
    const good = await route.quote(ask);
    if (!good.ok) throw new Error(good.reason);
    return route.swap(good);
  };

  it("is no quote", async () => {
    for (const strange of [{ inputMint: OTHER }, { outputMint: OTHER }, { inAmount: "10" }]) {
      answers = { quote: { ...asked, ...strange }, swap: {} };
      expect(await route.quote(ask)).toEqual({ ok: false, reason: "no_quote" });
    }
  });

  it("is no swap: as much of another asset is not what the payee wants", async () => {
    expect(await swapped({ ...asked, outputMint: OTHER })).toEqual({ ok: false, reason: "invalid" });
    expect(await swapped({ ...asked, inputMint: OTHER })).toEqual({ ok: false, reason: "invalid" });
  });

  it("is none when it says the same in other letters, or only what comes out", async () => {
    const told = { ...asked, inputMint: FROM.toUpperCase(), outputMint: TO.toUpperCase(), inAmount: "100.00000000" };
    for (const quote of [told, { outAmount: "99" }]) {
      expect(await swapped(quote)).toMatchObject({ ok: true, assetId: FROM, amount: "100", outAmount: "99" });
    }
  });
});
