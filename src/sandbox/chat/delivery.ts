import type { Journal } from "../store/journal.js";
import type { Store } from "../store/store.js";
import { nanoseconds, stamp } from "../clock.js";
import type { Message } from "./types.js";

/** A live connection of a user, as delivery sees it. */
export interface Listener {
  /** Queues a message for pushing, unless it waits there already. */
  push(message: Message, source: string): void;
  /** Tells the sender of a message how far it came. Not repeated when it is lost. */
  receipt(data: Readonly<Record<string, unknown>>): void;
  /** Sends what is queued as far as the line takes it. */
  drain(): void;
}

interface Mailbox {
  /** By message id; `at` is when it was last pushed, 0 for never. In order of last push. */
  readonly pending: Map<string, { message: Message; at: number }>;
  readonly listeners: Set<Listener>;
}

/** Keeps each user's unacknowledged messages and pushes them until they are acknowledged. */
export class Delivery {
  private readonly mailboxes = new Map<string, Mailbox>();
  private readonly dirty = new Set<Listener>();
  private scheduled = false;
  private readonly timer: NodeJS.Timeout;
  private readonly journal: Journal;

  constructor(
    private readonly store: Store,
    private readonly redeliveryMs: number,
  ) {
    this.journal = store.journal;
    const known = [...store.pending.entries()].map(([key]) => key.split("|") as [string, string]);
    for (const [userId, messageId] of known) {
      const message = store.messages.get(messageId);
      if (message === undefined) store.pending.delete(`${userId}|${messageId}`);
      else this.mailbox(userId).pending.set(messageId, { message, at: 0 });
    }
    this.timer = setInterval(() => this.redeliver(), Math.max(20, redeliveryMs / 4));
    this.timer.unref();
  }

  close(): void {
    clearInterval(this.timer);
  }

  add(userId: string, message: Message): void {
    const mailbox = this.mailbox(userId);
    mailbox.pending.set(message.message_id, { message, at: 0 });
    this.store.pending.put(`${userId}|${message.message_id}`, 1);
    for (const listener of mailbox.listeners) {
      listener.push(message, "");
      this.schedule(listener);
    }
  }

  acknowledged(userId: string, messageId: string): void {
    this.mailboxes.get(userId)?.pending.delete(messageId);
    this.store.pending.delete(`${userId}|${messageId}`);
  }

  receipt(message: Message, status: string): void {
    const mailbox = this.mailboxes.get(message.user_id);
    if (mailbox === undefined || mailbox.listeners.size === 0) return;
    const data = {
      type: "message",
      message_id: message.message_id,
      conversation_id: "",
      status,
      updated_at: stamp(),
      source: "ACKNOWLEDGE_MESSAGE_RECEIPT",
    };
    for (const listener of mailbox.listeners) listener.receipt(data);
  }

  /** LIST_PENDING_MESSAGES: everything unacknowledged and newer than `after`, oldest first; from then on live. */
  listen(userId: string, listener: Listener, after: bigint): void {
    const mailbox = this.mailbox(userId);
    const backlog = [...mailbox.pending.values()]
      .map((entry) => entry.message)
      .filter((message) => (nanoseconds(message.created_at) ?? 0n) > after)
      .sort((a, b) => (a.created_at < b.created_at ? -1 : 1));
    for (const message of backlog) listener.push(message, "LIST_PENDING_MESSAGES");
    mailbox.listeners.add(listener);
    this.schedule(listener);
  }

  leave(userId: string, listener: Listener): void {
    this.mailboxes.get(userId)?.listeners.delete(listener);
    this.dirty.delete(listener);
  }

  isPending(userId: string, messageId: string): boolean {
    return this.mailboxes.get(userId)?.pending.has(messageId) ?? false;
  }

  /** The message went out on a line just now. */
  pushed(userId: string, messageId: string): void {
    const pending = this.mailboxes.get(userId)?.pending;
    const entry = pending?.get(messageId);
    if (pending === undefined || entry === undefined) return;
    entry.at = Date.now();
    pending.delete(messageId);
    pending.set(messageId, entry);
  }

  pendingOf(userId: string): number {
    return this.mailboxes.get(userId)?.pending.size ?? 0;
  }

  private redeliver(): void {
    const due = Date.now() - this.redeliveryMs;
    for (const mailbox of this.mailboxes.values()) {
      if (mailbox.listeners.size === 0) continue;
      for (const { message, at } of mailbox.pending.values()) {
        if (at > due) break;
        if (at === 0) continue;
        for (const listener of mailbox.listeners) {
          listener.push(message, "LIST_PENDING_MESSAGES");
          this.schedule(listener);
        }
      }
    }
  }

  /** Pushing waits for the end of the turn: by then the changes of the turn are one write, done before. */
  private schedule(listener: Listener): void {
    this.dirty.add(listener);
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.journal.flush();
      const ready = [...this.dirty];
      this.dirty.clear();
      for (const each of ready) each.drain();
    });
  }

  private mailbox(userId: string): Mailbox {
    let mailbox = this.mailboxes.get(userId);
    if (mailbox === undefined) {
      mailbox = { pending: new Map(), listeners: new Set() };
      this.mailboxes.set(userId, mailbox);
    }
    return mailbox;
  }
}
