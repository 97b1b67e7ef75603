import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ApiStage, type Envelope } from "../support/api-stage.js";
import type { Person } from "../support/payer.js";
import { ASSETS } from "../support/sandbox.js";
import { Visitor } from "../support/shop.js";
import { until } from "../support/until.js";

interface ShopOrder {
  number: number;
  total: number;
  status: "pending" | "processing" | "completed" | "failed" | "cancelled";
  notes: string[];
}

/** What the plugin reads of a result; PHP finds everything else by itself. */
interface PluginResult {
  status: string;
  payeeId: string;
  quoteAssetId: string;
  quoteAmount: string;
  failureReason: string;
}

interface Asset {
  assetId: string;
  symbol: string;
  network?: string;
}

/** PHP's `==` between two texts: as numbers when both are. */
const phpEquals = (a: string, b: string): boolean =>
  a.trim() !== "" && b.trim() !== "" && !Number.isNaN(Number(a)) && !Number.isNaN(Number(b))
    ? Number(a) === Number(b)
    : a === b;

/** A shop that does over the wire what the plugin for WooCommerce does, with the address of its API changed. */
class WooCommerce {
  readonly orders = new Map<number, ShopOrder>();
  /** What it answered to callbacks. */
  readonly acknowledged: string[] = [];
  readonly #headers = ApiStage.address();
  #server: Server | null = null;
  #site = "";
  payeeId = "";
  settlementAssetId = "";

  constructor(
    readonly apiUrl: string,
    readonly codeLink: string,
    readonly currency: string,
    readonly prefix: string,
  ) {}

  async open(): Promise<void> {
    this.#server = createServer((request, response) => {
      void (async () => {
        const { orderId, payeeId } = JSON.parse(await text(request)) as Record<string, string>;
        const number = Number(orderId!.replace(this.prefix, ""));
        const ack = this.#update(number, await this.#result(orderId!, payeeId!));
        this.acknowledged.push(`${request.url} ${ack}`);
        response.statusCode = ack === "SUCCESS" ? 200 : 500;
        response.setHeader("content-type", "application/json").end(JSON.stringify({ code: ack }));
      })();
    });
    await new Promise<void>((resolve) => this.#server!.listen(0, "127.0.0.1", resolve));
    this.#site = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  /** "1190827", or members and threshold of a group: "1190827|2815162|3721004|2". */
  async saveSettings(mixinId: string, settlementAssetId: string): Promise<void> {
    const numbers = mixinId.split("|");
    const threshold = numbers.length > 1 ? numbers.pop()! : null;
    const ids = await Promise.all(
      numbers.map(async (one) => (await this.#get<{ payeeId: string }>(`/user/mixin_uuid/${one}`)).payeeId),
    );
    const receivers = Object.fromEntries(ids.map((id, index) => [`receivers[${index}]`, id]));
    this.payeeId = threshold
      ? (await this.#post<{ multisigId: string }>("/multisig", { ...receivers, threshold })).multisigId
      : ids[0]!;
    this.settlementAssetId = settlementAssetId;
  }

  /** What its settings offer to receive. */
  async dropDown(): Promise<Map<string, string>> {
    const assets = await this.#get<Asset[]>("/setting/settlement_assets");
    return new Map(
      assets.map(({ assetId, symbol, network }) => [assetId, network ? `${symbol} - ${network}` : symbol]),
    );
  }

  async isCurrencySupported(): Promise<boolean> {
    const assets = await this.#get<Asset[]>("/setting/quote_assets");
    return assets.some(({ assetId }) => assetId === this.currency.toLowerCase());
  }

  /** The customer clicks "place order", for the first time or once more; where they are sent. */
  async placeOrder(number: number, total: number): Promise<string> {
    const known = this.orders.get(number);
    if (known) known.total = total;
    else this.orders.set(number, { number, total, status: "pending", notes: [] });
    const { code } = await this.#post<{ code: string }>("/one_time_payment", {
      payeeId: this.payeeId,
      orderId: `${this.prefix}${number}`,
      tagname: "",
      settlementAssetId: this.settlementAssetId,
      quoteAssetId: this.currency.toLowerCase(),
      quoteAmount: total.toFixed(8),
      returnTo: `${this.#site}/checkout/order-received/${number}/?key=wc_order_1`,
      callbackUrl: `${this.#site}/?wc-api=wc_gateway_mixpay`,
      isTemp: "1",
      cancelUrl: `${this.#site}/cart/?cancel_order=true&order_id=${number}`,
    });
    return `${this.codeLink}/${code}`;
  }

  /** What its timer does with every open order, every minute. */
  async everyMinute(): Promise<void> {
    for (const { number, status } of this.orders.values()) {
      if (status !== "pending" && status !== "processing") continue;
      this.#update(number, await this.#result(`${this.prefix}${number}`, this.payeeId));
    }
  }

  #result(orderId: string, payeeId: string): Promise<PluginResult> {
    return this.#get<PluginResult>(`/payments_result?orderId=${orderId}&payeeId=${payeeId}`);
  }

  #update(number: number, result: PluginResult): "SUCCESS" | "FAIL" {
    const order = this.orders.get(number)!;
    const isOpen = order.status === "pending" || order.status === "processing";
    if (result.status === "pending" && order.status === "pending") order.status = "processing";
    else if (result.status === "success" && isOpen) {
      const isMine =
        result.payeeId === this.payeeId &&
        result.quoteAssetId === this.currency.toLowerCase() &&
        phpEquals(result.quoteAmount, order.total.toFixed(8));
      order.status = isMine ? "completed" : "failed";
      order.notes.push(JSON.stringify(result));
      return "SUCCESS";
    } else if (result.status === "failed") {
      order.status = "cancelled";
      order.notes.push(result.failureReason);
    }
    return "FAIL";
  }

  /** WordPress waits five seconds, looks at no status, and takes `data` or nothing. */
  async #send<Data>(path: string, init: RequestInit): Promise<Data> {
    const response = await fetch(this.apiUrl + path, {
      ...init,
      headers: { connection: "close", ...this.#headers },
      signal: AbortSignal.timeout(5_000),
    });
    const answer = (await response.json()) as Envelope<Data>;
    if (!answer.success) throw new Error(`${path}: ${answer.message}`);
    return answer.data;
  }

  #get<Data>(path: string): Promise<Data> {
    return this.#send(path, {});
  }

  #post<Data>(path: string, fields: Record<string, string>): Promise<Data> {
    return this.#send(path, { method: "POST", body: new URLSearchParams(fields) });
  }
}

describe("a shop with the plugin for WooCommerce", { timeout: 180_000 }, () => {
  const PATIENT = { timeoutMs: 60_000, everyMs: 100 };
  let stage: ApiStage;
  let shop: WooCommerce;
  let owner: Person;
  let payer: Person;

  beforeAll(async () => {
    stage = await ApiStage.open();
    [owner, payer] = [await stage.somebody("Owner"), await stage.somebody("Payer")];
    await stage.control.faucet(payer.userId, ASSETS.eth, "3");
    await stage.control.faucet(payer.userId, ASSETS.usdtTron, "3000");
    shop = new WooCommerce(stage.base, `${stage.program.url}/code`, "EUR", "WPQRSTUV");
    await shop.open();
  });
  afterAll(async () => {
    await shop?.close();
    await stage?.close();
  });

  /** Pays what a page asks for, as its customer does. */
  async function pays(link: string, asset: string = ASSETS.eth): Promise<void> {
    const page = await new Visitor().renews(link, asset);
    await payer.pays(page.payment!);
  }

  const order = (number: number): ShopOrder => shop.orders.get(number)!;

  test("its owner chooses what to receive, and is found by Mixin ID", async () => {
    const choices = await shop.dropDown();
    expect([choices.get(ASSETS.usdtTron), choices.get(ASSETS.usdtEthereum)]).toEqual([
      expect.stringMatching(/^USDT - /),
      expect.stringMatching(/^USDT - /),
    ]);
    expect(await shop.isCurrencySupported()).toBe(true);
    await shop.saveSettings(owner.user.identity_number, ASSETS.usdtTron);
    expect(shop.payeeId).toBe(owner.userId);
  });

  test("a whole order: placed twice, polled, paid, told once, completed", async () => {
    const link = await shop.placeOrder(1001, 49.9);
    expect(await shop.placeOrder(1001, 49.9)).toBe(link);
    await shop.everyMinute();
    expect([order(1001).status, shop.acknowledged]).toEqual(["pending", []]);
    await pays(link);
    await until("the callback", () => shop.acknowledged.length > 0, PATIENT);
    expect(shop.acknowledged).toEqual(["/?wc-api=wc_gateway_mixpay SUCCESS"]);
    expect(order(1001)).toMatchObject({ status: "completed" });
    await until("the money", async () => Number(await owner.balance(ASSETS.usdtTron)) > 0, PATIENT);
    await shop.everyMinute();
    expect([order(1001).status, shop.acknowledged.length]).toEqual(["completed", 1]);
  });

  test("a cart that was changed before anything was paid has a new code, and the old page leads to it", async () => {
    const first = await shop.placeOrder(1002, 20);
    const second = await shop.placeOrder(1002, 25.5);
    expect(second).not.toBe(first);
    expect((await new Visitor().sees(first)).html).toContain(`href="${new URL(second).pathname}"`);
    await shop.everyMinute();
    expect(order(1002).status).toBe("pending");
    await pays(second, ASSETS.usdtTron);
    await until("the order to be completed", () => order(1002).status === "completed", PATIENT);
    expect(order(1002).notes).toEqual([expect.stringMatching(/"quoteAmount":"25\.50*"/)]);
  });

  test("polling alone is enough when callbacks are lost", async () => {
    const link = await shop.placeOrder(1003, 15);
    await shop.close();
    await pays(link);
    const polled = async () => {
      await shop.everyMinute();
      return order(1003).status === "completed";
    };
    await until("the poll to see it", polled, PATIENT);
    await shop.open();
  });

  test("a customer who pays a part and comes back for the rest is no paid order before", async () => {
    const link = await shop.placeOrder(1004, 30);
    const { payment } = await new Visitor().renews(link, ASSETS.usdtTron);
    await payer.pays({ ...payment!, amount: "10" });
    await stage.result({ orderId: "WPQRSTUV1004", payeeId: owner.userId }, "paid_less");
    await shop.everyMinute();
    expect(order(1004).status).toBe("pending");
    await pays(link, ASSETS.usdtTron);
    await until("the order to be completed", () => order(1004).status === "completed", PATIENT);
  });

  test("a group that signs together is paid like one", async () => {
    const members = await Promise.all(["One", "Two", "Three"].map((name) => stage.somebody(name)));
    const numbers = members.map(({ user }) => user.identity_number);
    await shop.saveSettings([...numbers, "2"].join("|"), ASSETS.usdtTron);
    const link = await shop.placeOrder(1005, 12);
    await pays(link, ASSETS.usdtTron);
    await until("the order to be completed", () => order(1005).status === "completed", PATIENT);
    const { outputs } = await stage.control.ledger();
    const theirs = outputs.filter(({ receivers }) => members.every(({ userId }) => receivers.includes(userId)));
    expect(theirs).toHaveLength(1);
  });
});
