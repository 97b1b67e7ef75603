/** What `/safe/keys` gave out: whose one-time keys these are. Amounts below are decimal strings. */
export interface GhostRow {
  readonly receivers: readonly string[];
  readonly index: number;
  readonly mask: string;
  readonly keys: readonly string[];
  /** What each receiver adds to the spend key to sign, in the order of the keys. */
  readonly views: readonly string[];
  readonly created_at: string;
}

export type OutputState = "unspent" | "signed" | "spent";

export interface Deposit {
  readonly chain: string;
  readonly deposit_hash: string;
  readonly deposit_index: number;
  readonly sender: string;
  readonly destination: string;
  readonly tag: string;
}

export interface OutputRow {
  readonly output_id: string;
  readonly transaction_hash: string;
  readonly output_index: number;
  readonly asset_id: string;
  readonly amount: string;
  readonly mask: string;
  readonly keys: readonly string[];
  readonly views: readonly string[];
  readonly senders: readonly string[];
  readonly senders_threshold: number;
  /** Sorted. */
  readonly receivers: readonly string[];
  readonly receivers_threshold: number;
  /** Hex. */
  readonly extra: string;
  state: OutputState;
  readonly sequence: number;
  signed_by: string;
  readonly request_id: string;
  readonly deposit: Deposit | null;
  readonly created_at: string;
  updated_at: string;
  signed_at: string;
  spent_at: string;
}

export type RequestState = "unspent" | "signed" | "spent";

export interface RequestReceiver {
  readonly members: readonly string[];
  readonly threshold: number;
  readonly amount: string;
  /** Set when this leaves the network. */
  readonly destination: string;
  readonly tag: string;
  /** The transaction on the chain, once there is one. */
  withdrawal_hash: string;
}

/** A transaction by its request id, from the first verification to finality. */
export interface RequestRow {
  readonly request_id: string;
  readonly transaction_hash: string;
  readonly asset_id: string;
  /** What leaves the sender: outputs that return as change are not counted. */
  readonly amount: string;
  readonly extra: string;
  readonly user_id: string;
  state: RequestState;
  raw_transaction: string;
  readonly senders: readonly string[];
  readonly senders_threshold: number;
  /** In the order of the outputs, change included. */
  readonly receivers: readonly RequestReceiver[];
  readonly views: readonly string[];
  snapshot_id: string;
  snapshot_at: string;
  readonly created_at: string;
  updated_at: string;
  /** How often the signed bytes were handed in. */
  posts: number;
}

export interface SnapshotRow {
  readonly snapshot_id: string;
  readonly user_id: string;
  readonly opponent_id: string;
  readonly transaction_hash: string;
  readonly asset_id: string;
  /** Negative for what was sent. */
  readonly amount: string;
  readonly memo: string;
  readonly request_id: string;
  readonly deposit: Deposit | null;
  readonly withdrawal: Withdrawal | null;
  readonly created_at: string;
}

export interface Withdrawal {
  readonly withdrawal_hash: string;
  readonly receiver: string;
}

/** What somebody on a chain paid to a deposit address, or test money (no address). */
export interface DepositRow {
  readonly deposit_id: string;
  readonly asset_id: string;
  readonly chain_id: string;
  readonly amount: string;
  readonly transaction_hash: string;
  readonly destination: string;
  readonly members: readonly string[];
  readonly threshold: number;
  state: "pending" | "confirmed";
  /** Milliseconds since 1970. */
  readonly confirms_at: number;
  readonly created_at: string;
  updated_at: string;
}

/** A deposit address of a set of members on a chain. */
export interface EntryRow {
  readonly entry_id: string;
  readonly chain_id: string;
  readonly members: readonly string[];
  readonly threshold: number;
  readonly destination: string;
  readonly tag: string;
  readonly created_at: string;
}
