import { kernelAssetId } from "./assets.js";

/** Money the wallet got: the only unit that can be spent, always whole. Amount in decimal. */
export interface WalletOutput {
  outputId: string;
  /** Rises with every output of the wallet. */
  sequence: number;
  transactionHash: string;
  outputIndex: number;
  assetId: string;
  kernelAssetId: string;
  amount: string;
  mask: string;
  keys: string[];
  /** Who paid; empty for deposits from a chain. */
  senders: string[];
  /** The trace of the payment; anybody may choose any. */
  requestId: string;
  /** `extraHex` as text when it is UTF-8, else empty. */
  memo: string;
  extraHex: string;
  /** unspent → signed (a transfer with it was accepted) → spent. */
  state: OutputState;
  /** RFC 3339. */
  createdAt: string;
}

export type OutputState = "unspent" | "signed" | "spent";

export interface WireOutput {
  output_id: string;
  sequence: number;
  transaction_hash: string;
  output_index: number;
  asset_id: string;
  kernel_asset_id?: string;
  asset?: string;
  amount: string;
  mask: string;
  keys: string[];
  senders?: string[] | null;
  request_id?: string | null;
  extra?: string | null;
  state: string;
  created_at: string;
}

export function readOutput(wire: WireOutput): WalletOutput {
  const extraHex = wire.extra ?? "";
  return {
    outputId: wire.output_id,
    sequence: wire.sequence,
    transactionHash: wire.transaction_hash,
    outputIndex: wire.output_index,
    assetId: wire.asset_id,
    kernelAssetId: wire.kernel_asset_id || wire.asset || kernelAssetId(wire.asset_id),
    amount: wire.amount,
    mask: wire.mask,
    keys: wire.keys,
    senders: wire.senders ?? [],
    requestId: wire.request_id ?? "",
    memo: textOf(extraHex),
    extraHex,
    state: readState(wire.state),
    createdAt: wire.created_at,
  };
}

/** Throws on a state we do not know: guessing could spend money twice. */
export function readState(state: string): OutputState {
  if (state === "unspent" || state === "signed" || state === "spent") return state;
  throw new Error(`Mixin names a state we do not know: ${state}`);
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function textOf(hex: string): string {
  try {
    return utf8.decode(Buffer.from(hex, "hex"));
  } catch {
    return "";
  }
}
