import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, expect, it } from "vitest";
import type { Database } from "../../src/db/database.js";
import { orders } from "../../src/db/schema.js";
import { apiOrderByTrace } from "../../src/shop/api-orders.js";
import type { ApiPayee } from "../../src/shop/api-payees.js";
import { programOver } from "../support/api-asked.js";
import { eachEngine, empty } from "../support/databases.js";
import { createPaperNetwork } from "../support/paper-network.js";
import { payInto } from "../support/payments.js";
import { openShop, standingMarket, USDT_TRON } from "../support/till.js";

const BOT = randomUUID();
const market = standingMarket();

eachEngine("orders of programs that are asked for at the same moment", (open) => {
  let database: Database;
  let payee: ApiPayee;
  let network = createPaperNetwork(BOT);
  const { ask, asks, known, orders: all } = programOver(() => database);
  const stateOf = async (id: string) =>
    (await database.db.select().from(orders).where(eq(orders.id, id))).map(({ state }) => state)[0];

  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => {
    await empty(database);
    network = createPaperNetwork(BOT);
    payee = await known(await openShop(database));
  });

  const TIMES = 8;

  it("are one when they are the same", async () => {
    const deadline = new Date(Date.now() + 300_000);
    const many = Array.from({ length: TIMES }, (_, n) =>
      asks(payee, { orderNumber: "n-1", deadline: new Date(deadline.getTime() + n) }),
    );
    const answers = await Promise.all(many);
    expect(new Set(answers.map(({ order }) => order.id)).size).toBe(1);
    expect(answers.filter(({ isNew }) => isNew).length).toBe(1);
  });

  it("are one by their trace, too", async () => {
    const traceId = randomUUID();
    const answers = await Promise.all(Array.from({ length: TIMES }, () => asks(payee, { traceId })));
    expect(answers.filter(({ isNew }) => isNew).length).toBe(1);
    expect((await all()).length).toBe(1);
  });

  it("leave one that can be paid when they differ, to which all others lead", async () => {
    const traces = Array.from({ length: TIMES }, () => randomUUID() as string);
    const answers = await Promise.all(
      traces.map((traceId, n) => ask(payee, { orderNumber: "n-1", quoteAmount: String(n + 1), traceId })),
    );
    expect(answers.every(({ ok }) => ok)).toBe(true);
    const open = (await all()).filter(({ state }) => state === "open");
    expect(open.length).toBe(1);
    for (const trace of traces) expect((await apiOrderByTrace(database.db, trace))?.order.id).toBe(open[0]!.id);
  });

  it("and paid at that moment either count with the money, or it goes back", async () => {
    for (let round = 0; round < 5; round++) {
      const orderNumber = `race-${round}`;
      const first = (await asks(payee, { orderNumber })).order.id;
      const { quote, record } = payInto(database, network, BOT);
      const { id, paymentAmount: amount } = await quote(market, first, USDT_TRON);
      const from = { senders: [randomUUID()], requestId: id, memo: first };
      const output = network.receive({ ...from, assetId: USDT_TRON, amount });
      const paying = round % 2 === 0 ? null : record(market, output);
      const changed = ask(payee, { orderNumber, quoteAmount: "12" });
      const [answer] = await Promise.all([changed, paying ?? record(market, output)]);
      expect(answer.ok ? "cancelled" : "paid").toBe(await stateOf(first));
    }
  });
});
