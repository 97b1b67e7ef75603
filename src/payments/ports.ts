/** What the money core needs of the world. main.ts puts the Mixin client behind it, tests the sandbox. */

export interface AssetInfo {
  assetId: string;
  symbol: string;
  name: string;
  /** "TRON", "Ethereum": tells assets of the same symbol apart. */
  network: string;
  /** The network's own coin; absent: not told. */
  chainId?: string;
  iconUrl: string;
}

export interface Price {
  /** Decimal text. */
  value: string;
  /** When this was last known to be the price. */
  at: Date;
}

/** Assets and prices as last heard; answers at once, never asks the network. */
export interface Rates {
  /** Payable assets, most used first. */
  assets(): AssetInfo[];
  asset(assetId: string): AssetInfo | null;
  /** USD per unit of the asset. */
  usd(assetId: string): Price | null;
  /** Units of the currency per USD; the code in either case. */
  fiat(code: string): Price | null;
}

/** A conversion somebody asks for. Amounts and rates are decimal text. */
export interface ConversionAsk {
  from: string;
  to: string;
  /** Of `from`. */
  amount: string;
  /** The oracle's: units of `to` per unit of `from`. */
  rate: string;
}

/**
 * What a provider says to it. `amount` is of `to`: after the provider's spread, before the operator's fee, rounded down.
 * `too_small` and `not_covered` name the least and the most of `to` that could be had.
 */
export type ConversionAnswer =
  | { ok: true; amount: string; spreadBps: number }
  | { ok: false; reason: "no_price" }
  | { ok: false; reason: "too_small"; least: string }
  | { ok: false; reason: "not_covered"; most: string };

/** What providers go by; a picture that may be some seconds old. What is promised is checked when a quote is made. */
export interface ConversionBook {
  /** What the desk keeps, in hundredths of a percent of what comes out. */
  spreadBps: number;
  /** The operator's fee on settlements, likewise. */
  feeBps: number;
  /** The most of an asset for one conversion at the desk, decimal text; null: no limit but the float. */
  limit(assetId: string): string | null;
  /** What of the float is promised to nobody, decimal text; null: not known yet. */
  cover(assetId: string): string | null;
}

/** Turns what is paid into what the payee wants. */
export interface LiquidityProvider {
  readonly name: "desk" | "route";
  /** The operator's fee on settlements as last known, for lists; a quote is made with the one in force. */
  readonly feeBps: number;
  /** The most it has of an asset as last known, decimal text, for lists; null: it does not say. */
  cover(assetId: string): string | null;
  /** What it would give, if it has it, as far as is known now: answers at once, for lists and inside transactions. */
  estimate(ask: ConversionAsk): ConversionAnswer;
  /** What it gives now. May ask the network: never inside a transaction. Does not throw: no answer is `no_price`. */
  quote(ask: ConversionAsk): Promise<ConversionAnswer>;
}

/** Prices, and who converts at them; null: nobody. Everything in it answers at once but a provider's `quote`. */
export interface Market {
  rates: Rates;
  liquidity: LiquidityProvider | null;
}

/** A conversion at an exchange outside. */
export interface ExchangeAsk {
  from: string;
  to: string;
  /** Of `from`. */
  amount: string;
}

/** What an exchange wants for a swap: exactly this transfer. */
export interface SwapTerms {
  recipient: string;
  assetId: string;
  amount: string;
  /** The request id of the transfer. */
  trace: string;
  memo: string;
  /** What it will send back, of `to`. */
  outAmount: string;
}

/** `range` bounds what may be given, of `assetId`. */
export type ExchangeRefusal =
  | { ok: false; reason: "no_quote" | "invalid" }
  | { ok: false; reason: "range"; assetId: string | null; least: string | null; most: string | null };

/** An exchange outside. Throws when it cannot be reached: asking again is harmless, nothing is owed before the transfer. */
export interface Exchange {
  readonly provider: "route";
  /** The user its money comes from and goes to. */
  readonly userId: string;
  quote(ask: ExchangeAsk): Promise<{ ok: true; outAmount: string } | ExchangeRefusal>;
  /** Opens a swap, which costs nothing until its transfer is made. */
  swap(ask: ExchangeAsk): Promise<({ ok: true } & SwapTerms) | ExchangeRefusal>;
}

/** An output of the bot's wallet, as the network gives it; kept whole because spending it needs every field. */
export interface WalletOutput {
  outputId: string;
  /** Rises with each output of the wallet; outputs are read in this order. */
  sequence: number;
  transactionHash: string;
  outputIndex: number;
  assetId: string;
  kernelAssetId: string;
  amount: string;
  mask: string;
  keys: string[];
  /** User ids; empty for a deposit from a chain. */
  senders: string[];
  /** The sender's trace id; empty for a deposit. */
  requestId: string;
  /** Text of the extra; empty when it is not text. */
  memo: string;
  extraHex: string;
  state: "unspent" | "signed" | "spent";
  /** ISO moment at which the network made it. */
  createdAt: string;
}

export interface Receiver {
  members: string[];
  threshold: number;
  amount: string;
}

/** Money that leaves Mixin for an address on a chain. */
export interface Withdrawal {
  address: string;
  /** Empty where the chain has none. */
  tag: string;
  /** Arrives there, decimal text. */
  amount: string;
  /** The network's, beside it and in the same asset. */
  fee: string;
}

/** A signed transaction that has not been sent. */
export interface Prepared {
  requestId: string;
  /** The signed bytes, hex. */
  raw: string;
  /** Transaction hash: names our own change when it comes back. */
  hash: string;
}

export interface TransferStatus {
  requestId: string;
  hash: string;
  /** `unspent`: only prepared; `signed`: accepted; `spent`: final. */
  state: "unspent" | "signed" | "spent";
}

/**
 * What a failed wallet call means. `again`: nothing happened, later it may work (also refusals that concern us and not
 * this transfer, such as 401 or 429). `reread`: an input is not what we think. `never`: this transfer is refused for good.
 * `unknown`: no answer, it may have happened.
 */
export type Verdict = "again" | "reread" | "never" | "unknown";

/**
 * What the network keeps of a withdrawal. `other_asset`: it wants its fee in another asset than leaves, which we do not
 * make; `unreachable`: it does not say now.
 */
export type ChainFee = { ok: true; fee: string } | { ok: false; reason: "other_asset" | "bad_address" | "unreachable" };

/** Asks what a withdrawal of this asset to this address costs now, and whether the address is one. Does not throw. */
export type ChainFees = (assetId: string, address: string, tag: string) => Promise<ChainFee>;

export interface WalletPort {
  /** The wallet's outputs in every state or one, ascending, from this sequence on (included). */
  outputs(from: number, limit?: number, state?: WalletOutput["state"]): Promise<WalletOutput[]>;
  /** Builds and signs a transfer; change goes back to the wallet. No money moves. */
  prepare(transfer: {
    requestId: string;
    inputs: WalletOutput[];
    receivers: Receiver[];
    withdrawal?: Withdrawal;
    memo: string;
  }): Promise<Prepared>;
  /** Sends the bytes; sending the same bytes again is harmless. */
  submit(transfer: { requestId: string; raw: string }): Promise<TransferStatus>;
  lookup(requestId: string): Promise<TransferStatus | null>;
  classify(error: unknown): Verdict;
}
