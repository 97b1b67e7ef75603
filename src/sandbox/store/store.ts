import type { Conversation, Message } from "../chat/types.js";
import type { PriceRow } from "../market/types.js";
import type { AuthorizationRow } from "../people/authorizations.js";
import type { UserRow } from "../people/types.js";
import type { AttachmentRow } from "../chat/attachments.js";
import type { OrderRow, PaymentRow, QuoteRow, RouteState } from "../route/types.js";
import type { DepositRow, EntryRow, GhostRow, OutputRow, RequestRow, SnapshotRow } from "../wallet/types.js";
import { Journal, type JournalRecord } from "./journal.js";
import { Table } from "./table.js";

/** Everything the sandbox remembers. */
export class Store {
  readonly journal: Journal;
  private readonly tables = new Map<string, Table<unknown>>();

  readonly users: Table<UserRow>;
  readonly authorizations: Table<AuthorizationRow>;
  /** Key `owner|other`, value the relation. */
  readonly relations: Table<string>;
  readonly conversations: Table<Conversation>;
  readonly messages: Table<Message>;
  /** Key `user|message`: delivered to nobody yet who acknowledged it. */
  readonly pending: Table<1>;
  readonly attachments: Table<AttachmentRow>;
  readonly ghosts: Table<GhostRow>;
  readonly outputs: Table<OutputRow>;
  readonly requests: Table<RequestRow>;
  readonly snapshots: Table<SnapshotRow>;
  readonly entries: Table<EntryRow>;
  readonly deposits: Table<DepositRow>;
  readonly prices: Table<PriceRow>;
  readonly routeQuotes: Table<QuoteRow>;
  readonly routeOrders: Table<OrderRow>;
  /** Key: the output that came in. */
  readonly routePayments: Table<PaymentRow>;
  /** One row: how Mixin Route behaves. */
  readonly routeState: Table<RouteState>;
  /** Single values: the secret that ghost keys derive from. */
  readonly secrets: Table<string>;

  constructor(dir: string | undefined) {
    this.journal = new Journal(dir);
    this.users = this.table("users");
    this.authorizations = this.table("authorizations");
    this.relations = this.table("relations");
    this.conversations = this.table("conversations");
    this.messages = this.table("messages");
    this.pending = this.table("pending");
    this.attachments = this.table("attachments");
    this.ghosts = this.table("ghosts");
    this.outputs = this.table("outputs");
    this.requests = this.table("requests");
    this.snapshots = this.table("snapshots");
    this.entries = this.table("entries");
    this.deposits = this.table("deposits");
    this.prices = this.table("prices");
    this.routeQuotes = this.table("routeQuotes");
    this.routeOrders = this.table("routeOrders");
    this.routePayments = this.table("routePayments");
    this.routeState = this.table("routeState");
    this.secrets = this.table("secrets");
    this.journal.load(([table, key, value]) => this.tables.get(table)?.restore(key, value));
  }

  /** Begins to record, on a journal rewritten to the rows that are left. */
  open(): void {
    this.journal.open(this.records());
  }

  private *records(): Iterable<JournalRecord> {
    for (const table of this.tables.values()) yield* table.records();
  }

  private table<T>(name: string): Table<T> {
    const table = new Table<T>(name, this.journal);
    this.tables.set(name, table);
    return table;
  }
}
