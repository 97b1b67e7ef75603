import { randomUUID } from "node:crypto";
import { MixinApi, uniqueConversationID } from "@mixin.dev/mixin-node-sdk";
import { BlazeLoop, type BlazeView } from "./blaze.js";
import { Groups, isOfGroup } from "./groups.js";
import { History } from "./history.js";
import { Profiles } from "./profiles.js";
import { Transfers } from "./transfer.js";
import type { MessageStatus, Person, PhoneEvent, Profile, StoredMessage } from "./types.js";
import { type Client, Wallet } from "./wallet.js";

export interface PhoneOptions {
  person: Person;
  /** where Mixin's REST API is, without a trailing slash; Blaze is at the same place */
  url: string;
  /** the phone's own file; without it the phone forgets when the process ends */
  file: string | undefined;
  people: () => Person[];
}

export interface ChatSummary {
  peer: Profile;
  last: StoredMessage | undefined;
  unread: number;
}

type Sendable = "PLAIN_TEXT" | "PLAIN_POST" | "PLAIN_IMAGE" | "PLAIN_CONTACT" | "MESSAGE_RECALL";

// what the bulk acknowledgement takes in one call
const SOCKET_PATIENCE_MS = 5_000;
const ACK_LIMIT = 100;

/**
 * One person's Mixin client. It knows nothing of the sandbox but its address: every message and every
 * transfer goes through REST and Blaze, signed with this person's keys.
 */
export class Phone {
  readonly person: Person;
  readonly client: Client;
  readonly wallet: Wallet;
  readonly transfers: Transfers;
  readonly profiles: Profiles;
  readonly groups: Groups;
  #blaze: BlazeLoop | undefined;
  #connected = false;
  readonly #listeners = new Set<(event: PhoneEvent) => void>();
  readonly #conversations = new Set<string>();

  private constructor(
    readonly options: PhoneOptions,
    readonly history: History,
  ) {
    this.person = options.person;
    const keystore = options.person.keystore;
    this.client = MixinApi({ keystore, requestConfig: { baseURL: options.url, timeout: 10_000, proxy: false } });
    this.profiles = new Profiles(this.client, options.people);
    this.groups = new Groups(this.client, history.all());
    this.wallet = new Wallet(this.client, this.id);
    const { spend_private_key } = keystore;
    this.transfers = new Transfers(this.client, this.wallet, history, { user_id: this.id, spend_private_key });
    for (const message of history.all()) {
      if (message.status !== "FAILED") this.#conversations.add(message.conversation_id);
    }
  }

  /** Opens the phone with what it remembers, connects it, and finishes the transfers it was interrupted in. */
  static async start(options: PhoneOptions): Promise<Phone> {
    const phone = new Phone(options, await History.open(options.file));
    for (const { message_id, status } of phone.history.all()) {
      // nobody knows whether it went out; sent again under its id it arrives once
      if (status === "SENDING") await phone.history.setStatus(message_id, "FAILED");
    }
    phone.#blaze = new BlazeLoop(() => options.url.replace(/^http/, "ws"), options.person.keystore, {
      onMessage: (view) => phone.#receive(view),
      onReceipt: (messageId, status) => phone.#receipt(messageId, status),
      onConnection: (connected) => {
        phone.#connected = connected;
        phone.#tell({ type: "connection", connected });
      },
    });
    void phone.transfers.resume();
    return phone;
  }

  get id(): string {
    return this.person.user_id;
  }

  get connected(): boolean {
    return this.#connected;
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    await this.#blaze?.close();
    await this.transfers.close();
    await this.history.journal.close();
  }

  /** Calls the listener on everything new until the returned function is called. */
  subscribe(listener: (event: PhoneEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  announce(event: PhoneEvent): void {
    this.#tell(event);
  }

  /** Everybody in the address book and every group, those with the newest message first. */
  async chats(): Promise<ChatSummary[]> {
    const peers = new Map<string, { last: StoredMessage | undefined; unread: number }>();
    for (const person of this.options.people()) {
      if (person.user_id !== this.id) peers.set(person.user_id, { last: undefined, unread: 0 });
    }
    for (const group of this.groups.all()) peers.set(group, { last: undefined, unread: 0 });
    for (const message of this.history.all()) {
      const entry = peers.get(message.peer_id) ?? { last: undefined, unread: 0 };
      const isNew = message.user_id !== this.id && message.status !== "READ";
      peers.set(message.peer_id, { last: message, unread: entry.unread + (isNew ? 1 : 0) });
    }
    const list = [...peers].map(async ([id, entry]) => ({ peer: await this.#peer(id), ...entry }));
    const time = (chat: ChatSummary): number => (chat.last ? Date.parse(chat.last.created_at) : 0);
    // bots first among those never written to: a newcomer meets the bot at the top
    return (await Promise.all(list)).sort((a, b) => time(b) - time(a) || Number(b.peer.is_bot) - Number(a.peer.is_bot));
  }

  #peer(id: string): Promise<Profile> {
    return this.groups.has(id) ? this.groups.profile(id) : this.profiles.get(id);
  }

  #conversationWith(peerId: string): string {
    return this.groups.has(peerId) ? peerId : uniqueConversationID(this.id, peerId);
  }

  /** Sends as this person. The message is kept and shown at once; a failure leaves it `FAILED` for `resend`. */
  async send(peerId: string, category: Sendable, data: string, quote = ""): Promise<StoredMessage> {
    const message: StoredMessage = {
      message_id: randomUUID(),
      conversation_id: this.#conversationWith(peerId),
      peer_id: peerId,
      user_id: this.id,
      category,
      data,
      quote_message_id: quote,
      created_at: new Date().toISOString(),
      status: "SENDING",
    };
    await this.history.add(message);
    this.#tell({ type: "message", message: { ...message } });
    return this.#deliver(message);
  }

  /** Sends a failed message again under its first id, so that it arrives once. */
  async resend(messageId: string): Promise<StoredMessage | undefined> {
    const message = this.history.get(messageId);
    if (!message || message.user_id !== this.id || !["FAILED", "SENDING"].includes(message.status)) return undefined;
    await this.#setStatus(messageId, "SENDING");
    return this.#deliver(message);
  }

  /** Takes back one of our own messages on all phones. */
  async recall(messageId: string): Promise<void> {
    const message = this.history.get(messageId);
    if (!message || message.user_id !== this.id) return;
    await this.#post(message.peer_id, "MESSAGE_RECALL", JSON.stringify({ message_id: messageId }), randomUUID(), "");
    await this.history.recall(messageId);
    this.#tell({ type: "recall", message_id: messageId });
  }

  /** Tells the senders that everything from this person was seen. */
  async markRead(peerId: string): Promise<void> {
    const unread = this.history
      .all()
      .filter(({ peer_id, user_id, status }) => peer_id === peerId && user_id !== this.id && status !== "READ")
      .map((message) => message.message_id);
    for (let at = 0; at < unread.length; at += ACK_LIMIT) {
      const ids = unread.slice(at, at + ACK_LIMIT);
      await this.client.message.sendAcknowledges(ids.map((message_id) => ({ message_id, status: "READ" })));
      for (const id of ids) await this.history.setStatus(id, "READ");
    }
    if (unread.length > 0) this.#tell({ type: "read", peer_id: peerId });
  }

  async #deliver(message: StoredMessage): Promise<StoredMessage> {
    const { message_id, peer_id, category, data, quote_message_id } = message;
    // A real client sends through its socket; before that is open, the receipts of what it sent would pass it by.
    await this.#blaze?.opened(SOCKET_PATIENCE_MS);
    try {
      await this.#post(peer_id, category as Sendable, data, message_id, quote_message_id);
      await this.#setStatus(message_id, "SENT");
    } catch {
      await this.#setStatus(message_id, "FAILED");
    }
    return { ...(this.history.get(message_id) ?? message) };
  }

  async #post(peerId: string, category: Sendable, data: string, messageId: string, quote: string): Promise<void> {
    const conversation = this.#conversationWith(peerId);
    const isGroup = this.groups.has(peerId);
    if (!isGroup && !this.#conversations.has(conversation)) {
      await this.client.conversation.createContact(peerId);
      this.#conversations.add(conversation);
    }
    await this.client.message.sendOne({
      conversation_id: conversation,
      message_id: messageId,
      category,
      data_base64: Buffer.from(data).toString("base64url"),
      ...(isGroup ? {} : { recipient_id: peerId }),
      ...(quote ? { quote_message_id: quote } : {}),
    });
  }

  /** Keeps what came in, then acknowledges it; a message that came before is only acknowledged. */
  async #receive(view: BlazeView): Promise<void> {
    const data = Buffer.from(view.data, "base64").toString("utf8");
    if (view.category === "MESSAGE_RECALL") await this.#recalled(view.user_id, data);
    else await this.#keep(view, data);
    this.#blaze?.acknowledge(view.message_id, view.category.startsWith("SYSTEM_") ? "READ" : "DELIVERED");
  }

  async #keep(view: BlazeView, data: string): Promise<void> {
    const peer_id = this.#peerOf(view, data);
    // a deposit has nobody on the other side: it belongs to the wallet, not to a chat
    if (!peer_id) return this.#tell({ type: "wallet" });
    this.#conversations.add(view.conversation_id);
    const isNews = view.category === "SYSTEM_CONVERSATION";
    if (peer_id === view.conversation_id) this.groups.add(peer_id);
    if (isNews) this.groups.changed(peer_id);
    const { message_id, conversation_id, user_id, category, created_at } = view;
    const message: StoredMessage = {
      message_id,
      conversation_id,
      peer_id,
      user_id,
      category,
      data,
      quote_message_id: view.quote_message_id ?? "",
      created_at,
      status: user_id === this.id || isNews ? "READ" : "DELIVERED",
    };
    if (!(await this.history.add(message))) return;
    this.#tell({ type: "message", message });
    if (category.startsWith("SYSTEM_SAFE")) this.#tell({ type: "wallet" });
  }

  /** Our own transfers come back to us in our own name: the other side is in their data. */
  #peerOf(view: BlazeView, data: string): string {
    if (view.category === "SYSTEM_CONVERSATION") return view.conversation_id;
    if (view.user_id !== this.id) {
      const isGroup = !view.category.startsWith("SYSTEM_") && isOfGroup(view.conversation_id, this.id, view.user_id);
      return isGroup ? view.conversation_id : view.user_id;
    }
    const opponent = view.category.startsWith("SYSTEM_") ? readField(data, "opponent_id") : "";
    if (opponent) return opponent;
    const known = this.history.all().find((message) => message.conversation_id === view.conversation_id);
    return known?.peer_id ?? "";
  }

  /** Only its own sender can take a message back. */
  async #recalled(senderId: string, data: string): Promise<void> {
    const messageId = readField(data, "message_id");
    if (this.history.get(messageId)?.user_id !== senderId) return;
    await this.history.recall(messageId);
    this.#tell({ type: "recall", message_id: messageId });
  }

  async #receipt(messageId: string, status: string): Promise<void> {
    if (status === "DELIVERED" || status === "READ") await this.#setStatus(messageId, status);
  }

  async #setStatus(messageId: string, status: MessageStatus): Promise<void> {
    if (await this.history.setStatus(messageId, status)) this.#tell({ type: "status", message_id: messageId, status });
  }

  #tell(event: PhoneEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

function readField(json: string, field: string): string {
  try {
    const value: unknown = (JSON.parse(json) as Record<string, unknown>)[field];
    return typeof value === "string" ? value : "";
  } catch {
    return "";
  }
}
