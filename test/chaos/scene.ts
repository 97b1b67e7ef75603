import { randomUUID } from "node:crypto";
import { Decimal } from "decimal.js";
import type { Payment, Person } from "../support/payer.js";
import { ASSETS } from "../support/sandbox.js";
import { makesCode, type OrderPage, Visitor } from "../support/shop.js";
import { type Plan, PAYERS, type PlannedVisit } from "./plan.js";
import type { World } from "./world.js";

/** A payment that is going to be made. */
export interface Act {
  payer: Person;
  payment: Payment;
  at: number;
  /** The order that the money names; null: none. */
  order: { id: string; asset: string; amount: string; isLate: boolean } | null;
}

/** The people of a run, their orders opened, their payments ready. */
export interface Scene {
  merchant: Person;
  payers: Person[];
  title: string;
  acts: Act[];
  /** Ids of what people said to the bot. */
  said: { who: Person; messageId: string }[];
  orderIds: string[];
}

const DUST = "0.00000001";

/** Brings the people of a run together and prepares what they will do. Nothing goes wrong yet. */
export async function setScene(world: World, plan: Plan): Promise<Scene> {
  const tag = plan.index < 0 ? "calm" : String(plan.index);
  const merchant = await world.newPerson(`Merchant ${tag}`);
  const names = Array.from({ length: PAYERS }, (_, n) => `Payer ${"ABC"[n]} ${tag}`);
  const payers = await Promise.all(names.map((name) => world.newPerson(name)));
  const title = `Thing ${tag}`;
  const link = await makesCode(merchant, { title, price: plan.price });
  const scene: Scene = { merchant, payers, title, acts: [], said: [], orderIds: [] };
  for (const visit of plan.visits) await prepare(world, scene, link, visit);
  await Promise.all(scene.acts.map(({ payer, payment }) => giveMoney(world, payer, payment)));
  return scene;
}

/** One output for each payment, so that one person's payments need not wait for each other's change. */
const giveMoney = (world: World, payer: Person, { asset, amount }: Payment): Promise<void> =>
  world.control.faucet(payer.userId, asset, new Decimal(amount).plus(DUST).toFixed());

async function prepare(world: World, scene: Scene, link: string, visit: PlannedVisit): Promise<void> {
  const { kind, asset, at } = visit;
  const payer = scene.payers[visit.payer]!;
  const other = scene.payers[(visit.payer + 1) % PAYERS]!;
  const act = (who: Person, payment: Payment, order: Act["order"], later = 0) =>
    scene.acts.push({ payer: who, payment, at: at + later, order });

  if (kind === "unknown" || kind === "stray memo") {
    const memo = kind === "unknown" ? "" : randomUUID();
    act(payer, { to: world.botId, asset, amount: "0.001", trace: randomUUID(), memo }, null);
    return;
  }
  const visitor = new Visitor();
  const page = kind === "late" ? await world.lateOrder() : await visitor.opens(link, asset);
  const payment = toPay(page);
  const order = { id: page.orderId, asset: payment.asset, amount: payment.amount, isLate: kind === "late" };
  scene.orderIds.push(order.id);
  const again = (): Payment => ({ ...payment, trace: randomUUID() });
  const amount = new Decimal(payment.amount);
  switch (kind) {
    case "exact":
    case "late":
      act(payer, payment, order);
      break;
    case "less":
      act(payer, { ...payment, amount: amount.minus(DUST).toFixed() }, order);
      break;
    case "more":
      act(payer, { ...payment, amount: amount.mul(2).toFixed() }, order);
      break;
    case "wrong asset":
      act(payer, { ...payment, asset: asset === ASSETS.eth ? ASSETS.usdtEthereum : ASSETS.eth, amount: "0.5" }, order);
      break;
    case "twice":
      act(payer, payment, order);
      act(other, again(), order, 0.05);
      break;
    case "corrected":
      act(payer, { ...payment, amount: amount.div(2).toFixed(8) }, order);
      act(payer, again(), order, 0.1);
      break;
    case "burnt": {
      // Somebody else uses up the trace of the link with dust; the payer takes a new link.
      act(other, { ...payment, amount: DUST, memo: "" }, order);
      const renewed = toPay(await visitor.renews(page.url, asset));
      act(payer, renewed, { ...order, amount: renewed.amount }, 0.05);
      break;
    }
  }
}

function toPay(page: OrderPage): Payment {
  if (!page.payment) throw new Error(`nothing to pay on ${page.url}`);
  return page.payment;
}
