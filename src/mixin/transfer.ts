import { readState, type OutputState } from "./outputs.js";

/** A transfer as the network knows it. */
export interface TransferStatus {
  requestId: string;
  hash: string;
  /** unspent: only checked, nothing moved · signed: accepted, it will happen · spent: final. */
  state: OutputState;
  /** Hex. */
  raw: string;
  assetId: string;
  /** What the sender named, decimal. */
  amount: string;
  senders: string[];
  receivers: { members: string[]; threshold: number }[];
  extraHex: string;
  /** RFC 3339, once final. */
  snapshotAt?: string;
}

/** A transfer with this request id was accepted before: look it up, never build another under the same id. */
export class RequestAlreadyUsed extends Error {
  readonly requestId: string;

  constructor(requestId: string) {
    super(`a transfer with the request id ${requestId} exists already`);
    this.name = "RequestAlreadyUsed";
    this.requestId = requestId;
  }
}

/** Mixin knows another transaction under our request id: somebody has to look at it, nothing is sent. */
export class TransferMismatch extends Error {
  readonly requestId: string;

  constructor(requestId: string, ours: string, theirs: string) {
    super(`Mixin has the transaction ${theirs} under the request id ${requestId}, ours is ${ours}`);
    this.name = "TransferMismatch";
    this.requestId = requestId;
  }
}

export interface WireTransfer {
  request_id: string;
  transaction_hash: string;
  state: string;
  raw_transaction: string;
  asset_id?: string;
  amount: string;
  extra?: string | null;
  senders?: string[] | null;
  receivers?: { members: string[]; threshold: number }[] | null;
  snapshot_at?: string | null;
}

export function readTransfer(wire: WireTransfer): TransferStatus {
  return {
    requestId: wire.request_id,
    hash: wire.transaction_hash,
    state: readState(wire.state),
    raw: wire.raw_transaction,
    assetId: wire.asset_id ?? "",
    amount: wire.amount,
    senders: wire.senders ?? [],
    receivers: (wire.receivers ?? []).map(({ members, threshold }) => ({ members, threshold })),
    extraHex: wire.extra ?? "",
    ...(wire.snapshot_at ? { snapshotAt: wire.snapshot_at } : {}),
  };
}
