import { randomUUID } from "node:crypto";
import { afterEach, beforeAll, beforeEach, expect } from "vitest";
import type { Database } from "../../src/db/database.js";
import { transferSecret } from "../../src/payments/cursor.js";
import { recordOutputs } from "../../src/payments/intake.js";
import type { Market, WalletOutput } from "../../src/payments/ports.js";
import { createTreasury, type Treasury } from "../../src/payments/treasury.js";
import type { ApiOptions, MixinUser } from "../../src/web/options.js";
import type { Envelope } from "./api-stage.js";
import { empty, quiet } from "./databases.js";
import { standingMarket } from "./market.js";
import { createPaperNetwork } from "./paper-network.js";
import { openShop, webForTests } from "./pay-pages.js";
import { until } from "./until.js";

export const BOT = randomUUID();
/** A Mixin user nobody here has heard of. */
export const MILA: MixinUser = {
  userId: randomUUID(),
  fullName: "Mila",
  identityNumber: "7000104220",
  avatarUrl: "https://images.example.com/mila",
  hasSafe: true,
  isBot: false,
};

type Fields = Record<string, string | number | boolean | null>;

/** A payment as `/payments` tells it; only what is paid by. */
export interface Shown {
  recipient: string;
  paymentAssetId: string;
  paymentAmount: string;
  memo: string;
  traceId: string;
}

/** The API over a database and a wallet on a paper network, with Thorb's shop; its clock can be moved. */
export class ApiTill {
  database!: Database;
  network = createPaperNetwork(BOT);
  market: Market = standingMarket();
  /** What the API's clock is ahead. */
  ahead = 0;
  /** What Mixin says of anybody. */
  says: (id: string) => MixinUser | "absent" | "busy" = () => "absent";
  #web!: ReturnType<typeof webForTests>;

  constructor(open: () => Promise<Database>) {
    beforeAll(async () => {
      this.database = await open();
    });
    beforeEach(async () => {
      await empty(this.database);
      Object.assign(this, { network: createPaperNetwork(BOT), market: standingMarket(), ahead: 0 });
      this.says = (id) => (id === MILA.userId ? MILA : "absent");
      await openShop(this.database);
      this.serve();
    });
    afterEach(() => this.#web.close());
  }

  /** Serves with other options from now on. */
  serve(change: Partial<ApiOptions> = {}): void {
    const plenty = { burst: 10_000, perSecond: 1000 };
    this.#web = webForTests(this.database, {
      market: this.market,
      clock: () => this.now(),
      orderLimit: plenty,
      api: {
        publicUrl: "https://till.example.com",
        botId: BOT,
        findUser: (id) => Promise.resolve(this.says(id)),
        usersByIds: () => Promise.resolve([]),
        mixAddress: () => "",
        limits: { usual: plenty, results: plenty, payee: plenty, keyed: plenty, shop: plenty },
        ...change,
      },
    });
  }

  /** A request as it is, to wherever under the server's root. */
  request = (path: string, init: RequestInit = {}): Response | Promise<Response> => this.#web.app.request(path, init);

  now = (): Date => new Date(Date.now() + this.ahead);

  async ask<Data>(method: "GET" | "POST", path: string, fields: Fields): Promise<Envelope<Data>> {
    const said = Object.entries(fields).filter(([, value]) => value !== null);
    const query = new URLSearchParams(said.map(([name, value]): [string, string] => [name, String(value)]));
    const json = { method, headers: { "content-type": "application/json" }, body: JSON.stringify(fields) };
    const answer = await (method === "GET"
      ? this.#web.app.request(`/v1${path}?${query.toString()}`)
      : this.#web.app.request(`/v1${path}`, json));
    expect(answer.status).toBe(200);
    return (await answer.json()) as Envelope<Data>;
  }

  /** The data of a request that succeeds. */
  async told<Data>(method: "GET" | "POST", path: string, fields: Fields): Promise<Data> {
    const { success, message, data } = await this.ask<Data>(method, path, fields);
    if (!success) throw new Error(message);
    return data;
  }

  /** Money comes as these words of the API have it paid; what is given differs. */
  async pays(shown: Shown, given: Partial<WalletOutput> = {}): Promise<WalletOutput> {
    expect(shown.recipient).toBe(BOT);
    const output = this.network.receive({
      senders: [randomUUID()],
      requestId: shown.traceId,
      memo: shown.memo,
      assetId: shown.paymentAssetId,
      amount: shown.paymentAmount,
      createdAt: this.now().toISOString(),
      ...given,
    });
    const secret = await transferSecret(this.database.db);
    const options = { botId: BOT, secret, market: this.market, log: quiet, opening: false, clock: this.now };
    await recordOutputs(this.database.db, [output], options);
    return output;
  }

  /** All that has come is read, and what is over by now is closed. */
  reads = (): Promise<void> =>
    this.#atWork(async ({ state }) => until("a reading", async () => state.lastReadAt !== null));

  /** Everything that has to go out goes out. */
  settle = (isDone: () => Promise<boolean>): Promise<void> => this.#atWork(() => until("the payouts", isDone));

  async #atWork(done: (treasury: Treasury) => Promise<unknown>): Promise<void> {
    const { database, market } = this;
    const treasury = createTreasury({
      database,
      wallet: this.network.wallet,
      botId: BOT,
      market,
      log: quiet,
      clock: this.now,
      pollMs: 25,
      settleMs: 5,
    });
    await treasury.start();
    try {
      await done(treasury);
    } finally {
      await treasury.stop();
    }
  }
}
