import { randomUUID } from "node:crypto";
import { conversationId, isUuid } from "../bytes.js";
import { nanoseconds, stamp } from "../clock.js";
import { ApiError, forbidden, invalidField } from "../errors.js";
import type { People } from "../people/people.js";
import type { UserRow } from "../people/types.js";
import type { Store } from "../store/store.js";
import type { Switches } from "../switches.js";
import type { Attachments } from "./attachments.js";
import { checkContent } from "./content.js";
import type { Conversations } from "./conversations.js";
import type { Delivery } from "./delivery.js";
import type { Conversation, Draft, Message } from "./types.js";

const RANK: Readonly<Record<string, number>> = { SENT: 0, DELIVERED: 1, READ: 2 };

/** Accepts messages once, hands them to delivery, and takes acknowledgements. */
export class Messages {
  private readonly quota = new Map<string, { minute: number; used: number }>();

  constructor(
    private readonly store: Store,
    private readonly people: People,
    private readonly conversations: Conversations,
    private readonly attachments: Attachments,
    private readonly delivery: Delivery,
    private readonly switches: Switches,
  ) {
    this.prune();
  }

  /** All of a batch or, when one of it is refused, none. */
  send(sender: UserRow, drafts: readonly Draft[]): Message[] {
    if (sender.app_id !== "") throw new ApiError(403, "Network users can't send messages.");
    this.countQuota(sender, drafts.length);
    const checked = drafts.map((draft) => ({ draft, data: this.check(sender, draft) }));
    return checked.map(({ draft, data }) => this.accept(sender, draft, data));
  }

  get(id: string): Message | undefined {
    return this.store.messages.get(id);
  }

  /** A message of the system, such as the note of a transfer; goes to one user. */
  system(from: UserRow, to: string, conversation: string, id: string, category: string, content: unknown): void {
    if (this.store.messages.has(id)) return;
    const data = Buffer.from(typeof content === "string" ? content : JSON.stringify(content)).toString("base64");
    this.insert(from, { conversation_id: conversation, message_id: id, category }, data, [to]);
  }

  /** What the system tells the members of a group. */
  announce(from: UserRow, conversationId: string, content: unknown, to: readonly string[]): void {
    const data = Buffer.from(JSON.stringify(content)).toString("base64");
    const note = { conversation_id: conversationId, message_id: randomUUID(), category: "SYSTEM_CONVERSATION" };
    this.insert(from, note, data, to);
  }

  /** READ and DELIVERED both end redelivery. Messages that are not this user's are passed over. */
  acknowledge(userId: string, messageId: string, status: string): void {
    if (!(status in RANK) || status === "SENT") throw invalidField("status", "READ or DELIVERED");
    const message = this.store.messages.get(messageId);
    if (message === undefined || !message.receivers.includes(userId)) return;
    this.delivery.acknowledged(userId, messageId);
    if ((RANK[status] ?? 0) <= (RANK[message.status] ?? 0)) return;
    message.status = status;
    if (!message.category.startsWith("SYSTEM_")) this.delivery.receipt(message, status);
  }

  /** Drops what is older than Mixin keeps it, delivered or not. */
  prune(): void {
    const limit = BigInt(Date.now() - this.switches.retentionDays * 86_400_000) * 1_000_000n;
    for (const message of this.store.messages.values()) {
      if ((nanoseconds(message.created_at) ?? 0n) >= limit) return;
      for (const receiver of message.receivers) this.delivery.acknowledged(receiver, message.message_id);
      this.store.messages.delete(message.message_id);
    }
  }

  private check(sender: UserRow, draft: Draft): string {
    if (!isUuid(draft.message_id)) throw invalidField("message_id", "not a uuid");
    if (!isUuid(draft.conversation_id)) throw invalidField("conversation_id", "not a uuid");
    const known = this.store.messages.get(draft.message_id);
    const refused =
      known !== undefined && (known.user_id !== sender.user_id || this.switches.duplicateMessage === "refuse");
    if (refused) throw invalidField("message_id", "in use");
    const conversation = this.conversationFor(sender, draft);
    const recipient = draft.recipient_id ?? "";
    if (conversation.category === "CONTACT" && recipient !== "" && !conversation.participants.includes(recipient)) {
      throw invalidField("recipient_id", "not in this conversation");
    }
    const encoded = draft.data_base64 ?? draft.data ?? "";
    if (!/^[A-Za-z0-9_+/-]*={0,2}$/.test(encoded)) throw invalidField("data_base64", "not base64");
    const content = Buffer.from(encoded, "base64url");
    checkContent(draft.category, content, {
      fromBot: sender.is_bot,
      maxButtons: this.switches.maxButtons,
      hasAttachment: (id) => this.attachments.ready(id) !== undefined,
    });
    if (draft.category === "MESSAGE_RECALL") this.checkRecall(sender, draft.conversation_id, content);
    return content.toString("base64");
  }

  /** People take back what they said themselves, where they said it. A message that is gone can't be checked. */
  private checkRecall(sender: UserRow, conversation: string, content: Buffer): void {
    const { message_id: id } = JSON.parse(content.toString("utf8")) as { message_id: string };
    const meant = this.store.messages.get(id);
    if (meant === undefined) return;
    if (meant.user_id !== sender.user_id) throw forbidden("the message is somebody else's");
    if (meant.conversation_id !== conversation) throw invalidField("data", "of another conversation");
  }

  /** A person who writes to somebody creates the conversation by that; a bot has to ask for it first (403). */
  private conversationFor(sender: UserRow, draft: Draft): Conversation {
    const other = draft.recipient_id ?? "";
    const opens = !sender.is_bot && other !== sender.user_id && this.people.get(other) !== undefined;
    if (opens && conversationId(sender.user_id, other) === draft.conversation_id) {
      return this.conversations.contact(sender.user_id, other);
    }
    return this.conversations.mustJoin(draft.conversation_id, sender.user_id);
  }

  private accept(sender: UserRow, draft: Draft, data: string): Message {
    const known = this.store.messages.get(draft.message_id);
    if (known === undefined) {
      const members = this.conversations.get(draft.conversation_id)?.participants ?? [];
      const receivers = members.filter(
        (id) => id !== sender.user_id && this.people.relation(id, sender.user_id) !== "BLOCKING",
      );
      return this.insert(sender, draft, data, receivers);
    }
    known.duplicates += 1;
    if (known.data !== data || known.category !== draft.category) known.conflicts += 1;
    this.store.messages.put(known.message_id, known);
    return known;
  }

  private insert(
    sender: UserRow,
    draft: Pick<Draft, "conversation_id" | "message_id" | "category" | "quote_message_id" | "silent" | "expire_in">,
    data: string,
    receivers: readonly string[],
  ): Message {
    const message: Message = {
      message_id: draft.message_id,
      conversation_id: draft.conversation_id,
      user_id: sender.user_id,
      session_id: sender.session_id,
      category: draft.category,
      data,
      quote_message_id: draft.quote_message_id ?? "",
      silent: draft.silent === true,
      expire_in: draft.expire_in ?? 0,
      created_at: stamp(),
      receivers,
      status: "SENT",
      duplicates: 0,
      conflicts: 0,
    };
    this.store.messages.put(message.message_id, message);
    for (const receiver of receivers) this.delivery.add(receiver, message);
    return message;
  }

  private countQuota(sender: UserRow, count: number): void {
    if (this.switches.messagesPerMinute === 0) return;
    const minute = Math.floor(Date.now() / 60_000);
    const old = this.quota.get(sender.user_id);
    const used = (old?.minute === minute ? old.used : 0) + count;
    if (used > this.switches.messagesPerMinute) throw new ApiError(429, "Too many requests.");
    this.quota.set(sender.user_id, { minute, used });
  }
}
