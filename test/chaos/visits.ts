import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { Decimal } from "decimal.js";
import { type Payment, readPayLink } from "../support/payer.js";
import { ASSETS } from "../support/sandbox.js";
import { until } from "../support/until.js";
import { asksToPay, buttonsOf, inTurn, offered, offeredToPay, PATIENCE, says } from "./dialogue.js";
import { anew, type Cast, decides, DUST, LATE_MS, money, pays, times, visitOf } from "./acting.js";
import { isSent, type SaleKind } from "./kinds.js";
import { endOfSending, sends } from "./send.js";
import type { Agreed, Visit } from "./story.js";
import type { World } from "./world.js";

/** A visit with what is done in it; null when its order was over before it began. */
export async function arrange(cast: Cast): Promise<Visit | null> {
  const { kind } = cast;
  if (isSent(kind)) return sends(cast, kind);
  if (kind === "unknown kept" || kind === "unknown returned") return unknown(cast);
  const order = await cast.opens();
  return order && about(order, cast, kind);
}

function unknown(cast: Cast): Visit {
  const { payer, world, asset, coin, kind } = cast;
  const memo = coin ? "what is this?" : randomUUID();
  const payment: Payment = { to: world.botId, asset, amount: "0.001", trace: randomUUID(), memo };
  return visitOf(cast, null, (visit) => ({
    purse: [money(payer, payment)],
    async run() {
      await pays(visit, [payer, payment]);
      if (kind === "unknown kept") return;
      const command = `/return ${await outputOf(world, payment.trace)}`;
      await offered(payer, "the money back", command);
      await inTurn(payer, () => says(payer, command));
      decides(visit, { said: "return", trace: payment.trace });
    },
  }));
}

function about(order: Agreed, cast: Cast, kind: Exclude<SaleKind, "unknown kept" | "unknown returned">): Visit {
  const { payer, other, world, coin } = cast;
  const full = order.shown;
  const half = anew(full, { amount: times(full, "0.5") });
  const shop = world.shops.plain.person;
  const once = (payment: Payment): Visit =>
    visitOf(cast, order, (visit) => ({
      purse: [money(payer, payment)],
      run: () => pays(visit, [payer, payment]),
    }));
  /** Waits until the money is late, and pays. */
  const late = (then: (visit: Visit) => Promise<void>, course: Visit["course"] = "now"): Visit =>
    visitOf(cast, order, (visit) => ({
      purse: [money(payer, full)],
      course,
      async run() {
        await pause(Math.max(0, order.deadline! + LATE_MS - Date.now()));
        await pays(visit, [payer, full]);
        await then(visit);
      },
    }));
  const answers = (word: "accept" | "refuse") => async (visit: Visit) => {
    const said = word === "accept" ? "accept" : "refund";
    const command = `/late ${await outputOf(world, full.trace)}`;
    await offered(shop, `the late money for ${order.id}`, command);
    await inTurn(shop, () => says(shop, `${command} ${said}`));
    decides(visit, { said: word, trace: full.trace });
  };
  const cancels = async (visit: Visit, wasPaid: boolean) => {
    await inTurn(shop, () => says(shop, `/cancel-invoice ${order.id}`, ...(wasPaid ? ["Cancel and return it"] : [])));
    decides(visit, { said: "cancel" });
  };

  switch (kind) {
    case "exact":
    case "group":
    case "converts":
    case "converts strict":
    case "stale in band":
    case "stale out of band":
      return once(full);
    case "less":
      return once(half);
    case "over":
      return once({ ...full, amount: times(full, "2") });
    case "wrong asset":
      return once({ ...full, asset: full.asset === ASSETS.eth ? ASSETS.usdtEthereum : ASSETS.eth, amount: "0.5" });
    case "rest":
      return visitOf(cast, order, (visit) => ({
        purse: [money(payer, half), money(payer, half)],
        async run() {
          await pays(visit, [payer, half]);
          const card = await offeredToPay(payer, order.id, new Set([full.trace]));
          const rest = coin ? card : await inTurn(payer, () => asksToPay(payer, `/rest ${order.id}`, order.id));
          await pays(visit, [payer, rest]);
        },
      }));
    case "second":
      return visitOf(cast, order, (visit) => ({
        purse: [money(payer, full), money(other, full)],
        run: () => pays(visit, [payer, full], [other, anew(full)]),
      }));
    case "corrected":
      return visitOf(cast, order, (visit) => ({
        purse: [money(payer, half), money(payer, full)],
        async run() {
          await pays(visit, [payer, half]);
          await pays(visit, [payer, anew(full)]);
        },
      }));
    case "burnt": {
      // Somebody else uses up the trace of the link with dust; the payer pays by another.
      const dust = { ...full, amount: DUST, memo: "" };
      return visitOf(cast, order, (visit) => ({
        purse: [money(other, dust), money(payer, full)],
        run: () => pays(visit, [other, dust], [payer, anew(full)]),
      }));
    }
    case "part expires":
      return visitOf(cast, order, (visit) => ({
        purse: [money(payer, half)],
        course: "waits",
        run: () => pays(visit, [payer, half]),
      }));
    case "late accepted":
      return late(answers("accept"));
    case "late refused":
      return late(async (visit) => {
        await answers("refuse")(visit);
        await cancels(visit, false);
      });
    case "late unanswered":
      return late(async () => undefined, "waits");
    case "cancelled":
      return visitOf(cast, order, (visit) => ({
        purse: [money(payer, half), money(other, full)],
        async run() {
          await pays(visit, [payer, half]);
          await offeredToPay(payer, order.id, new Set([full.trace]));
          await cancels(visit, true);
          await pays(visit, [other, anew(full)]);
        },
      }));
    case "unknown assigned": {
      const stray = anew(full, { memo: "" });
      return visitOf(cast, order, (visit) => ({
        purse: [money(payer, stray)],
        async run() {
          visit.history.push({ acts: [{ payer, payment: stray, order: null }] });
          await payer.submits(stray);
          await payer.settles(stray.trace);
          const command = `/for ${await outputOf(world, stray.trace)}`;
          await offered(payer, "naming its invoice", command);
          await inTurn(payer, () => says(payer, `${command} ${order.id}`, "Use it for that"));
          decides(visit, { said: "assign", trace: stray.trace });
        },
      }));
    }
    case "refunded":
      return refunded(cast, order);
    default:
      return kind satisfies never;
  }
}

/** The shop gives all of it back, at once or when its own money has gone out. */
function refunded(cast: Cast, order: Agreed): Visit {
  const { payer, world, coin } = cast;
  const { shop, shown } = order;
  return visitOf(cast, order, (visit) => ({
    purse: [money(payer, shown), money(shop, shown)],
    async run() {
      const since = new Date().toISOString();
      await pays(visit, [payer, shown]);
      await offered(shop, "a refund", `/refund ${order.id}`);
      if (coin)
        await until("the shop's money", () => isPaidOut(world, order, shown, since), { ...PATIENCE, everyMs: 100 });
      const answer = await inTurn(shop, () =>
        says(shop, `/refund ${order.id}`, "All of it", "The same coins", "Give it back"),
      );
      const link = answer.flatMap(buttonsOf).find(({ action }) => action.includes("/pay/"))?.action;
      visit.refund = link === undefined ? "unsettled" : "link";
      if (link === undefined) return;
      const payment = readPayLink(link);
      const payee = { members: [payer.userId], threshold: 1 };
      const price = payment.amount;
      const given = {
        id: payment.memo,
        payee,
        price,
        shown: payment,
        today: price,
        wants: payment.asset,
        isRefund: true,
      };
      const funding = visitOf(cast, { ...order, ...given }, () => ({ purse: [], run: async () => undefined }));
      visit.more.push(funding);
      await pays(funding, [shop, payment]);
    },
  }));
}

/** By itself or together with others: what the shop got since then is this order's. */
async function isPaidOut(world: World, { shop }: Agreed, { asset, amount }: Payment, since: string): Promise<boolean> {
  const { outputs } = await world.control.ledger();
  return outputs.some(
    (output) =>
      output.created_at > since &&
      output.senders.join() === world.botId &&
      output.receivers.join() === shop.userId &&
      output.asset_id === asset &&
      new Decimal(output.amount).eq(amount),
  );
}

/** A visit of the run before, the deadline of whose order passes in this one: what was held goes back. */
export function ending(world: World, visit: Visit): Visit {
  const refund = `RF|${visit.order!.id}|`;
  const isBack = async () =>
    (await world.control.ledger()).transactions.some(({ memo }) =>
      Buffer.from(memo, "base64").toString().startsWith(refund),
    );
  const isOver = async () =>
    void (await until(`the end of ${visit.order!.title}`, isBack, { ...PATIENCE, everyMs: 200 }));
  // What happened belongs to both runs, but what happens now to this one: each has its own copy.
  const end: Visit = { ...visit, history: [...visit.history], at: 0, course: "ends", purse: [], run: isOver };
  if (visit.sending) end.run = () => endOfSending(world, end);
  return end;
}

/** The bot's output that a payment became. */
async function outputOf(world: World, trace: string): Promise<string> {
  const { outputs } = await world.control.ledger();
  const found = outputs.find(({ request_id: id, receivers }) => id === trace && receivers.join() === world.botId);
  if (!found) throw new Error(`no output has the trace ${trace}`);
  return found.output_id;
}
