import {
  buildSafeTransaction,
  buildSafeTransactionRecipient,
  encodeSafeTransaction,
  getUnspentOutputsForRecipients,
  ResponseError,
  type SafeUtxoOutput,
  type SequencerTransactionRequest,
  signSafeTransaction,
} from "@mixin.dev/mixin-node-sdk";
import { Decimal } from "decimal.js";
import type { History } from "./history.js";
import type { Recipient } from "./pay-link.js";
import type { PaymentStep } from "./types.js";
import type { Client, Wallet } from "./wallet.js";

export interface Transfer {
  trace: string;
  recipient: Recipient;
  asset: string;
  amount: string;
  memo: string;
}

/** A payment that was refused, in words for the payer. */
export class TransferError extends Error {}

// the kernel's limit of inputs in one transaction
const MAX_INPUTS = 256;
const LOCKED = [10105, 10106];
const UNSURE = [429, 500, 7000, 7001];
const POLL = 300;
const FINAL_WITHIN = 60_000;

/**
 * Pays by the steps of a real client: build, verify, sign, write down, send, wait until final.
 * Once signed, the outcome of a failed request is unknown: it is asked by the trace and the same bytes go again.
 */
export class Transfers {
  #queue: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(
    readonly client: Client,
    readonly wallet: Wallet,
    readonly history: History,
    readonly me: { user_id: string; spend_private_key: string },
  ) {}

  /** Whether anything was ever paid, or is being paid, under this trace. */
  async isUsed(trace: string): Promise<boolean> {
    return this.history.transfer(trace) !== undefined || (await this.#find(trace)) !== undefined;
  }

  /** Resolves when the money has moved for good. Throws TransferError when it has not and will not. */
  pay(transfer: Transfer, onStep: (step: PaymentStep) => void): Promise<void> {
    // one after the other: two payments at once would choose the same outputs
    const run = this.#queue.then(() => this.#pay(transfer, onStep));
    this.#queue = run.catch(() => undefined);
    return run;
  }

  /** Finishes what a crash or a lost connection left open. */
  async resume(): Promise<void> {
    for (const { trace, raw } of this.history.pendingTransfers()) {
      const run = this.#queue.then(() => this.#deliver(trace, raw, () => undefined));
      this.#queue = run.catch(() => undefined);
      await this.#queue;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#queue;
  }

  async #pay(transfer: Transfer, onStep: (step: PaymentStep) => void): Promise<void> {
    onStep("checking");
    if (await this.isUsed(transfer.trace)) throw new TransferError("This payment was already made.");
    onStep("signing");
    const raw = await this.#sign(transfer);
    await this.history.addTransfer({ trace: transfer.trace, raw });
    await this.#deliver(transfer.trace, raw, onStep);
  }

  /** Builds and verifies; outputs that another transaction took meanwhile are read anew, as Android does. */
  async #sign(transfer: Transfer, tries = 3): Promise<string> {
    const outputs = await this.wallet.outputs(transfer.asset);
    try {
      return await this.#build(transfer, outputs.slice(0, MAX_INPUTS), outputs.length > MAX_INPUTS);
    } catch (error) {
      if (tries > 1 && error instanceof ResponseError && LOCKED.includes(error.code)) {
        await pause(1000);
        return this.#sign(transfer, tries - 1);
      }
      throw error;
    }
  }

  async #build(transfer: Transfer, outputs: SafeUtxoOutput[], more: boolean): Promise<string> {
    const total = outputs.reduce((sum, output) => sum.plus(output.amount), new Decimal(0));
    if (total.lt(transfer.amount)) {
      throw new TransferError(
        more ? "The balance is in too many small pieces: send some to yourself first." : "The balance is too small.",
      );
    }
    const { members, threshold } = transfer.recipient;
    const recipients = [buildSafeTransactionRecipient([...members], threshold, transfer.amount)];
    const { utxos, change } = getUnspentOutputsForRecipients(outputs, recipients);
    if (change.gt(0)) recipients.push(buildSafeTransactionRecipient([this.me.user_id], 1, change.toFixed()));
    const ghosts = await this.client.utxo.ghostKey(recipients, transfer.trace, this.me.spend_private_key);
    const transaction = buildSafeTransaction(utxos, recipients, ghosts, Buffer.from(transfer.memo));
    const raw = encodeSafeTransaction(transaction);
    const [verified] = await this.client.utxo.verifyTransaction([{ raw, request_id: transfer.trace }]);
    if (verified?.state !== "unspent") throw new TransferError("This payment was already made.");
    return signSafeTransaction(transaction, verified.views, this.me.spend_private_key);
  }

  /** Sends the signed bytes until Mixin has them, then waits for the kernel. */
  async #deliver(trace: string, raw: string, onStep: (step: PaymentStep) => void): Promise<void> {
    const end = Date.now() + FINAL_WITHIN;
    onStep("sending");
    while (Date.now() < end && !this.#closed) {
      const state = await this.#push(trace, raw);
      if (state === "spent") {
        await this.history.settleTransfer(trace);
        return onStep("paid");
      }
      if (state === "signed") onStep("confirming");
      await pause(POLL);
    }
    throw new TransferError("No answer yet. The payment goes on by itself: look at the history in a minute.");
  }

  /** One look at the trace, and one sending where Mixin has not got the bytes; "unknown" without an answer. */
  async #push(trace: string, raw: string): Promise<string> {
    try {
      const found = await this.#find(trace);
      const held = found && found.state !== "unspent" ? found : await this.#send(trace, raw);
      if (!held || held.raw_transaction === raw) return held?.state ?? "unknown";
    } catch (error) {
      if (!isRefusal(error)) return "unknown";
      await this.history.settleTransfer(trace);
      throw new TransferError(`Mixin refused the payment: ${error.description}.`);
    }
    await this.history.settleTransfer(trace);
    throw new TransferError("Somebody else has used this link meanwhile. Nothing was paid.");
  }

  async #send(trace: string, raw: string): Promise<SequencerTransactionRequest | undefined> {
    return (await this.client.utxo.sendTransactions([{ raw, request_id: trace }]))[0];
  }

  /** The transaction of a trace, whoever made it, or undefined when Mixin has never heard of it. */
  async #find(trace: string): Promise<SequencerTransactionRequest | undefined> {
    try {
      return await this.client.utxo.fetchTransaction(trace);
    } catch (error) {
      if (error instanceof ResponseError && error.code === 404) return undefined;
      throw error;
    }
  }
}

/** A "no" from Mixin; a server error or silence is none, and leaves the outcome unknown. */
function isRefusal(error: unknown): error is ResponseError {
  return error instanceof ResponseError && !UNSURE.includes(error.code);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
