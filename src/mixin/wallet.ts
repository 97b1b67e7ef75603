import {
  buildSafeTransactionRecipient,
  encodeSafeTransaction,
  encodeScript,
  hashMembers,
  MixinCashier,
  OutputTypeWithdrawalSubmit,
  TxVersionHashSignature,
  type SafeTransaction,
} from "@mixin.dev/mixin-node-sdk";
import { fromUnits, toUnits } from "./amounts.js";
import { MixinRefused } from "./errors.js";
import type { Keystore } from "./keystore.js";
import { type OutputState, readOutput, type WalletOutput, type WireOutput } from "./outputs.js";
import type { Sdk } from "./sdk.js";
import { signTransaction } from "./signing.js";
import { readTransaction } from "./transaction.js";
import {
  readTransfer,
  RequestAlreadyUsed,
  TransferMismatch,
  type TransferStatus,
  type WireTransfer,
} from "./transfer.js";
import type { Transport } from "./transport.js";
import { assertFee } from "./withdrawals.js";

export type { WalletOutput } from "./outputs.js";
export { RequestAlreadyUsed, TransferMismatch, type TransferStatus } from "./transfer.js";

export interface Receiver {
  members: string[];
  threshold: number;
  /** Decimal, at most 8 places. */
  amount: string;
}

/** Money that leaves Mixin for an address on a chain. */
export interface Withdrawal {
  address: string;
  /** Empty where the chain has none. */
  tag: string;
  /** Decimal, what leaves; the fee is not in it. */
  amount: string;
  /** Decimal, in the same asset: goes to Mixin's cashier beside it. */
  fee: string;
}

export interface TransferInput {
  /** Derived: the same transfer keeps its id for ever. Global among all users of Mixin. */
  requestId: string;
  /** 1 to 256 outputs of one asset, none of them in another transfer. */
  inputs: WalletOutput[];
  /** 1 to 255, and one more output for the change. */
  receivers: Receiver[];
  /** Beside the receivers, of whom there may be none then. */
  withdrawal?: Withdrawal;
  /** At most 256 bytes. */
  memo: string;
}

export interface Prepared {
  requestId: string;
  /** Signed, hex. Store it before it is submitted: it is the only way to ask again for the same transfer. */
  raw: string;
  hash: string;
  /** What comes back to us, decimal. */
  change: string;
}

export interface Wallet {
  /** Own outputs of all assets in any state (or one), ascending, from a sequence on (inclusive). At most `limit`, 500. */
  outputs(from: number, limit?: number, state?: OutputState): Promise<WalletOutput[]>;
  /**
   * Builds and signs a transfer. Moves nothing: until `submit`, the same request id may be prepared again. Throws
   * RequestAlreadyUsed when a transfer with this id was accepted before, FeeHasRisen for a withdrawal that would not be.
   */
  prepare(input: TransferInput): Promise<Prepared>;
  /**
   * Sends the bytes, once. After MixinUnreachable the outcome is unknown: `lookup`, and when that knows nothing
   * submit the same bytes again, never others. The same bytes twice move the money once.
   */
  submit(prepared: { requestId: string; raw: string }): Promise<TransferStatus>;
  /** Null when the network has no such transfer. Also finds other people's; see rule 6 about traces. */
  lookup(requestId: string): Promise<TransferStatus | null>;
}

const PAGE = 500;
/** Limits of the network (`common/validation.go` of Mixin's kernel). */
const MAX_INPUTS = 256;
const MAX_OUTPUTS = 256;
const MAX_MEMO_BYTES = 256;

export function createWallet(sdk: Sdk, transport: Transport, keystore: Keystore): Wallet {
  const me = keystore.app_id;
  const members = hashMembers([me]);

  async function outputs(from: number, limit = PAGE, state?: OutputState): Promise<WalletOutput[]> {
    const count = Math.min(limit, PAGE);
    const only = state ? `&state=${state}` : "";
    const path = `/safe/outputs?members=${members}&threshold=1&order=ASC&offset=${from}&limit=${count}${only}`;
    const wires = await transport.request<WireOutput[]>({ method: "GET", path });
    return wires.map(readOutput);
  }

  async function lookup(requestId: string): Promise<TransferStatus | null> {
    try {
      const path = `/safe/transactions/${encodeURIComponent(requestId)}`;
      return readTransfer(await transport.request<WireTransfer>({ method: "GET", path }));
    } catch (error) {
      if (error instanceof MixinRefused && error.code === 404) return null;
      throw error;
    }
  }

  return {
    outputs,

    async prepare(input) {
      const { requestId } = input;
      const { change, outputs } = planOutputs(input, me);
      if (input.withdrawal) await assertFee(transport, { ...input.withdrawal, assetId: input.inputs[0]!.assetId });
      const recipients = outputs.map((to) =>
        "destination" in to
          ? to
          : // A copy: the SDK sorts members where they stand.
            buildSafeTransactionRecipient([...to.members], to.threshold, to.amount),
      );
      const ghosts = await sdk.utxo.ghostKey(recipients, requestId, keystore.spend_private_key);
      const tx: SafeTransaction = {
        version: TxVersionHashSignature,
        asset: input.inputs[0]?.kernelAssetId ?? "",
        inputs: input.inputs.map((spent) => ({ hash: spent.transactionHash, index: spent.outputIndex })),
        outputs: outputs.map((to, index) => {
          if ("destination" in to) {
            const withdrawal = { address: to.destination, tag: to.tag };
            return { type: OutputTypeWithdrawalSubmit, amount: to.amount, withdrawal, keys: [] };
          }
          const ghost = ghosts[index];
          if (ghost?.keys.length !== to.members.length) throw new Error("Mixin returned keys for other receivers");
          return { amount: to.amount, keys: ghost.keys, mask: ghost.mask, script: encodeScript(to.threshold) };
        }),
        extra: Buffer.from(input.memo, "utf8"),
        references: [],
      };
      const unsigned = encodeSafeTransaction(tx);
      const { hash } = readTransaction(unsigned);

      const [verified] = await sdk.utxo.verifyTransaction([{ raw: unsigned, request_id: requestId }]);
      if (!verified) throw new Error("Mixin verified nothing");
      if (verified.state !== "unspent") throw new RequestAlreadyUsed(requestId);
      if (verified.transaction_hash !== hash) throw new TransferMismatch(requestId, hash, verified.transaction_hash);
      const raw = await signTransaction(tx, verified.views, keystore.spend_private_key);
      return { requestId, raw, hash, change };
    },

    async submit({ requestId, raw }) {
      const { hash } = readTransaction(raw);
      const body = [{ raw, request_id: requestId }];
      const call = { method: "POST", path: "/safe/transactions", body, retries: 0 };
      const [sent] = await transport.request<WireTransfer[]>(call);
      if (!sent) throw new Error("Mixin sent nothing");
      if (sent.transaction_hash !== hash) throw new TransferMismatch(requestId, hash, sent.transaction_hash);
      return readTransfer(sent);
    },

    lookup,
  };
}

/** An output to a chain; always the first of its transaction. */
interface Leaving {
  destination: string;
  tag: string;
  amount: string;
}

/**
 * The outputs to make: what leaves first, the change last. Throws when the input breaks a rule of the network: a mistake
 * of ours.
 */
function planOutputs(input: TransferInput, me: string): { change: string; outputs: (Receiver | Leaving)[] } {
  const { inputs, withdrawal } = input;
  const fee = withdrawal && toUnits(withdrawal.fee) > 0n ? withdrawal.fee : null;
  const receivers = [
    ...(fee === null ? [] : [{ members: [MixinCashier], threshold: 1, amount: fee }]),
    ...input.receivers,
  ];
  if (inputs.length === 0 || inputs.length > MAX_INPUTS)
    throw new Error(`a transfer spends 1 to ${MAX_INPUTS} outputs`);
  if (new Set(inputs.map(({ assetId }) => assetId)).size > 1) throw new Error("a transfer spends outputs of one asset");
  if (new Set(inputs.map(({ outputId }) => outputId)).size < inputs.length) throw new Error("an output is spent twice");
  if (receivers.length === 0 && !withdrawal) throw new Error("a transfer needs a receiver");
  if (Buffer.byteLength(input.memo) > MAX_MEMO_BYTES) throw new Error(`a memo has at most ${MAX_MEMO_BYTES} bytes`);

  const paying = receivers.map((to) => ({ ...to, amount: fromUnits(toUnits(to.amount)) }));
  for (const { members, threshold } of paying) {
    if (threshold < 1 || threshold > members.length) throw new Error("the threshold does not fit the members");
  }
  const outputs: (Receiver | Leaving)[] = [...(withdrawal ? [leaving(withdrawal)] : []), ...paying];
  if (outputs.some(({ amount }) => toUnits(amount) <= 0n)) throw new Error("a receiver gets nothing");
  const spent = inputs.reduce((sum, { amount }) => sum + toUnits(amount), 0n);
  const paid = outputs.reduce((sum, { amount }) => sum + toUnits(amount), 0n);
  if (paid > spent) throw new Error("the outputs to spend are worth less than what is paid");
  const change = fromUnits(spent - paid);
  if (change !== "0") outputs.push({ members: [me], threshold: 1, amount: change });
  if (outputs.length > MAX_OUTPUTS) throw new Error(`a transfer makes at most ${MAX_OUTPUTS} outputs, change included`);
  return { change, outputs };
}

const leaving = ({ address, tag, amount }: Withdrawal): Leaving => ({
  destination: address,
  tag,
  amount: fromUnits(toUnits(amount)),
});
