import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { orders } from "../../src/db/schema.js";
import { ApiTill, MILA } from "../support/api-till.js";
import { eachEngine } from "../support/databases.js";
import { BTC, USDT_TRON } from "../support/market.js";
import { KeyHolder } from "../support/own-api.js";
import { THORB } from "../support/pay-pages.js";

eachEngine("Idempotency-Key", (open) => {
  const till = new ApiTill(open);
  const shop = new KeyHolder((path, init) => till.request(path, init), null);
  const usual = { payeeId: THORB, quoteAmount: "10.50", quoteAssetId: "usd", settlementAssetId: USDT_TRON };

  const ask = (key: string | null, fields: object = {}, path = "/one_time_payment") =>
    shop.post<{ code: string; traceId: string }>(
      path,
      { ...usual, ...fields },
      key === null ? {} : { "idempotency-key": key },
    );
  const code = async (key: string | null, fields: object = {}): Promise<string> => {
    const { status, code: said, message, data } = await ask(key, fields);
    expect([status, said, message]).toEqual([200, 0, ""]);
    return data.code;
  };
  const count = () => till.database.db.$count(orders);

  test("has a payment that is asked for twice made once, also at the same moment", async () => {
    const key = randomUUID();
    const codes = await Promise.all([code(key), code(key), code(key), code(key)]);
    expect(new Set(codes).size).toBe(1);
    expect(await code(key)).toBe(codes[0]);
    expect(await code(key, { quoteAmount: "10.5" })).toBe(codes[0]);
    expect(await count()).toBe(1);
    expect(await code(randomUUID())).not.toBe(codes[0]);
    expect(await code(null)).not.toBe(codes[0]);
    expect(await count()).toBe(3);
  });

  test("refuses other parameters, and leaves the order as it is", async () => {
    const key = "order 1001, first try";
    const first = await code(key);
    for (const other of [{ quoteAmount: "11" }, { settlementAssetId: BTC }, { orderId: "shop-1001" }]) {
      const { status, code: said, message, success, data } = await ask(key, other);
      expect([status, said, success, data]).toEqual([409, 409, false, []]);
      expect(message).toMatch(/Idempotency-Key/);
    }
    expect(await code(key)).toBe(first);
    expect(await count()).toBe(1);
  });

  test("is the payee's: another's payment may be asked for under the same", async () => {
    const mine = await code("same");
    expect(await code("same", { payeeId: MILA.userId })).not.toBe(mine);
  });

  test("is one for both ways of asking", async () => {
    const first = await code("both");
    const shown = await ask("both", { paymentAssetId: USDT_TRON }, "/payments");
    expect(shown.data.traceId).toBe(first);
    expect((await ask("both", { paymentAssetId: USDT_TRON }, "/payments")).data.traceId).toBe(first);
  });

  test("goes behind a trace and a number, which are names already", async () => {
    const traceId = randomUUID();
    expect(await code("traced", { traceId })).toBe(traceId);
    expect(await code("another", { traceId })).toBe(traceId);
    const numbered = await code(null, { orderId: "shop-1001" });
    // A customer comes back to the same order, whose shop names each request anew: the order is not taken from them.
    expect(await code(randomUUID(), { orderId: "shop-1001" })).toBe(numbered);
    const changed = await code("numbered", { orderId: "shop-1001", quoteAmount: "12" });
    expect(changed).not.toBe(numbered);
    expect(await code("numbered", { orderId: "shop-1001", quoteAmount: "12" })).toBe(changed);
  });

  test("is not kept by a request that finds the order of its number: the number is what makes that once", async () => {
    const numbered = { orderId: "shop-1003", quoteAmount: "10" };
    const first = await code(null, numbered);
    expect(await code("found", numbered)).toBe(first);
    const other = { orderId: "shop-1004", quoteAmount: "99" };
    const second = await code("found", other);
    expect(second).not.toBe(first);
    // Now it stands for what it made.
    expect(await code("found", other)).toBe(second);
    expect((await ask("found", { ...other, quoteAmount: "98" })).status).toBe(409);
    expect((await ask("found", numbered)).status).toBe(409);
    expect(await code(null, numbered)).toBe(first);
    expect(await count()).toBe(2);
  });

  test("gives the one in its place for an order that ended without money under a number", async () => {
    const soon = { orderId: "shop-1002", expireSeconds: 60 };
    const first = await code("again", soon);
    till.ahead = 3_600_000;
    await till.reads();
    const second = await code("again", soon);
    expect(second).not.toBe(first);
    expect(await code("again", soon)).toBe(second);
  });

  test("has at most 255 printable characters", async () => {
    for (const key of ["x".repeat(256), "Straße", "tab\there"]) {
      const { status, code: said, message } = await ask(key);
      expect([status, said]).toEqual([200, 10011]);
      expect(message).toBe("Idempotency-Key must have at most 255 printable characters of ASCII.");
    }
    expect(await count()).toBe(0);
    await code("x".repeat(255));
    expect(await code("  ")).not.toBe(await code("  "));
  });
});
