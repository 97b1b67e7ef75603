import type { Database } from "../../db/database.js";
import type { Log } from "../../log.js";
import { balanceOf } from "../ledger.js";
import { plain } from "../money.js";
import { freshPrice } from "../prices.js";
import type { Market, WalletOutput, WalletPort } from "../ports.js";
import { readSettings } from "../settings.js";
import type { Transfer } from "../state.js";
import { createFollower } from "./follower.js";
import { affordable, chooseInputs, MAX_INPUTS } from "./inputs.js";
import { consolidation, MAX_RECEIVERS, type Outgoing, payment, totalOf } from "./outgoing.js";
import { smallest, spendable, writeOff } from "./purse.js";
import { noteProblem, putAside, transfersOf } from "./queue.js";
import { storeSigned } from "./sign.js";

export interface WriterOptions {
  database: Database;
  wallet: WalletPort;
  botId: string;
  secret: string;
  market: Market;
  log: Log;
  clock: () => Date;
  maxInputs?: number | undefined;
}

/** Signed transactions asked after in one pass, and how many of them side by side: asking moves nothing. */
const ASKED = 128;
const SIDE_BY_SIDE = 8;

/** Transactions begun in one pass, so that those underway are not left alone for long. */
const BEGUN = 16;

/** After this many failures in a row the network is taken to be down, and the pass ends. */
const FAILURES_IN_A_ROW = 3;

/** In a quiet moment an asset with more free outputs than this is tidied… */
export const CROWDED = 50;
/** …and keeps so many of the largest, so that as many payments can go out side by side. */
const KEPT = 10;

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
 * What one try did for a transaction. `wait` for change, `short` of money, `lost` to another writer, `held` for an
 * operator. `failed` may be the network's fault; `refused` is this transaction's own, and says nothing about the others.
 */
export type Step = "done" | "underway" | "stuck" | "held" | "wait" | "paused" | "short" | "failed" | "refused" | "lost";

/** After these the queue is kept: whoever comes later does not take the outputs the first one is waiting for. */
const ends = (step: Step): boolean => step === "wait" || step === "paused";

type Group = readonly [Transfer, ...Transfer[]];

/** Writes one asset's transfers, one transaction at a time. Whoever calls sees to it that an asset has one writer. */
export function createWriter(options: WriterOptions) {
  const { database, wallet, botId, secret, market, log, clock, maxInputs = MAX_INPUTS } = options;
  const { db } = database;
  const follower = createFollower(options);

  /** One pass: first what is signed already (also by a process that died), then what waits, oldest first. */
  async function pass(assetId: string, stopping: () => boolean): Promise<Pass> {
    const pass: Pass = { done: 0, underway: 0, waiting: 0, failed: false };
    let failures = 0;
    const count = (step: Step): boolean => {
      failures = step === "failed" ? failures + 1 : 0;
      pass.failed ||= step === "failed" || step === "refused";
      if (step === "done") pass.done += 1;
      else if (step === "underway") pass.underway += 1;
      else if (step !== "stuck" && step !== "held") pass.waiting += 1;
      return !ends(step) && failures < FAILURES_IN_A_ROW;
    };
    const signed = await transfersOf(db, assetId, "signed", ASKED);
    for (let from = 0; from < signed.length; from += SIDE_BY_SIDE) {
      if (stopping()) return pass;
      const steps = await Promise.all(signed.slice(from, from + SIDE_BY_SIDE).map(follower.advance));
      if (!steps.map(count).every(Boolean)) return pass;
    }
    if ((await readSettings(db)).paused) return pass;
    const waiting = await transfersOf(db, assetId, "waiting", BEGUN + MAX_RECEIVERS);
    for (const group of groups(waiting).slice(0, BEGUN)) {
      if (stopping()) return pass;
      const steps = await begin(group);
      if (!steps.map(count).every(Boolean)) return pass;
    }
    if (signed.length + waiting.length === 0) (await tidy(assetId)).forEach(count);
    return pass;
  }

  /** Takes waiting transfers to the signed bytes of one transaction (or, where that cannot be, several), and sends them. */
  async function begin(group: Group): Promise<Step[]> {
    const { assetId } = group[0];
    const amount = plain(totalOf(group));
    const free = await spendable(db, assetId, amount, maxInputs);
    const choice = chooseInputs(free.outputs, free.total, amount);
    if (choice.kind === "spend") return sign(payment(group, secret), choice.inputs, group);
    if (group.length > 1) return apart(group, Math.max(1, affordable(free.outputs, group)));
    if (choice.kind === "short") return [await short(group[0])];
    // The transfer itself waits for what comes of it.
    return [...(await sign(consolidation(choice.inputs, botId, secret), choice.inputs, null)), "wait"];
  }

  /** Change on its way will do; if none is, money is missing, and the others are not held up by it. */
  async function short({ requestId, assetId, amount }: Transfer): Promise<Step> {
    const underway = await transfersOf(db, assetId, "signed", 1);
    if (underway.length > 0 || !(await balanceOf(db, "change", assetId)).isZero()) return "wait";
    log("error", "the wallet has not enough to make a transfer", { requestId, assetId, amount });
    return "short";
  }

  /** `group` is what the transaction pays; null when it only makes many outputs one. */
  async function sign(what: Outgoing, inputs: WalletOutput[], group: Group | null): Promise<Step[]> {
    const prepared = await prepare(what, inputs);
    if (prepared === "refused") return group ? refused(group) : ["failed"];
    if (prepared === "failed") return ["failed"];
    const now = clock();
    const price = group && (freshPrice(market.rates.usd(group[0].assetId), now)?.value ?? null);
    const stored = await storeSigned(db, what, prepared, inputs, { price, now });
    if (stored === "stored") {
      await follower.send(prepared);
      return ["underway"];
    }
    if (typeof stored === "string") return [stored];
    const [first, ...others] = what.pays.filter((transfer) => !stored.above.has(transfer));
    return first ? begin([first, ...others]) : ["held"];
  }

  async function prepare({ requestId, receivers, withdrawal, memo, pays }: Outgoing, inputs: WalletOutput[]) {
    try {
      return await wallet.prepare({ requestId, inputs, receivers, memo, ...(withdrawal && { withdrawal }) });
    } catch (error) {
      const verdict = wallet.classify(error);
      log(verdict === "never" ? "error" : "warn", "a transaction could not be prepared", { requestId, verdict, error });
      if (verdict === "reread") await reread(inputs);
      const refused = verdict === "never";
      // That a batch is refused says nothing of each in it: the one to blame is found, and noted, alone.
      const ids = refused && pays.length > 1 ? [] : pays.map((transfer) => transfer.requestId);
      await noteProblem(db, ids, String(error));
      return refused ? "refused" : "failed";
    }
  }

  /**
   * Refused for good, for reasons of its own. A batch is taken in halves until the one is alone that cannot be paid:
   * somebody has to look at that, the others go on.
   */
  async function refused(group: Group): Promise<Step[]> {
    if (group.length > 1) return apart(group, Math.ceil(group.length / 2));
    return [(await putAside(db, group[0])) ? "stuck" : "lost"];
  }

  /** The first `count` of them, then the others. */
  async function apart(group: Group, count: number): Promise<Step[]> {
    const [first, ...rest] = group;
    const [next, ...later] = group.slice(count);
    const steps = await begin([first, ...rest.slice(0, count - 1)]);
    return next && !steps.some(ends) ? [...steps, ...(await begin([next, ...later]))] : steps;
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
    await writeOff(db, gone);
  }

  /** In a quiet moment: makes many small outputs one, so that a large payment does not have to wait for that. */
  async function tidy(assetId: string): Promise<Step[]> {
    const { outputs, count } = await smallest(db, assetId, maxInputs);
    if (count <= CROWDED) return [];
    const inputs = outputs.slice(0, count - KEPT);
    return sign(consolidation(inputs, botId, secret), inputs, null);
  }

  return { pass };
}

/** What goes out together: all that may share a transaction at the place of the first of them, the others alone. */
function groups(waiting: readonly Transfer[]): Group[] {
  const [first, ...others] = waiting.filter((transfer) => transfer.batchable).slice(0, MAX_RECEIVERS);
  return waiting.flatMap((transfer): Group[] => {
    if (!transfer.batchable) return [[transfer]];
    return transfer === first ? [[first, ...others]] : [];
  });
}
