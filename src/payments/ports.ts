/** What the money core needs of the world. main.ts puts the Mixin client behind it, tests the sandbox. */

export interface AssetInfo {
  assetId: string;
  symbol: string;
  name: string;
  /** "TRON", "Ethereum": tells assets of the same symbol apart. */
  network: string;
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

export interface WalletPort {
  /** The wallet's outputs in every state, ascending, from this sequence on (included). */
  outputs(from: number, limit?: number): Promise<WalletOutput[]>;
  /** Builds and signs a transfer; change goes back to the wallet. No money moves. */
  prepare(transfer: {
    requestId: string;
    inputs: WalletOutput[];
    receivers: Receiver[];
    memo: string;
  }): Promise<Prepared>;
  /** Sends the bytes; sending the same bytes again is harmless. */
  submit(transfer: { requestId: string; raw: string }): Promise<TransferStatus>;
  lookup(requestId: string): Promise<TransferStatus | null>;
  classify(error: unknown): Verdict;
}
