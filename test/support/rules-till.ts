import { convertedAt, estimateConversion } from "../../src/payments/conversion/pricing.js";
import { type Decimal, decimal, plain } from "../../src/payments/money.js";
import type { AssetInfo, LiquidityProvider, Market } from "../../src/payments/ports.js";
import { amountDue, QUOTE_SECONDS } from "../../src/payments/quoting.js";
import { partsBySender, remaining } from "../../src/payments/rules/due.js";
import { after, type Effects, type NewTransfer } from "../../src/payments/rules/effects.js";
import type { Aggregate, HeldMoney, Money, QuoteFacts, Terms } from "../../src/payments/rules/facts.js";
import { type Event, step } from "../../src/payments/rules/step.js";
import { onUnplaced } from "../../src/payments/rules/unplaced.js";
import { isSale } from "../../src/payments/sales.js";
import type { Order } from "../../src/payments/state.js";
import { createPaperBooks } from "./rules-books.js";
import { COIN, NOON, orderOf, OTHER, PAYEE, WANTED } from "./rules-facts.js";

export { COIN, NOON, OTHER, WANTED };

export interface TillSetup {
  order?: Partial<Order>;
  provider?: "desk" | "route" | null;
  /** USD per unit, by asset; a price that is not there is not known. */
  usd?: Record<string, string>;
  /** What the desk has of the wanted asset. */
  float?: string;
  spreadBps?: number;
  feeBps?: number;
  bandBps?: number;
}

/** One order in memory: the pure rules, with books that take nothing the database would not. */
export function openRulesTill(setup: TillSetup = {}) {
  const { provider = null, spreadBps = 50, bandBps = 100, float = "1000000" } = setup;
  const first = orderOf(setup.order ?? {});
  const feeBps = isSale(first) ? (setup.feeBps ?? 0) : 0;
  const usd = new Map(Object.entries(setup.usd ?? { [COIN]: "2", [OTHER]: "3", [WANTED]: "1" }));
  const books = createPaperBooks(WANTED, float);
  const quotes: QuoteFacts[] = [];
  /** All money that there was, as it came. */
  const came = new Map<string, Money>();
  let now = NOON;
  let aggregate: Aggregate = {
    order: first,
    payee: PAYEE,
    held: [],
    swap: null,
    transfers: [],
  };
  const liquidity = provider && providerOf(provider, spreadBps, feeBps);
  const market = marketOf(
    liquidity,
    (assetId) => usd.get(assetId),
    () => now,
  );

  const terms = (): Terms => ({
    now,
    secret: "secret",
    bandBps,
    feeBps,
    provider,
    due: (order, assetId) => amountDue(order, assetId, market.rates, now),
    convert(order, from, amount, fee) {
      if (order.settlementAsset === null) return null;
      const wanted = { from, to: order.settlementAsset, amount: plain(amount), feeBps: fee };
      const offer = estimateConversion(market, wanted, now);
      return offer.ok ? offer.conversion : null;
    },
    cover: books.balance("float", WANTED).neg(),
  });

  function take(done: Effects): Effects {
    books.take(done, aggregate.order.state);
    for (const { covers = null, conversion = null, feeBps: fee = 0, ...quote } of done.quotes) {
      if (quotes.some(({ id }) => id === quote.id)) throw new Error("a quote is made twice");
      quotes.push({ ...quote, covers, conversion, feeBps: fee, payerId: null });
    }
    return done;
  }

  function happen(event: Event): Effects {
    const done = take(step(aggregate, event, terms()));
    aggregate = after(aggregate, done);
    const { order } = aggregate;
    // What is sent to others is theirs as soon as it is known what it comes to.
    const isKept = order.source === "transfer" && order.state === "paid" && order.settledAsset !== null;
    if (isKept) aggregate = { ...aggregate, order: { ...order, state: "settled" } };
    return done;
  }

  function money(given: Partial<Money> = {}): Money {
    const outputId = `output ${came.size + 1}`;
    const usual = { assetId: COIN, amount: "5", senderId: "ada", requestId: "trace", memo: "", receivedAt: now };
    const made: Money = { outputId, ...usual, ...given };
    came.set(outputId, made);
    return made;
  }

  /** A quote as it would be made now, kept; null when there is none. To a payer who has paid a part, for their rest. */
  function quote(assetId: string, payerId: string | null = null): QuoteFacts | null {
    const { order, held } = aggregate;
    if (order.state !== "open" || (order.deadline && order.deadline <= now)) return null;
    const parts = held.filter(({ reason, senderId }) => reason === "partial" && senderId === payerId);
    const [part] = payerId === null ? [] : partsBySender(order, parts, []);
    if (part && part.assetId !== assetId) return null;
    const covers = part ? plain(remaining(order, parts)) : null;
    const due = amountDue({ ...order, quoteAmount: covers ?? order.quoteAmount }, assetId, market.rates, now);
    if (!due) return null;
    const total = decimal(due.amount).plus(part?.received ?? "0");
    const converts = order.settlementAsset !== null && order.settlementAsset !== assetId;
    const conversion = converts ? terms().convert(order, assetId, total, feeBps) : null;
    if (converts && !conversion) return null;
    const end = now.getTime() + QUOTE_SECONDS * 1000;
    const made: QuoteFacts = {
      id: `quote ${quotes.length}`,
      paymentAsset: assetId,
      paymentAmount: due.amount,
      covers,
      payerId: part ? payerId : null,
      rate: due.rate,
      conversion,
      feeBps,
      expiresAt: new Date(Math.min(end, order.deadline?.getTime() ?? end)),
    };
    quotes.push(made);
    return made;
  }

  return {
    ...books,
    quotes,
    came,
    aggregate: (): Aggregate => aggregate,
    order: (): Order => aggregate.order,
    now: (): Date => now,
    wait: (seconds: number): void => void (now = new Date(now.getTime() + seconds * 1000)),
    /** Null: nobody knows it any more. */
    price: (assetId: string, value: string | null): void =>
      void (value === null ? usd.delete(assetId) : usd.set(assetId, value)),
    happen,
    money,
    quote,
    /** Pays what the quote says, or something else. */
    pays: (paid: QuoteFacts | null, given: Partial<Money> = {}): Effects =>
      happen({
        kind: "intake",
        quote: paid,
        money: money(paid ? { assetId: paid.paymentAsset, amount: paid.paymentAmount, ...given } : given),
      }),
    /** Money that names no order. */
    finds(given: Partial<Money> = {}): HeldMoney {
      const found = money(given);
      take(onUnplaced(found, () => false, terms()));
      return { ...found, orderId: null, reason: "unknown", credit: null, quote: null };
    },
    /** The exchange is given our leg. */
    sendsSwap(): void {
      const { swap, order } = aggregate;
      if (swap?.state !== "wanted") return;
      aggregate = { ...aggregate, swap: { ...swap, state: "sent" } };
      const leg: NewTransfer = {
        requestId: `leg of ${swap.id}`,
        kind: "swap",
        account: "network",
        orderId: order.id,
        swapId: swap.id,
        assetId: swap.fromAsset,
        amount: swap.fromAmount,
        members: ["route"],
        threshold: 1,
        memo: "",
      };
      books.addTransfer(leg);
    },
    /** A transfer becomes final; again: nothing. */
    finishes(requestId: string): void {
      if (!books.finish(requestId)) return;
      happen({ kind: "transfer_done", requestId });
      const done = (id: string) => books.transfers.get(id)?.state === "done";
      const transfers = aggregate.transfers.map((one) =>
        done(one.requestId) ? { ...one, state: "done" as const } : one,
      );
      aggregate = { ...aggregate, transfers };
    },
  };
}

export type RulesTill = ReturnType<typeof openRulesTill>;

function providerOf(name: "desk" | "route", spreadBps: number, feeBps: number): LiquidityProvider {
  const estimate: LiquidityProvider["estimate"] = ({ amount, rate }) => {
    const given: Decimal = convertedAt(amount, rate, spreadBps);
    return given.gt(0)
      ? { ok: true, amount: plain(given), spreadBps }
      : { ok: false, reason: "too_small", least: "0.00000001" };
  };
  return { name, feeBps, cover: () => null, estimate, quote: (ask) => Promise.resolve(estimate(ask)) };
}

function marketOf(
  liquidity: LiquidityProvider | null,
  usd: (assetId: string) => string | undefined,
  clock: () => Date,
): Market {
  const asset = (assetId: string): AssetInfo => ({ assetId, symbol: assetId, name: assetId, network: "", iconUrl: "" });
  const price = (value: string | undefined) => (value === undefined ? null : { value, at: clock() });
  return {
    rates: {
      assets: () => [COIN, OTHER, WANTED].map(asset),
      asset,
      usd: (assetId) => price(usd(assetId)),
      fiat: () => price("1"),
    },
    liquidity,
  };
}
