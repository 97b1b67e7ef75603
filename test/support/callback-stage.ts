import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { type Database, inTransaction } from "../../src/db/database.js";
import type { apiOrders } from "../../src/db/schema.js";
import { announce } from "../../src/payments/announce.js";
import type { Order } from "../../src/payments/orders.js";
import { apiOrder, attemptsOf, close, type CourierGiven, courierOf, deliveriesOf } from "./callbacks.js";
import { empty } from "./databases.js";
import { createPaperNetwork } from "./paper-network.js";
import { payInto } from "./payments.js";
import { type MannerName, type Received, type Receiver, startReceiver } from "./receiver.js";
import { openShop, standingMarket, USDT_TRON } from "./till.js";
import { until } from "./until.js";

/** An order whose callback goes to a path of its own. */
export type Listening = Order & { path: string };

type Given = { payee?: string; host?: string } & Partial<typeof apiOrders.$inferInsert>;

/** Couriers and a shop's server, for each test of a suite with no orders yet; the couriers are stopped after it. */
export class CallbackStage {
  database!: Database;
  receiver!: Receiver;
  /** A merchant who is their own payee. */
  shop = "";
  readonly #running: { stop(): Promise<void> }[] = [];

  constructor(open: () => Promise<Database>) {
    beforeAll(async () => {
      [this.database, this.receiver] = [await open(), await startReceiver()];
    });
    afterAll(() => this.receiver.close());
    beforeEach(async () => {
      await empty(this.database);
      this.shop = await openShop(this.database);
      this.receiver.got.splice(0);
    });
    afterEach(async () => {
      await Promise.all(this.#running.splice(0).map((courier) => courier.stop()));
    });
  }

  async courier(given: CourierGiven = {}) {
    const made = courierOf(this.database, given);
    this.#running.push(made);
    await made.start();
    return made;
  }

  /** An open order, whose path answers so. */
  async listening(
    manner: MannerName,
    { payee = this.shop, host = "127.0.0.1", ...api }: Given = {},
  ): Promise<Listening> {
    const path = randomUUID();
    this.receiver.say(path, manner);
    const callbackUrl = this.receiver.url(path).replace("127.0.0.1", host);
    return { ...(await apiOrder(this.database, payee, { callbackUrl, ...api })), path };
  }

  /** One that is over, so that its callback is due. */
  async over(manner: MannerName, given: Given = {}): Promise<Listening> {
    const made = await this.listening(manner, given);
    await close(this.database, made);
    return made;
  }

  /** They are paid and settled, as programs hear of it. */
  settled(...paid: Listening[]): Promise<void> {
    const done = { order: { id: "", move: "paid→settled" as const, facts: {} }, keeps: [] };
    const happened = paid.map((order) => ({ order, held: [], done }));
    return inTransaction(this.database.db, (tx) => announce(tx, happened, new Date()));
  }

  /** Somebody pays a part of its price. */
  async payPart({ id: orderId }: Order): Promise<void> {
    const network = createPaperNetwork(randomUUID());
    const { quote, record } = payInto(this.database, network, randomUUID());
    const { id } = await quote(standingMarket(), orderId, USDT_TRON);
    const from = { senders: [randomUUID()], requestId: id, memo: orderId };
    await record(standingMarket(), network.receive({ ...from, assetId: USDT_TRON, amount: "4" }));
  }

  /** What came to its path. */
  readonly got = ({ path }: Listening): Received[] => this.receiver.got.filter((one) => one.path === `/${path}`);

  async states({ id }: Order): Promise<string[]> {
    return (await deliveriesOf(this.database, id)).map(({ state }) => state);
  }

  /** The delivery of an order that stands so, when nobody holds it. */
  async stands({ id }: Order, state: string) {
    const rows = await deliveriesOf(this.database, id);
    return rows.find((row) => row.state === state && row.leasedUntil === null);
  }

  /** So many attempts are written down. */
  async tried({ id }: Order, times: number): Promise<void> {
    await until(`attempt ${times}`, async () => (await attemptsOf(this.database, id)).length === times);
  }
}
