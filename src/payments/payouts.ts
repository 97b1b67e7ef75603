import type { Database } from "../db/database.js";
import type { Log } from "../log.js";
import { chooseInputs, MAX_INPUTS } from "./inputs.js";
import { balanceOf } from "./ledger.js";
import type { Prepared, Receiver, WalletOutput, WalletPort } from "./ports.js";
import { moveTransfer, type Transfer } from "./state.js";
import * as stored from "./transfers.js";

export interface PayoutOptions {
  database: Database;
  wallet: WalletPort;
  botId: string;
  secret: string;
  log: Log;
  clock: () => Date;
  maxInputs?: number | undefined;
}

/** Signed transfers asked after in one pass, and how many of them side by side: asking moves nothing. */
const ASKED = 128;
const SIDE_BY_SIDE = 8;

/** Waiting transfers begun in one pass, so that those underway are not left alone for long. */
const BEGUN = 16;

/** After this many failures in a row the network is taken to be down, and the pass ends. */
const FAILURES_IN_A_ROW = 3;

/** A transfer whose outcome stays unknown for more tries than this is worth an operator's look… */
const PATIENCE = 5;
/** …and a reminder each so many tries, not at every one. */
const REMINDED = 100;

/** How a pass over an asset ended. */
export interface Pass {
  /** Became final: their change can be read. */
  done: number;
  /** Sent, not known to be final yet. */
  underway: number;
  /** To be tried again. */
  waiting: number;
  failed: boolean;
}

/**
 * What one try did for a transfer. `wait` for change, `short` of money, `lost` to another writer. `failed` may be the
 * network's fault; `refused` is this transfer's own, and says nothing about the others.
 */
type Step = "done" | "underway" | "stuck" | "wait" | "short" | "failed" | "refused" | "lost";

/** Writes one asset's transfers, one at a time. Whoever calls sees to it that an asset has one writer. */
export function createPayouts(options: PayoutOptions) {
  const { database, wallet, botId, secret, log, clock, maxInputs = MAX_INPUTS } = options;
  const { db } = database;

  /** One pass: first what is signed already (also by a process that died), then what waits, oldest first. */
  async function pass(assetId: string, stopping: () => boolean): Promise<Pass> {
    const pass: Pass = { done: 0, underway: 0, waiting: 0, failed: false };
    let failures = 0;
    const count = (step: Step): boolean => {
      failures = step === "failed" ? failures + 1 : 0;
      pass.failed ||= step === "failed" || step === "refused";
      if (step === "done") pass.done += 1;
      else if (step === "underway") pass.underway += 1;
      else if (step !== "stuck") pass.waiting += 1;
      // The queue is kept: whoever comes later does not take the outputs the first one is waiting for.
      return step !== "wait" && failures < FAILURES_IN_A_ROW;
    };
    const signed = await stored.transfersOf(db, assetId, "signed", ASKED);
    for (let from = 0; from < signed.length; from += SIDE_BY_SIDE) {
      if (stopping()) return pass;
      const steps = await Promise.all(signed.slice(from, from + SIDE_BY_SIDE).map(advance));
      if (!steps.map(count).every(Boolean)) return pass;
    }
    for (const transfer of await stored.transfersOf(db, assetId, "waiting", BEGUN)) {
      if (stopping() || !count(await begin(transfer))) return pass;
    }
    return pass;
  }

  /** Takes a waiting transfer to its signed bytes, and sends them. */
  async function begin(transfer: Transfer): Promise<Step> {
    const free = await stored.spendable(db, transfer.assetId, transfer.amount, maxInputs);
    const choice = chooseInputs(free.outputs, free.total, transfer.amount);
    if (choice.kind === "short") return short(transfer);
    const what = choice.kind === "spend" ? transfer : stored.consolidation(botId, secret, choice.inputs);
    const prepared = await prepare(what, choice.inputs);
    if (typeof prepared === "string") return prepared;
    if (!(await stored.storeSigned(db, what, prepared, choice.inputs))) return "lost";
    await send(prepared);
    // A consolidation is on its way: the transfer itself waits for what comes of it.
    return choice.kind === "spend" ? "underway" : "wait";
  }

  /** Change on its way will do; if none is, money is missing, and the others are not held up by it. */
  async function short(transfer: Transfer): Promise<Step> {
    const { requestId, assetId, amount } = transfer;
    const underway = await stored.transfersOf(db, assetId, "signed", 1);
    if (underway.length > 0 || !(await balanceOf(db, "change", assetId)).isZero()) return "wait";
    log("error", "the wallet has not enough to make a transfer", { requestId, assetId, amount });
    return "short";
  }

  async function prepare(what: Transfer | stored.Consolidation, inputs: WalletOutput[]): Promise<Prepared | Step> {
    const { requestId, members, threshold, amount, memo } = what;
    const receivers: Receiver[] = [{ members, threshold, amount }];
    try {
      return await wallet.prepare({ requestId, inputs, receivers, memo });
    } catch (error) {
      const verdict = wallet.classify(error);
      log(verdict === "never" ? "error" : "warn", "a transfer could not be prepared", { requestId, verdict, error });
      if (verdict === "reread") await reread(inputs);
      if (what.kind === "consolidation") return "failed";
      await stored.noteProblem(db, requestId, String(error));
      if (verdict !== "never") return "failed";
      // Refused for good, for reasons of its own: somebody has to look at it, the others go on.
      return (await moveTransfer(db, requestId, "waiting", "stuck")) ? "stuck" : "lost";
    }
  }

  /** Asks the network about outputs it says are not free, and takes leave of those that somebody else has spent. */
  async function reread(inputs: WalletOutput[]): Promise<void> {
    const gone: WalletOutput[] = [];
    for (const input of inputs) {
      const [now] = await wallet.outputs(input.sequence, 1);
      if (now?.outputId === input.outputId && now.state !== "unspent") gone.push(input);
    }
    if (gone.length === 0) return;
    log("error", "outputs of the wallet were spent by somebody else", { outputs: gone.map((o) => o.outputId) });
    await stored.writeOff(db, gone);
  }

  /** Moves a signed transfer on: asks what became of it, sends the same bytes again if nothing did. */
  async function advance(transfer: Transfer): Promise<Step> {
    const { requestId, raw, transactionHash: hash } = transfer;
    try {
      let status = await wallet.lookup(requestId);
      if (!status || status.state === "unspent") status = await wallet.submit({ requestId, raw: raw! });
      if (status.hash !== hash) {
        await noteFailure(transfer, new Error(`the network has ${status.hash} under this request id`));
        return "refused";
      }
      if (status.state !== "spent") return "underway";
      await stored.finish(db, transfer, clock());
      return "done";
    } catch (error) {
      await noteFailure(transfer, error);
      return wallet.classify(error) === "reread" || wallet.classify(error) === "never" ? "refused" : "failed";
    }
  }

  /** The first sending. Whether it succeeds or not, what became of it is asked in the next pass. */
  async function send({ requestId, raw }: Prepared): Promise<void> {
    try {
      await wallet.submit({ requestId, raw });
    } catch (error) {
      await noteFailure({ requestId, attempts: 0 }, error);
    }
  }

  async function noteFailure({ requestId, attempts }: Pick<Transfer, "requestId" | "attempts">, error: unknown) {
    if (attempts <= PATIENCE || attempts % REMINDED === 0) {
      const level = attempts < PATIENCE ? "warn" : "error";
      log(level, "what became of a transfer is unknown, asking again", { requestId, attempts, error });
    }
    await stored.noteProblem(db, requestId, String(error));
  }

  return { pass };
}
