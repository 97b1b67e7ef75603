import { Decimal, decimal, plain, roundDown } from "../payments/money.js";
import type {
  ConversionAnswer,
  ConversionAsk,
  ConversionBook,
  Exchange,
  ExchangeAsk,
  ExchangeRefusal,
  LiquidityProvider,
  SwapTerms,
} from "../payments/ports.js";

/** Mixin Route as its client gives it. Throws when it does not answer, or answers something else. */
export interface RouteWire<Quote extends { ok: true; outAmount: string } = { ok: true; outAmount: string }> {
  tokens(): Promise<string[]>;
  quote(ask: ExchangeAsk): Promise<Quote | ExchangeRefusal>;
  swap(quote: Quote): Promise<({ ok: true } & SwapTerms) | ExchangeRefusal>;
}

export interface RouteOptions<Quote extends { ok: true; outAmount: string }> {
  wire: RouteWire<Quote>;
  /** The user whose money is Route's. */
  userId: string;
  book: () => Pick<ConversionBook, "feeBps">;
  /** Told when Route did not answer. */
  onFailure: (error: unknown) => void;
}

/** What Route takes of a conversion, in hundredths of a percent, as long as it has not said. */
const USUAL_COST_BPS = 100;
/** A price further below the oracle's is none: somebody would lose by it without having been asked. */
const MOST_COST_BPS = 500;

/** Mixin Route, as who makes a price and as who swaps. */
export function createRoute<Quote extends { ok: true; outAmount: string }>(options: RouteOptions<Quote>) {
  const { wire, userId, book, onFailure } = options;
  /** What was heard last: the cost of each pair, the bounds of each asset, and what is swapped at all. */
  const costs = new Map<string, number>();
  const ranges = new Map<string, { least: string | null; most: string | null }>();
  let tokens: Set<string> | null = null;

  const pair = (ask: ExchangeAsk) => `${ask.from} ${ask.to}`;

  function estimate(ask: ConversionAsk): ConversionAnswer {
    if (tokens && !(tokens.has(ask.from) && tokens.has(ask.to))) return { ok: false, reason: "no_price" };
    const outside = outOfRange(ask, ranges.get(ask.from));
    if (outside) return outside;
    const spreadBps = costs.get(pair(ask)) ?? USUAL_COST_BPS;
    const amount = roundDown(
      decimal(ask.amount)
        .mul(ask.rate)
        .mul(10_000 - spreadBps)
        .mul("0.0001"),
    );
    return amount.gt(0) ? { ok: true, amount: plain(amount), spreadBps } : { ok: false, reason: "no_price" };
  }

  async function quote(ask: ConversionAsk): Promise<ConversionAnswer> {
    const { from, to, amount, rate } = ask;
    try {
      const answer = await wire.quote({ from, to, amount });
      if (!answer.ok) return refused(ask, answer);
      ranges.delete(from);
      const out = roundDown(decimal(answer.outAmount));
      const cost = costOf(out, decimal(amount).mul(rate));
      if (!out.gt(0) || cost > MOST_COST_BPS) return { ok: false, reason: "no_price" };
      costs.set(pair(ask), cost);
      return { ok: true, amount: plain(out), spreadBps: cost };
    } catch (error) {
      onFailure(error);
      return { ok: false, reason: "no_price" };
    }
  }

  function refused(ask: ConversionAsk, refusal: ExchangeRefusal): ConversionAnswer {
    if (refusal.reason !== "range" || refusal.assetId !== ask.from) return { ok: false, reason: "no_price" };
    const { least, most } = refusal;
    ranges.set(ask.from, { least, most });
    return outOfRange(ask, { least, most }) ?? { ok: false, reason: "no_price" };
  }

  const provider: LiquidityProvider = {
    name: "route",
    get feeBps() {
      return book().feeBps;
    },
    cover: () => null,
    estimate,
    quote,
  };

  const exchange: Exchange = {
    provider: "route",
    userId,
    async quote(ask) {
      return wire.quote(ask);
    },
    async swap(ask) {
      const quoted = await wire.quote(ask);
      return quoted.ok ? wire.swap(quoted) : quoted;
    },
  };

  return {
    provider,
    exchange,
    /** Reads anew which assets it swaps, and forgets bounds that may have changed; when that fails all stays. */
    async refresh(): Promise<void> {
      tokens = new Set(await wire.tokens());
      ranges.clear();
    },
  };
}

/** Hundredths of a percent by which less comes out than the oracle says, rounded up; never negative. */
const costOf = (out: Decimal, worth: Decimal): number =>
  Decimal.max(0, new Decimal(1).minus(out.div(worth)).mul(10_000).ceil()).toNumber();

/** Bounds are of what is given; what is told is of what comes out. */
function outOfRange(
  { amount, rate }: ConversionAsk,
  range: { least: string | null; most: string | null } | undefined,
): ConversionAnswer | null {
  const worth = (of: string) => plain(roundDown(decimal(of).mul(rate)));
  if (range?.most && decimal(amount).gt(range.most))
    return { ok: false, reason: "not_covered", most: worth(range.most) };
  if (range?.least && decimal(amount).lt(range.least))
    return { ok: false, reason: "too_small", least: worth(range.least) };
  return null;
}
