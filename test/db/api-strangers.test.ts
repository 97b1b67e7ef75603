import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../src/db/database.js";
import type { Mixin } from "../../src/mixin/client.js";
import { apiForTests, asking } from "../support/api-web.js";
import { eachEngine } from "../support/databases.js";
import { openStage, type Stage } from "../support/mixin-stage.js";
import { BTC } from "../support/rates.js";
import { until } from "../support/until.js";

eachEngine("people whom programs name", (open) => {
  let stage: Stage;
  let mixin: Mixin;
  let database: Database;

  beforeAll(async () => {
    stage = await openStage();
    mixin = stage.client();
    database = await open();
  });
  afterAll(() => stage.close());

  test("are not searched for without end, and one network leaves something to the others", async () => {
    const at = new Date();
    const app = apiForTests(database, mixin, { clock: () => at, isProxy: () => true });
    let number = 5_000_000;
    const find = async (from: string, mixinId = String((number += 1))) =>
      (await asking(app, "GET", `/user/mixin_uuid/${mixinId}`, {}, { "x-forwarded-for": from })).code;
    const codes: number[] = [];
    for (let n = 0; n < 70; n += 1) codes.push(await find(`203.0.113.${n}`));
    expect(codes).toEqual(Array.from({ length: 70 }, (_, n) => (n < 30 ? 10001 : -1)));
    // Who has been searched for lately is not searched for again.
    expect(await find("203.0.113.1", "5000001")).toBe(10001);
    codes.length = 0;
    for (let n = 0; n < 60; n += 1) codes.push(await find(`198.51.${n % 6}.1`));
    expect(codes).toEqual(Array.from({ length: 60 }, (_, n) => (n < 30 ? 10001 : -1)));
    expect(await find("192.0.2.1")).toBe(-1);
  });

  test("are not asked for by their ids without end either; who is known still is", async () => {
    const at = new Date();
    const app = apiForTests(database, mixin, { clock: () => at });
    const pay = async (payeeId: string) =>
      (await asking(app, "POST", "/one_time_payment", { payeeId, quoteAssetId: "usd", quoteAmount: "1" })).code;
    const group = (receivers: string[]) => asking(app, "POST", "/multisig", { receivers, threshold: "2" });
    const members = [stage.ada, stage.ben, stage.thorb].map((user) => user.user_id);
    expect((await group(members)).code).toBe(0);
    const codes: number[] = [];
    for (let n = 0; n < 302; n += 1) codes.push(await pay(randomUUID()));
    // The group was one request.
    expect(codes.slice(0, 299)).toEqual(Array.from({ length: 299 }, () => 40023));
    expect(codes.slice(299)).toEqual([-1, -1, -1]);
    expect((await group(members)).code).toBe(0);
    expect((await group([...members, randomUUID()])).code).toBe(-1);
    expect(await pay(stage.ada.user_id)).toBe(0);
  });

  test("are asked for once by all who ask at the same time", async () => {
    let asked = 0;
    const counting = createServer((_, response) => {
      asked += 1;
      setTimeout(() => response.writeHead(500).end(), 300);
    }).listen(0, "127.0.0.1");
    await once(counting, "listening");
    try {
      const { port } = counting.address() as AddressInfo;
      const app = apiForTests(database, stage.client({ apiUrl: `http://127.0.0.1:${port}`, timeoutMs: 5_000 }));
      const payeeId = randomUUID();
      const order = { payeeId, quoteAssetId: "usd", quoteAmount: "1" };
      const first = asking(app, "POST", "/one_time_payment", order);
      const others = Array.from({ length: 9 }, () =>
        asking(app, "POST", "/payments", { ...order, paymentAssetId: BTC }),
      );
      await until("Mixin to be asked", () => Promise.resolve(asked > 0));
      expect(asked).toBe(1);
      expect((await Promise.all([first, ...others])).map(({ code }) => code)).toEqual(Array(10).fill(-1));
      // Mixin is tried again a few times when it fails, for all of them together.
      expect(asked).toBeLessThan(10);
    } finally {
      counting.closeAllConnections();
      counting.close();
    }
  });
});
