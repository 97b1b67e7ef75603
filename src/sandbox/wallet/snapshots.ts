import { randomBytes } from "node:crypto";
import { conversationId, md5Uuid } from "../bytes.js";
import type { Messages } from "../chat/messages.js";
import { nanoseconds, stamp } from "../clock.js";
import { notFound } from "../errors.js";
import type { People } from "../people/people.js";
import type { Store } from "../store/store.js";
import { fromUnits, unitsOf } from "./amount.js";
import type { OutputRow, RequestRow, SnapshotRow } from "./types.js";

export interface SnapshotQuery {
  readonly assetId?: string | undefined;
  readonly opponentId?: string | undefined;
  /** Nanoseconds, inclusive. */
  readonly offset?: bigint | undefined;
  readonly limit: number;
  readonly order: "ASC" | "DESC";
}

/** What a snapshot tells of an output or, for the sender, of the whole transaction. */
type Source = Pick<OutputRow, "transaction_hash" | "asset_id" | "extra" | "request_id" | "deposit"> &
  Pick<SnapshotRow, "withdrawal">;

/** The wallet's history as each party sees it, and the chat message that tells of it. */
export class Snapshots {
  private readonly byUser = new Map<string, SnapshotRow[]>();
  private readonly byApp = new Map<string, SnapshotRow[]>();

  constructor(
    private readonly store: Store,
    private readonly people: People,
    private readonly messages: Messages,
  ) {
    for (const row of store.snapshots.values()) this.index(row);
  }

  /** The name of a deposit's transaction. */
  depositHash(): string {
    return randomBytes(32).toString("hex");
  }

  get(id: string): SnapshotRow | undefined {
    return this.store.snapshots.get(id);
  }

  list(userId: string, query: SnapshotQuery): SnapshotRow[] {
    return select(this.byUser.get(userId) ?? [], query);
  }

  /** A bot's own and those of its network users. */
  listOfApp(appId: string, query: SnapshotQuery): SnapshotRow[] {
    return select(this.byApp.get(appId) ?? [], query);
  }

  ofDeposit(output: OutputRow, quiet: boolean): void {
    const [owner] = output.receivers;
    if (owner === undefined || output.receivers.length > 1) return;
    const row = this.insert(owner, "", { ...output, withdrawal: null }, output.amount, receivedId(output, owner));
    if (!quiet) this.tell(row, owner);
  }

  /**
   * One snapshot for the sender over all that left, one for each receiver's output. Change makes none;
   * when everything returns to the sender, the first output counts as the payment. Outputs of several
   * members have no snapshot, neither when they come nor when they go: they belong to no single person.
   * Returns the sender's snapshot id.
   */
  ofTransaction(request: RequestRow, outputs: readonly OutputRow[]): string {
    const sender = request.user_id;
    const withdrawn = request.receivers.find(({ destination }) => destination !== "");
    const others = outputs.filter((output) => output.receivers.join() !== request.senders.join());
    const paid = others.length > 0 || withdrawn !== undefined ? others : outputs.slice(0, 1);
    const opponents = new Set(paid.map((output) => (output.receivers.length === 1 ? (output.receivers[0] ?? "") : "")));
    const opponent = opponents.size === 1 && withdrawn === undefined ? ([...opponents][0] ?? "") : "";
    const id = md5Uuid(`${sender}:${request.transaction_hash}`);
    const withdrawal =
      withdrawn === undefined ? null : { withdrawal_hash: withdrawn.withdrawal_hash, receiver: withdrawn.destination };
    const source = { ...request, deposit: null, withdrawal };
    const alone = request.senders.length === 1;
    if (alone) this.tell(this.insert(sender, opponent, source, fromUnits(-unitsOf(request.amount)), id), sender);
    for (const output of paid) {
      const [receiver] = output.receivers;
      if (receiver === undefined || output.receivers.length > 1) continue;
      const received = { ...output, withdrawal: null };
      const from = alone ? sender : "";
      const row = this.insert(receiver, from, received, output.amount, receivedId(output, receiver));
      this.tell(row, alone ? sender : receiver);
    }
    return id;
  }

  /** What a receiver of an output has in the history; 404 for change and outputs of several members. */
  ofOutput(output: OutputRow, receiver: string): SnapshotRow {
    const row = this.get(receivedId(output, receiver));
    if (row === undefined) throw notFound();
    return row;
  }

  /** The note of a snapshot, in the conversation of the two and in the name of who sent the money. */
  tell(row: SnapshotRow, senderId: string): string {
    const from = this.people.get(senderId);
    const messageId = md5Uuid(`${row.snapshot_id}:message`);
    if (from === undefined) return messageId;
    const content = {
      type: "snapshot",
      snapshot_id: row.snapshot_id,
      user_id: row.user_id,
      opponent_id: row.opponent_id,
      transaction_hash: row.transaction_hash,
      asset_id: row.asset_id,
      amount: row.amount,
      memo: row.memo,
      created_at: row.created_at,
      deposit_hash: row.deposit?.deposit_hash ?? "",
      inscription_hash: "",
    };
    const other = row.opponent_id === "" ? row.user_id : row.opponent_id;
    const conversation = conversationId(row.user_id, other);
    this.messages.system(from, row.user_id, conversation, messageId, "SYSTEM_SAFE_SNAPSHOT", content);
    return messageId;
  }

  private insert(userId: string, opponentId: string, source: Source, amount: string, id: string): SnapshotRow {
    const row: SnapshotRow = {
      snapshot_id: id,
      user_id: userId,
      opponent_id: opponentId,
      transaction_hash: source.transaction_hash,
      asset_id: source.asset_id,
      amount,
      memo: source.extra,
      request_id: source.request_id,
      deposit: source.deposit,
      withdrawal: source.withdrawal,
      created_at: stamp(),
    };
    this.store.snapshots.put(id, row);
    this.index(row);
    return row;
  }

  private index(row: SnapshotRow): void {
    push(this.byUser, row.user_id, row);
    const user = this.people.get(row.user_id);
    if (user !== undefined) push(this.byApp, user.app_id === "" ? user.user_id : user.app_id, row);
  }
}

function receivedId(output: OutputRow, receiver: string): string {
  return md5Uuid(`${output.transaction_hash}:${output.output_index}:${receiver}`);
}

function push(lists: Map<string, SnapshotRow[]>, key: string, row: SnapshotRow): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [row]);
  else list.push(row);
}

/** The place of the first snapshot not before the time. */
function seek(rows: readonly SnapshotRow[], time: bigint): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((nanoseconds(rows[middle]?.created_at ?? "") ?? 0n) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function* walk(rows: readonly SnapshotRow[], query: SnapshotQuery): Iterable<SnapshotRow> {
  const { offset } = query;
  if (query.order === "ASC") {
    for (let at = offset === undefined ? 0 : seek(rows, offset); at < rows.length; at++) yield rows[at] as SnapshotRow;
  } else {
    const end = offset === undefined ? rows.length : seek(rows, offset + 1n);
    for (let at = end - 1; at >= 0; at--) yield rows[at] as SnapshotRow;
  }
}

function select(rows: readonly SnapshotRow[], query: SnapshotQuery): SnapshotRow[] {
  const found: SnapshotRow[] = [];
  for (const row of walk(rows, query)) {
    if (found.length >= query.limit) break;
    if (query.assetId !== undefined && row.asset_id !== query.assetId) continue;
    if (query.opponentId !== undefined && row.opponent_id !== query.opponentId) continue;
    found.push(row);
  }
  return found;
}
