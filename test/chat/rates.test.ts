import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { Database } from "../../src/db/database.js";
import { openEmbedded } from "../../src/db/embedded.js";
import { createRates } from "../../src/main/rates.js";
import { assetLabel } from "../../src/payments/labels.js";
import { empty, quiet } from "../support/databases.js";
import { openStage, type Stage } from "../support/mixin-stage.js";
import { USDT_TRON } from "../support/till.js";

let stage: Stage;
let database: Database;

beforeAll(async () => {
  stage = await openStage();
  database = await openEmbedded(null);
});
beforeEach(async () => {
  await stage.faults();
  await empty(database);
});
afterAll(async () => {
  await database.close();
  await stage.close();
});

/** As a process that has just started has them. */
const start = () => createRates(stage.client().assets, database.db, quiet);
const failing = (path: string, count?: number) => ({
  kind: "http_500",
  match: { path, user: stage.bot.user_id },
  ...(count === undefined ? {} : { count }),
});
const SOURCES = ["/network/assets/top", "/external/fiats", "/network/chains"];

it("knows what it knew before, with its age, when it starts while Mixin tells nothing", async () => {
  const first = await start();
  await first.stop();
  const [price, euro] = [first.rates.usd(USDT_TRON)!, first.rates.fiat("eur")!];

  await stage.faults(...SOURCES.map((path) => failing(path)));
  const second = await start();
  await second.stop();
  expect(await stage.fired()).not.toContain(0);
  expect(second.rates.usd(USDT_TRON)).toEqual(price);
  expect(second.rates.fiat("EUR")).toEqual(euro);
  expect(assetLabel(USDT_TRON, second.rates)).toBe("USDT (TRON)");
  expect(second.lastGoodAt).toEqual(first.lastGoodAt);
});

it("takes what could be read when something else could not", async () => {
  const first = await start();
  await first.stop();
  await stage.faults(failing("/network/assets/top"));
  const second = await start();
  await second.stop();
  expect(second.rates.fiat("eur")!.at.getTime()).toBeGreaterThan(first.rates.fiat("eur")!.at.getTime());
});

it("waits with a first start until it was told", async () => {
  await stage.faults(failing("/network/assets/top", 8));
  const rates = await start();
  await rates.stop();
  expect(await stage.fired()).toEqual([8]);
  expect(rates.rates.fiat("eur")).not.toBeNull();
  expect(assetLabel(USDT_TRON, rates.rates)).toBe("USDT (TRON)");
});
