import { isUuid, outputId, sha3 } from "../bytes.js";
import { stamp } from "../clock.js";
import type { Faults } from "../control/faults.js";
import { ApiError, invalidField, invalidTransaction, notFound } from "../errors.js";
import { decodeTransaction, type Transaction } from "../crypto/transaction.js";
import type { Market } from "../market/market.js";
import type { People } from "../people/people.js";
import type { UserRow } from "../people/types.js";
import type { Store } from "../store/store.js";
import type { Switches } from "../switches.js";
import { fromUnits } from "./amount.js";
import type { Ghosts } from "./ghosts.js";
import type { Outputs } from "./outputs.js";
import { checkFee } from "./fee.js";
import { checkSignatures, checkTransaction, hashOf, type CheckedTransaction, type RuleServices } from "./rules.js";
import { isGathering, isOwner } from "./signers.js";
import type { Snapshots } from "./snapshots.js";
import type { OutputRow, RequestRow } from "./types.js";

export interface WalletParts {
  readonly store: Store;
  readonly people: People;
  readonly market: Market;
  readonly ghosts: Ghosts;
  readonly outputs: Outputs;
  readonly snapshots: Snapshots;
  readonly faults: Faults;
  readonly switches: Switches;
}

export interface RawRequest {
  readonly raw: string;
  readonly request_id: string;
}

/** Verifies, accepts and finishes transactions. */
export class Wallet {
  private readonly byHash = new Map<string, RequestRow>();
  private readonly usedMasks = new Set<string>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly rules: RuleServices;

  /** `finalityMs` is the time from acceptance to finality. */
  constructor(
    private readonly parts: WalletParts,
    private readonly finalityMs: number,
  ) {
    const { store, market, ghosts, outputs } = parts;
    for (const output of store.outputs.values()) this.usedMasks.add(output.mask);
    this.rules = {
      market,
      ghosts,
      outputs,
      isKnown: (hash) => this.byHash.has(hash) || outputs.get(outputId(hash, 0)) !== undefined,
      isUsed: (mask) => this.usedMasks.has(mask),
    };
  }

  /** Who hears of outputs the moment they exist, before that is written down: what follows is one change with it. */
  onFinal: (outputs: readonly OutputRow[]) => void = () => undefined;

  /** Takes up transactions that were on their way when the process ended. */
  open(): void {
    for (const request of this.parts.store.requests.values()) {
      if (request.state === "unspent") continue;
      this.byHash.set(request.transaction_hash, request);
      if (request.state !== "signed") continue;
      for (const mask of masksOf(decodeTransaction(request.raw_transaction))) this.usedMasks.add(mask);
      this.finishLater(request);
    }
  }

  close(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }

  /** An accepted transaction by request id or hash. One that was only verified is not on the network. */
  find(id: string): RequestRow | undefined {
    const request = this.parts.store.requests.get(id) ?? this.byHash.get(id);
    return request === undefined || request.state === "unspent" ? undefined : request;
  }

  /**
   * `POST /safe/transaction/requests`: remembers what is to be signed and returns the views that signing
   * needs. A request id that was used already returns what it was used for; another person's is 20125.
   */
  verify(user: UserRow, requests: readonly RawRequest[]): RequestRow[] {
    const together = hashesOf(requests);
    return requests.map(({ raw, request_id: requestId }) => {
      if (!isUuid(requestId)) throw invalidField("request_id", "not a uuid");
      const used = this.used(user, requestId, raw) ?? this.gathering(user, requestId);
      if (used !== undefined) return used;
      const checked = this.check(user, raw, together);
      if (checked.transaction.signatures.length > 0) throw invalidTransaction("it is signed already");
      const request = this.describe(user, requestId, raw, checked);
      this.parts.store.requests.put(requestId, request);
      return request;
    });
  }

  /** `POST /safe/transactions`: accepts signed transactions, all of them or none. */
  send(user: UserRow, requests: readonly RawRequest[]): RequestRow[] {
    const together = hashesOf(requests);
    const steps = requests.map(({ raw, request_id: requestId }) => {
      const used = this.used(user, requestId, raw);
      if (used !== undefined) return { request: used, checked: undefined, raw };
      const request = this.parts.store.requests.get(requestId);
      if (request === undefined) throw notFound();
      const checked = this.check(user, raw, together);
      if (checked.hash !== request.transaction_hash || !isOwner(request, user.user_id)) {
        throw invalidTransaction("it is not the one that was verified");
      }
      checkSignatures(checked);
      return { request, checked, raw };
    });
    const inputs = steps.flatMap(({ checked }) => checked?.inputs.map((input) => input.output_id) ?? []);
    if (new Set(inputs).size !== inputs.length) throw new ApiError(10105, "Locked by another transaction.");
    const fresh = steps.flatMap(({ checked }) => checked ?? []);
    const masks = fresh.flatMap(({ transaction }) => masksOf(transaction));
    const taken = masks.some((mask) => this.usedMasks.has(mask));
    if (taken || new Set(masks).size !== masks.length) throw new ApiError(2_000_001, "Invalid output key.");
    for (const checked of fresh) checkFee(this.parts.market, checked, fresh);
    for (const { request, checked, raw } of steps) {
      request.posts += 1;
      if (checked !== undefined) this.accept(request, checked, raw);
      this.parts.store.requests.put(request.request_id, request);
    }
    return steps.map(({ request }) => request);
  }

  /** All that the network asks of a transaction but signatures; throws what it has against it. */
  check(user: UserRow, raw: string, together: readonly string[] = []): CheckedTransaction {
    return checkTransaction(this.rules, raw, user.user_id, together);
  }

  /** A request that some members have signed stays as it is until they take that back. */
  private gathering(user: UserRow, requestId: string): RequestRow | undefined {
    const request = this.parts.store.requests.get(requestId);
    if (request === undefined || !isGathering(request)) return undefined;
    if (!isOwner(request, user.user_id)) throw new ApiError(20125, "The trace is somebody else's.");
    return request;
  }

  private used(user: UserRow, requestId: string, raw: string): RequestRow | undefined {
    const request = this.find(requestId);
    if (request === undefined) return undefined;
    if (!isOwner(request, user.user_id)) throw new ApiError(20125, "The trace was paid by somebody else.");
    if (this.parts.switches.otherRawForRequest === "refuse" && hashOf(raw) !== request.transaction_hash) {
      throw new ApiError(20125, "The trace was used for another transaction.");
    }
    return request;
  }

  private describe(user: UserRow, requestId: string, raw: string, checked: CheckedTransaction): RequestRow {
    const [first] = checked.inputs;
    const senders = first?.receivers ?? [];
    const now = stamp();
    const isChange = (receivers: readonly string[]): boolean => receivers.join() === senders.join();
    const paid = checked.outputs.filter(({ ghost }) => ghost === null || !isChange(ghost.receivers));
    const counted = paid.length > 0 ? paid : checked.outputs.slice(0, 1);
    return {
      request_id: requestId,
      transaction_hash: checked.hash,
      asset_id: checked.assetId,
      amount: fromUnits(counted.reduce((sum, { output }) => sum + output.amount, 0n)),
      extra: checked.transaction.extra.toString("hex"),
      user_id: user.user_id,
      state: "unspent",
      raw_transaction: raw,
      senders,
      senders_threshold: first?.receivers_threshold ?? 1,
      receivers: checked.outputs.map(({ output, ghost, threshold }) => ({
        members: ghost?.receivers ?? [],
        threshold,
        amount: fromUnits(output.amount),
        destination: output.destination,
        tag: output.tag,
        withdrawal_hash: "",
      })),
      views: checked.inputs.map((input) => input.views[input.receivers.indexOf(user.user_id)] ?? ""),
      snapshot_id: "",
      snapshot_at: "",
      created_at: now,
      updated_at: now,
      posts: 0,
    };
  }

  private accept(request: RequestRow, checked: CheckedTransaction, raw: string): void {
    request.state = "signed";
    request.raw_transaction = raw;
    request.updated_at = stamp();
    this.byHash.set(request.transaction_hash, request);
    for (const mask of masksOf(checked.transaction)) this.usedMasks.add(mask);
    for (const input of checked.inputs) this.parts.outputs.mark(input, "signed", request.transaction_hash);
    this.finishLater(request);
  }

  private finishLater(request: RequestRow): void {
    const slow = this.parts.faults.fire("finality_delay", { user: request.user_id });
    const timer = setTimeout(
      () => {
        this.timers.delete(timer);
        this.finish(request);
      },
      this.finalityMs + (slow === undefined ? 0 : (slow.delay_ms ?? 5_000)),
    );
    this.timers.add(timer);
  }

  /** Finality: inputs are spent, outputs and snapshots exist, everybody is told. */
  private finish(request: RequestRow): void {
    const { outputs, snapshots, store } = this.parts;
    const { references } = decodeTransaction(request.raw_transaction);
    const checked = checkTransaction(this.rules, request.raw_transaction, request.user_id, references);
    for (const input of checked.inputs) outputs.mark(input, "spent", request.transaction_hash);
    const created = checked.outputs.flatMap(({ output, ghost, threshold }, index) => {
      if (ghost === null) return [];
      return outputs.create({
        output_id: outputId(request.transaction_hash, index),
        transaction_hash: request.transaction_hash,
        output_index: index,
        asset_id: request.asset_id,
        amount: fromUnits(output.amount),
        mask: output.mask,
        keys: output.keys,
        views: ghost.views,
        senders: request.senders,
        senders_threshold: request.senders_threshold,
        receivers: ghost.receivers,
        receivers_threshold: threshold,
        extra: request.extra,
        request_id: request.request_id,
        deposit: null,
        created_at: stamp(),
      });
    });
    // The chain's side of a withdrawal is made up, and done at once.
    for (const receiver of request.receivers) {
      if (receiver.destination !== "") receiver.withdrawal_hash = sha3(`${request.transaction_hash}:0`).toString("hex");
    }
    request.state = "spent";
    request.snapshot_at = stamp();
    request.updated_at = request.snapshot_at;
    request.snapshot_id = snapshots.ofTransaction(request, created);
    store.requests.put(request.request_id, request);
    this.onFinal(created);
    store.journal.flush();
  }
}

/** The masks of outputs that stay on the network; a withdrawal has none. */
function masksOf({ outputs }: Transaction): string[] {
  return outputs.filter(({ kind }) => kind === "script").map(({ mask }) => mask);
}

function hashesOf(requests: readonly RawRequest[]): string[] {
  return requests.map(({ raw }) => hashOf(raw));
}
