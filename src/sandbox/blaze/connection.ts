import { randomUUID } from "node:crypto";
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { Delivery, Listener } from "../chat/delivery.js";
import { parseDraft } from "../chat/draft.js";
import type { Messages } from "../chat/messages.js";
import type { Message } from "../chat/types.js";
import { nanoseconds } from "../clock.js";
import type { Faults } from "../control/faults.js";
import { badRequest, invalidField } from "../errors.js";
import type { UserRow } from "../people/types.js";
import type { Journal } from "../store/journal.js";
import { errorFrame, messageView, packFrame, unpackFrame, type Frame } from "./frame.js";

/** Stop pushing when so many bytes wait on the line, and go on when they are gone. */
const FULL = 1 << 20;
const REORDER_MS = 50;
const DELAY_MS = 500;

export interface BlazeServices {
  readonly messages: Messages;
  readonly delivery: Delivery;
  readonly faults: Faults;
  readonly journal: Journal;
}

/** One user's Blaze connection: answers frames, pushes messages once they were asked for. */
export class BlazeConnection implements Listener {
  private readonly queue = new Map<string, { message: Message; source: string }>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private held: Buffer | undefined;
  private stuck = false;

  constructor(
    private readonly ws: WebSocket,
    private readonly socket: Duplex,
    readonly user: UserRow,
    private readonly services: BlazeServices,
  ) {}

  /** Begins to read; pushing begins when the client asks for pending messages. */
  start(): void {
    this.ws.on("message", (data, isBinary) => this.receive(data as Buffer, isBinary));
    this.ws.on("close", () => this.closed());
    this.ws.on("error", () => this.ws.terminate());
  }

  push(message: Message, source: string): void {
    if (!this.queue.has(message.message_id)) this.queue.set(message.message_id, { message, source });
  }

  receipt(data: Readonly<Record<string, unknown>>): void {
    this.write({ id: randomUUID(), action: "ACKNOWLEDGE_MESSAGE_RECEIPT", data });
  }

  drain(): void {
    if (this.stuck) return;
    // Many frames, one system call.
    this.socket.cork();
    this.pushQueued();
    this.socket.uncork();
  }

  private pushQueued(): void {
    for (const [id, { message, source }] of this.queue) {
      if (this.ws.readyState !== this.ws.OPEN) return;
      this.queue.delete(id);
      if (!this.services.delivery.isPending(this.user.user_id, id)) continue;
      this.deliver(message, source);
      this.services.delivery.pushed(this.user.user_id, id);
      if (this.ws.bufferedAmount < FULL) continue;
      this.stuck = true;
      this.later(5, () => {
        this.stuck = false;
        this.drain();
      });
      return;
    }
  }

  private deliver(message: Message, source: string): void {
    const { faults } = this.services;
    const subject = { user: this.user.user_id, category: message.category };
    if (faults.fire("blaze_drop", subject) !== undefined) {
      this.ws.terminate();
      return;
    }
    const bytes = packFrame({ id: randomUUID(), action: "CREATE_MESSAGE", data: messageView(message, source) });
    const delay = faults.fire("message_delay", subject);
    if (delay !== undefined) {
      this.later(delay.delay_ms ?? DELAY_MS, () => this.writeBytes(bytes));
      return;
    }
    const reorder = faults.fire("message_reorder", subject);
    if (reorder !== undefined && this.held === undefined) {
      // Let the next message overtake this one; alone, it only comes late.
      this.held = bytes;
      this.later(reorder.delay_ms ?? REORDER_MS, () => this.release());
      return;
    }
    this.writeBytes(bytes);
    if (faults.fire("message_duplicate", subject) !== undefined) this.writeBytes(bytes);
    this.release();
  }

  private release(): void {
    if (this.held !== undefined) this.writeBytes(this.held);
    this.held = undefined;
  }

  private receive(data: Buffer, isBinary: boolean): void {
    let frame: Frame;
    try {
      if (!isBinary) throw badRequest();
      frame = unpackFrame(data);
    } catch {
      this.write(errorFrame(randomUUID(), badRequest()));
      return;
    }
    let answer: unknown;
    try {
      answer = this.answer(frame);
    } catch (error) {
      answer = errorFrame(frame.id, error);
    }
    this.services.journal.flush();
    const subject = { user: this.user.user_id, path: frame.action };
    if (this.services.faults.fire("silence", subject) === undefined) this.write(answer);
  }

  private answer(frame: Frame): unknown {
    const params = frame.params ?? {};
    const done = { id: frame.id, action: frame.action };
    switch (frame.action) {
      case "LIST_PENDING_MESSAGES": {
        const offset = typeof params["offset"] === "string" ? nanoseconds(params["offset"]) : undefined;
        this.services.delivery.listen(this.user.user_id, this, offset ?? 0n);
        return done;
      }
      case "ACKNOWLEDGE_MESSAGE_RECEIPT": {
        const { message_id: messageId, status } = params;
        if (typeof messageId !== "string" || typeof status !== "string") throw invalidField("message_id", "missing");
        this.services.messages.acknowledge(this.user.user_id, messageId, status);
        return done;
      }
      case "CREATE_MESSAGE": {
        const [message] = this.services.messages.send(this.user, [parseDraft(params)]);
        if (message === undefined) throw badRequest();
        return { ...done, data: { ...messageView(message, ""), category: "" } };
      }
      default:
        throw invalidField("action", "unknown");
    }
  }

  private write(frame: unknown): void {
    if (this.ws.readyState === this.ws.OPEN) this.writeBytes(packFrame(frame));
  }

  private writeBytes(bytes: Buffer): void {
    if (this.ws.readyState === this.ws.OPEN) this.ws.send(bytes, { binary: true });
  }

  private later(ms: number, action: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      action();
    }, ms);
    this.timers.add(timer);
  }

  private closed(): void {
    this.services.delivery.leave(this.user.user_id, this);
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }
}
