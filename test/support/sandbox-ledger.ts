/** What the ground truth says of a transaction; only what tests look at. Amounts are decimal strings. */
export interface LedgerTransaction {
  request_id: string;
  transaction_hash: string;
  asset_id: string;
  memo: string;
  state: string;
  senders: string[];
  receivers: { members: string[]; threshold: number; amount: string }[];
}

export interface LedgerOutput {
  output_id: string;
  transaction_hash: string;
  sequence: number;
  asset_id: string;
  amount: string;
  senders: string[];
  receivers: string[];
  memo: string;
  request_id: string;
  state: string;
  created_at: string;
}

/** A chat message, once, however often it was handed in. */
export interface LedgerMessage {
  message_id: string;
  conversation_id: string;
  user_id: string;
  category: string;
  /** Base64 of the content. */
  data: string;
  receivers: string[];
  created_at: string;
  /** How often its id came again. */
  duplicates: number;
  /** And how often with another content. */
  conflicts: number;
}

/** `GET /sandbox/ledger`. */
export interface Ledger {
  transactions: LedgerTransaction[];
  outputs: LedgerOutput[];
  messages: LedgerMessage[];
}
