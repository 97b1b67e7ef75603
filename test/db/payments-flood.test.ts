import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, expect, it } from "vitest";
import { type Database, inTransaction } from "../../src/db/database.js";
import { ledgerEntries } from "../../src/db/schema.js";
import { post } from "../../src/payments/ledger.js";
import { CODES } from "../../src/payments/refund-codes.js";
import { expireOrders, viewOrder } from "../../src/payments/orders.js";
import { verifyLedger } from "../../src/payments/verify.js";
import { eachEngine, empty } from "../support/databases.js";
import { createPaperNetwork } from "../support/paper-network.js";
import { payInto } from "../support/payments.js";
import { openShop, order, standingMarket, USDT_TRON } from "../support/till.js";

const BOT = randomUUID();
const [ADA, EVE, MALLORY] = [randomUUID(), randomUUID(), randomUUID()];
const MINUTE = 60_000;

eachEngine("a link that somebody floods with dust", (open) => {
  const market = standingMarket();
  let database: Database;
  let network = createPaperNetwork(BOT);
  let till: ReturnType<typeof payInto>;
  let orderId: string;

  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => {
    await empty(database);
    network = createPaperNetwork(BOT);
    till = payInto(database, network, BOT);
    const { id } = await order(database, await openShop(database), { deadline: new Date(Date.now() + MINUTE) });
    orderId = id;
  });

  async function dust(times: number, ...senders: string[]): Promise<void> {
    const { id: requestId } = await till.quote(market, orderId, USDT_TRON);
    const one = { requestId, memo: orderId, assetId: USDT_TRON, amount: "0.00000001" };
    const outputs = senders.flatMap((sender) =>
      Array.from({ length: times }, () => network.receive({ ...one, senders: [sender] })),
    );
    await till.record(market, ...outputs);
  }

  async function dispositions(): Promise<Record<string, number>> {
    const { intakes } = (await viewOrder(database.db, orderId))!;
    const kinds = intakes.map(({ disposition, code }) => `${disposition} ${code ?? ""}`.trim());
    return Object.fromEntries([...new Set(kinds)].map((kind) => [kind, kinds.filter((one) => one === kind).length]));
  }

  it("keeps twenty parts of a sender and sends the next ones back, whoever pays all of it pays", async () => {
    await dust(30, EVE);
    await dust(3, MALLORY);
    expect(await dispositions()).toEqual({
      [`held ${CODES.wrongAmount}`]: 23,
      [`refunded ${CODES.wrongAmount}`]: 10,
    });
    await till.pay(market, EVE, orderId, USDT_TRON);
    expect((await viewOrder(database.db, orderId))!.order).toMatchObject({ state: "paid", payerId: EVE });
    expect(await dispositions()).toEqual({
      applied: 21,
      [`refunded ${CODES.wrongAmount}`]: 10,
      [`refunded ${CODES.second}`]: 3,
    });
    expect((await verifyLedger(database.db)).problems).toEqual([]);
  });

  it("holds two hundred parts of everybody's at most; what completes the price is not one of them", async () => {
    await dust(18, ...Array.from({ length: 12 }, () => randomUUID()));
    expect(await dispositions()).toEqual({
      [`held ${CODES.wrongAmount}`]: 200,
      [`refunded ${CODES.wrongAmount}`]: 16,
    });
    await till.pay(market, ADA, orderId, USDT_TRON);
    expect((await viewOrder(database.db, orderId))!.order).toMatchObject({ state: "paid", payerId: ADA });
    expect((await verifyLedger(database.db)).problems).toEqual([]);
  });

  it("counts late money with the rest", async () => {
    const graceful = await order(database, await openShop(database), {
      deadline: new Date(Date.now() + MINUTE),
      graceSeconds: 3600,
    });
    const { id: requestId, paymentAmount: amount } = await till.quote(market, graceful.id, USDT_TRON);
    const createdAt = new Date(Date.now() + 2 * MINUTE).toISOString();
    const late = { requestId, memo: graceful.id, assetId: USDT_TRON, amount, createdAt, senders: [EVE] };
    await till.record(market, ...Array.from({ length: 210 }, () => network.receive(late)));
    orderId = graceful.id;
    expect(await dispositions()).toEqual({ [`held ${CODES.late}`]: 200, [`refunded ${CODES.late}`]: 10 });
    const end = new Date(Date.now() + 2 * 3600_000);
    expect(await expireOrders(database.db, end, end)).toBe(2);
    expect(await dispositions()).toEqual({ [`refunded ${CODES.late}`]: 210 });
    expect((await verifyLedger(database.db)).problems).toEqual([]);
  });

  it("is written whatever it comes to: more rows than one statement of the database takes", async () => {
    const all = Array.from({ length: 5_000 }, () => ({
      id: randomUUID(),
      lines: [
        { account: "held" as const, assetId: USDT_TRON, amount: "1" },
        { account: "float" as const, assetId: USDT_TRON, amount: "-1" },
      ],
    }));
    await inTransaction(database.db, (tx) => post(tx, ...all));
    expect(await database.db.$count(ledgerEntries)).toBe(10_000);
  });
});
