import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import type { Database } from "../../src/db/database.js";
import { apiOrders, jobs, orders, payees, people, quotes } from "../../src/db/schema.js";
import { isMailAddress } from "../../src/mail/server.js";
import { apiOptions } from "../../src/main/api.js";
import { empty, quiet } from "./databases.js";
import { openStage, type Stage } from "./mixin-stage.js";
import { openShop, submit, THORB, webForTests } from "./pay-pages.js";
import { ratesForTests, USDT_TRON } from "./rates.js";

export type Fields = Record<string, string>;

/** 20 AED for Thorb, settled as paid. */
const USUAL: Fields = { payeeId: THORB, quoteAmount: "20", quoteAssetId: "aed", settlementAssetId: "" };

/** The usual payment link, changed. */
export const link = (change: Fields = {}): string => `/pay?${new URLSearchParams({ ...USUAL, ...change }).toString()}`;

/** A page's words as they are read. */
export const wordsOf = (html: string): string =>
  html
    .replace(/<(script|style|head)\b.*?<\/\1>/gs, "")
    .replace(/<[^>]*>/g, " ")
    .replaceAll("&quot;", '"')
    .replace(/\s+/g, " ");

/** The pages over a database, with Thorb's shop, and the sandbox to say who else there is; the clock can be moved. */
export class LinkStage {
  network!: Stage;
  database!: Database;
  /** What the clock is ahead, in milliseconds. */
  ahead = 0;
  #web!: ReturnType<typeof webForTests>;

  constructor(open: () => Promise<Database>) {
    beforeAll(async () => {
      this.network = await openStage();
    });
    afterAll(() => this.network.close());
    beforeEach(async () => {
      this.database ??= await open();
      await empty(this.database);
      this.ahead = 0;
      await openShop(this.database);
      const mixin = this.network.client();
      const given = { publicUrl: "https://till.example.com", botId: mixin.botId };
      this.#web = webForTests(this.database, {
        clock: this.now,
        api: apiOptions({ users: mixin.users, log: quiet, now: this.now }, given),
        market: { rates: ratesForTests(this.now), liquidity: null },
        mail: { isAddress: isMailAddress },
      });
    });
    afterEach(() => this.#web.close());
  }

  now = (): Date => new Date(Date.now() + this.ahead);

  async look(path: string, init: RequestInit = {}) {
    const answer = await this.#web.app.request(path, init);
    const html = await answer.text();
    return { status: answer.status, headers: answer.headers, html, words: wordsOf(html) };
  }

  /** Sends the link's form. */
  pay = async (path: string, fields: Fields = {}): Promise<Response> =>
    submit(this.#web.app, path, { asset: USDT_TRON, ...fields });

  /** The order that the form leads to. */
  async opened(path: string, fields: Fields = {}): Promise<string> {
    const answer = await this.pay(path, fields);
    expect(answer.status, wordsOf(await answer.clone().text())).toBe(303);
    return answer.headers.get("location")!.replace(/^\/code\/([^?]*).*/, "$1");
  }

  async orderOf(id: string) {
    return (await this.database.db.select().from(orders).where(eq(orders.id, id)))[0]!;
  }

  async saidOf(id: string) {
    return (await this.database.db.select().from(apiOrders).where(eq(apiOrders.orderId, id)))[0]!;
  }

  /** How much is written down. */
  rows = (): Promise<number[]> =>
    Promise.all([orders, apiOrders, quotes, payees, people, jobs].map((table) => this.database.db.$count(table)));
}
