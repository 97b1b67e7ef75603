import { type Entry, Journal, type PendingTransfer } from "./journal.js";
import type { MessageStatus, StoredMessage } from "./types.js";

const RANK: Record<MessageStatus, number> = { SENDING: 0, FAILED: 0, SENT: 1, DELIVERED: 2, READ: 3 };

/** All that a phone remembers: its messages by conversation and its unfinished transfers. */
export class History {
  readonly #messages = new Map<string, StoredMessage>();
  readonly #transfers = new Map<string, PendingTransfer>();

  private constructor(readonly journal: Journal) {}

  static async open(path: string | undefined): Promise<History> {
    const { journal, entries } = await Journal.open(path);
    const history = new History(journal);
    for (const entry of entries) history.#apply(entry);
    return history;
  }

  has(messageId: string): boolean {
    return this.#messages.has(messageId);
  }

  get(messageId: string): StoredMessage | undefined {
    return this.#messages.get(messageId);
  }

  /** The messages with one person, oldest first; `before` is a message id to page backwards from. */
  chat(peerId: string, limit: number, before?: string): { messages: StoredMessage[]; more: boolean } {
    const all = this.all().filter((message) => message.peer_id === peerId);
    const end = before ? all.findIndex((message) => message.message_id === before) : all.length;
    const start = Math.max(0, end - limit);
    return { messages: all.slice(start, Math.max(end, 0)), more: start > 0 };
  }

  /** Every message in the order of its time, as the clients sort them. */
  all(): StoredMessage[] {
    return [...this.#messages.values()].sort((a, b) => Date.parse(a.created_at) - Date.parse(b.created_at));
  }

  /** The newest pictures of all chats, the newest first. */
  pictures(limit: number): StoredMessage[] {
    const pictures = this.all().filter((message) => message.category === "PLAIN_IMAGE" && !message.recalled);
    return pictures.slice(-limit).reverse();
  }

  /** Keeps a message; resolves when it is on disk. A message id that is known is kept once. */
  async add(message: StoredMessage): Promise<boolean> {
    if (this.#messages.has(message.message_id)) return false;
    await this.#record({ type: "message", message });
    return true;
  }

  /** Moves a status forward; a late "delivered" does not undo "read". Returns whether it changed. */
  async setStatus(messageId: string, status: MessageStatus): Promise<boolean> {
    const message = this.#messages.get(messageId);
    const moves = message && message.status !== status && RANK[status] >= RANK[message.status];
    if (!moves) return false;
    await this.#record({ type: "status", message_id: messageId, status });
    return true;
  }

  async recall(messageId: string): Promise<void> {
    await this.#record({ type: "recall", message_id: messageId });
  }

  transfer(trace: string): PendingTransfer | undefined {
    return this.#transfers.get(trace);
  }

  pendingTransfers(): PendingTransfer[] {
    return [...this.#transfers.values()];
  }

  /** Resolves when the transfer is on disk: only then may it be sent. */
  addTransfer(transfer: PendingTransfer): Promise<void> {
    return this.#record({ type: "transfer", transfer });
  }

  settleTransfer(trace: string): Promise<void> {
    return this.#record({ type: "settled", trace });
  }

  #record(entry: Entry): Promise<void> {
    this.#apply(entry);
    return this.journal.append(entry);
  }

  #apply(entry: Entry): void {
    switch (entry.type) {
      case "message":
        this.#messages.set(entry.message.message_id, { ...entry.message });
        break;
      case "status": {
        const message = this.#messages.get(entry.message_id);
        if (message) message.status = entry.status;
        break;
      }
      case "recall": {
        const message = this.#messages.get(entry.message_id);
        if (message) Object.assign(message, { recalled: true, data: "" });
        break;
      }
      case "transfer":
        this.#transfers.set(entry.transfer.trace, entry.transfer);
        break;
      case "settled":
        this.#transfers.delete(entry.trace);
        break;
      default:
        entry satisfies never;
    }
  }
}
