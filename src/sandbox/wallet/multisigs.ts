import { outputId } from "../bytes.js";
import { stamp } from "../clock.js";
import { decodeTransaction, encodeTransaction, type SignatureMap } from "../crypto/transaction.js";
import { forbidden, invalidField, invalidTransaction, notFound } from "../errors.js";
import type { UserRow } from "../people/types.js";
import type { Store } from "../store/store.js";
import type { Switches } from "../switches.js";
import type { Outputs } from "./outputs.js";
import { checkGivenSignatures, type CheckedTransaction } from "./rules.js";
import { isOwner, signersOf } from "./signers.js";
import type { RequestRow } from "./types.js";
import type { RawRequest, Wallet } from "./wallet.js";

export interface MultisigParts {
  readonly store: Store;
  readonly outputs: Outputs;
  readonly wallet: Wallet;
  readonly switches: Switches;
}

/** Transactions of several members: one proposes, each signs for themselves, and may take it back until it is complete. */
export class Multisigs {
  constructor(private readonly parts: MultisigParts) {}

  /** `POST /safe/multisigs`: proposing again what is there already returns it, with its signatures. */
  create(user: UserRow, requests: readonly RawRequest[]): RequestRow[] {
    const proposed = this.parts.wallet.verify(user, requests);
    if (proposed.some(({ senders }) => senders.length < 2)) {
      throw invalidTransaction("the inputs don't belong to several members");
    }
    return proposed;
  }

  /** For a member, by request id or transaction hash. */
  get(user: UserRow, id: string): RequestRow {
    const request = this.find(id);
    if (request === undefined || request.senders.length < 2) throw notFound();
    if (!isOwner(request, user.user_id)) throw forbidden("not a member");
    return request;
  }

  /** What a member adds to the spend key, for each input. */
  views(user: UserRow, request: RequestRow): string[] {
    return decodeTransaction(request.raw_transaction).inputs.map(({ hash, index }) => {
      const output = this.parts.outputs.get(outputId(hash, index));
      return output?.views[output.receivers.indexOf(user.user_id)] ?? "";
    });
  }

  /**
   * `POST /safe/multisigs/:id/sign`: adds the member's signatures, which stand at the member's place among the
   * sorted members. The first one locks the inputs.
   */
  sign(user: UserRow, id: string, raw: string): RequestRow {
    const request = this.get(user, id);
    if (request.state !== "unspent") return request;
    const checked = this.parts.wallet.check(user, raw);
    if (checked.hash !== request.transaction_hash) throw invalidTransaction("it is not the one that was proposed");
    checkGivenSignatures(checked);
    const place = request.senders.indexOf(user.user_id);
    if (!checked.transaction.signatures.every((map) => map.has(place))) {
      throw invalidField("raw", `the signatures at ${place}, the member's place, are missing`);
    }
    const stored = decodeTransaction(request.raw_transaction).signatures;
    const merged = checked.transaction.signatures.map((map, at) => merge(stored[at], map));
    this.replace(request, checked, merged);
    for (const input of checked.inputs) this.parts.outputs.mark(input, "signed", request.transaction_hash);
    const complete = signersOf(request).length >= request.senders_threshold;
    if (complete && this.parts.switches.multisigSends) {
      this.parts.wallet.send(user, [{ raw: request.raw_transaction, request_id: request.request_id }]);
    }
    return request;
  }

  /** `POST /safe/multisigs/:id/unlock`: takes the member's signatures back; with the last one the inputs are free. */
  unlock(user: UserRow, id: string): RequestRow {
    const request = this.get(user, id);
    const complete = signersOf(request).length >= request.senders_threshold;
    if (request.state !== "unspent" || complete) throw invalidTransaction("it is signed by enough members");
    const place = request.senders.indexOf(user.user_id);
    const checked = this.parts.wallet.check(user, request.raw_transaction);
    const left = checked.transaction.signatures.map((map) => new Map([...map].filter(([index]) => index !== place)));
    const none = left.every((map) => map.size === 0);
    this.replace(request, checked, none ? [] : left);
    if (none) for (const input of checked.inputs) this.parts.outputs.mark(input, "unspent", "");
    return request;
  }

  private find(id: string): RequestRow | undefined {
    const { store, wallet } = this.parts;
    const known = store.requests.get(id) ?? wallet.find(id);
    if (known !== undefined) return known;
    for (const request of store.requests.values()) if (request.transaction_hash === id) return request;
    return undefined;
  }

  private replace(request: RequestRow, checked: CheckedTransaction, signatures: readonly SignatureMap[]): void {
    request.raw_transaction = encodeTransaction({ ...checked.transaction, signatures }).toString("hex");
    request.updated_at = stamp();
    this.parts.store.requests.put(request.request_id, request);
  }
}

/** Both maps' signatures in the order of their keys; of two for one key the newer counts. */
function merge(old: SignatureMap | undefined, added: SignatureMap): SignatureMap {
  return new Map([...new Map([...(old ?? []), ...added])].sort(([a], [b]) => a - b));
}
