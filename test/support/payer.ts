import { randomUUID } from "node:crypto";
import {
  buildSafeTransaction,
  buildSafeTransactionRecipient,
  encodeSafeTransaction,
  getUnspentOutputsForRecipients,
  type KeystoreClientReturnType,
  MixinApi,
  ResponseError,
  signSafeTransaction,
  uniqueConversationID,
} from "@mixin.dev/mixin-node-sdk";
import { sendRaw, websocket } from "@mixin.dev/mixin-node-sdk/blaze";
import { Decimal } from "decimal.js";
import type { SandboxUser } from "./sandbox.js";
import { type Patience, until } from "./until.js";

/** A message as it reached somebody's phone. */
export interface Received {
  messageId: string;
  conversationId: string;
  /** User id of the sender. */
  from: string;
  category: string;
  /** The content, decoded: words, or the JSON text of cards, buttons and pictures. */
  text: string;
  /** RFC 3339 with nanoseconds, the sandbox's clock. */
  createdAt: string;
}

/** A transfer to be made; what a pay link says. Amount: decimal string. */
export interface Payment {
  to: string;
  asset: string;
  amount: string;
  trace: string;
  memo: string;
}

/** Reads `…/pay/<user>?asset&amount&memo&trace`. */
export function readPayLink(link: string): Payment {
  const url = new URL(link);
  const to = url.pathname.split("/").at(-1) ?? "";
  const [asset, amount, trace, memo] = ["asset", "amount", "trace", "memo"].map((name) => url.searchParams.get(name));
  if (!asset || !amount || !trace) throw new Error(`not a pay link with everything in it: ${link}`);
  return { to, asset, amount, trace, memo: memo ?? "" };
}

/** Somebody with a phone: chats and pays through the unmodified SDK, with their own keys. */
export class Person {
  readonly client: KeystoreClientReturnType;
  readonly userId: string;
  readonly name: string;
  /** How many texts were sent. */
  textsSaid = 0;
  readonly #byId = new Map<string, Received>();
  #socket: ReturnType<typeof websocket> | null = null;
  #paying: Promise<unknown> = Promise.resolve();

  constructor(
    readonly sandboxUrl: string,
    readonly user: SandboxUser,
    /** User id of the bot this person talks to. */
    readonly botId: string,
  ) {
    this.userId = user.user_id;
    this.name = user.full_name;
    const requestConfig = { baseURL: sandboxUrl, timeout: 15_000 };
    this.client = MixinApi({ keystore: user.keystore, requestConfig });
  }

  /** Opens the phone's socket: from now on messages are received, those that wait first. */
  async online(): Promise<this> {
    const socket = websocket(
      this.user.keystore,
      this.sandboxUrl.replace(/^http/, "ws"),
      {
        onMessage: (view) => {
          // The answer to a frame of our own has no category.
          if ((view.category as string) === "") return;
          this.#byId.set(view.message_id, {
            messageId: view.message_id,
            conversationId: view.conversation_id,
            from: view.user_id,
            category: view.category,
            text: Buffer.from(view.data as string, "base64").toString(),
            createdAt: view.created_at,
          });
        },
        onAckReceipt: () => undefined,
      },
      { parse: false, syncAck: true },
    );
    await new Promise<void>((resolve, reject) => {
      socket.once("open", () => resolve());
      socket.once("error", reject);
    });
    socket.on("error", () => undefined);
    this.#socket = socket;
    await sendRaw(socket, { id: randomUUID(), action: "LIST_PENDING_MESSAGES" });
    return this;
  }

  /** Everything received so far from anybody but the network itself, in the order it was sent. */
  received(): Received[] {
    return [...this.#byId.values()]
      .filter((message) => !message.category.startsWith("SYSTEM_"))
      .sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
  }

  /** How many notes of transfers in and out of the wallet have come: one as soon as a payment is final. */
  get transfersHeard(): number {
    return [...this.#byId.values()].filter(({ category }) => category === "SYSTEM_SAFE_SNAPSHOT").length;
  }

  /** The first received message that is meant, when it comes. */
  hears(what: string, isMeant: (message: Received) => boolean, patience?: Patience): Promise<Received> {
    const described = `${this.name} to receive ${what}`;
    return until(described, () => this.received().find(isMeant), patience);
  }

  /** Sends a text to the bot; resolves to the message's id. */
  async says(text: string, messageId: string = randomUUID()): Promise<string> {
    await this.sends([{ text, messageId }]);
    return messageId;
  }

  /** Sends several texts in one request, at most 100. */
  async sends(texts: { text: string; messageId: string }[]): Promise<void> {
    const conversation = uniqueConversationID(this.userId, this.botId);
    this.textsSaid += texts.length;
    await this.client.message.sendBatch(
      texts.map(({ text, messageId }) => ({
        conversation_id: conversation,
        recipient_id: this.botId,
        message_id: messageId,
        category: "PLAIN_TEXT",
        data_base64: Buffer.from(text).toString("base64url"),
      })),
    );
  }

  /** Pays what a link asks for, as a phone does; resolves when the network has made it final. */
  async pays(link: string | Payment): Promise<void> {
    const payment = typeof link === "string" ? readPayLink(link) : link;
    await this.submits(payment);
    await this.settles(payment.trace);
  }

  /** Waits until the network has made a payment final. */
  async settles(trace: string): Promise<void> {
    await until(`the payment ${trace} to be final`, async () => {
      const found = await this.client.utxo.fetchTransaction(trace);
      return found.state === "spent";
    });
  }

  /** Pays without waiting for it to be final. Payments of one person go one after the other: they share outputs. */
  submits(payment: Payment): Promise<void> {
    const run = this.#paying.then(() => this.#submit(payment));
    this.#paying = run.catch(() => undefined);
    return run;
  }

  /** Sum of the outputs that can be spent, decimal. */
  async balance(asset: string): Promise<string> {
    const outputs = await this.#outputs(asset);
    return outputs.reduce((sum, { amount }) => sum.plus(amount), new Decimal(0)).toFixed();
  }

  close(): void {
    this.#socket?.terminate();
    this.#socket = null;
  }

  #outputs(asset: string) {
    return this.client.utxo.safeOutputs({ members: [this.userId], threshold: 1, asset, state: "unspent", limit: 500 });
  }

  async #submit({ to, asset, amount, trace, memo }: Payment): Promise<void> {
    if (await this.#isUsed(trace)) throw new Error(`the trace ${trace} is used: a phone would refuse`);
    const outputs = smallestFirst(await this.#outputs(asset), amount);
    const recipients = [buildSafeTransactionRecipient([to], 1, amount)];
    const { utxos, change } = getUnspentOutputsForRecipients(outputs, recipients);
    if (change.gt(0)) recipients.push(buildSafeTransactionRecipient([this.userId], 1, change.toFixed()));
    const key = this.user.keystore.spend_private_key;
    const ghosts = await this.client.utxo.ghostKey(recipients, trace, key);
    const transaction = buildSafeTransaction(utxos, recipients, ghosts, Buffer.from(memo));
    const raw = encodeSafeTransaction(transaction);
    const [verified] = await this.client.utxo.verifyTransaction([{ raw, request_id: trace }]);
    if (!verified || verified.state !== "unspent") throw new Error(`the trace ${trace} is used`);
    const signed = signSafeTransaction(transaction, verified.views, key);
    const [sent] = await this.client.utxo.sendTransactions([{ raw: signed, request_id: trace }]);
    if (sent?.raw_transaction !== signed) throw new Error(`the network has other bytes under ${trace}`);
  }

  async #isUsed(trace: string): Promise<boolean> {
    try {
      await this.client.utxo.fetchTransaction(trace);
      return true;
    } catch (error) {
      if (error instanceof ResponseError && error.code === 404) return false;
      throw error;
    }
  }
}

/** The smallest output that is enough alone, if there is one: others stay free for payments made at the same time. */
function smallestFirst<Output extends { amount: string }>(outputs: Output[], amount: string): Output[] {
  const sorted = outputs.toSorted((a, b) => new Decimal(a.amount).cmp(b.amount));
  const enough = sorted.find((output) => new Decimal(output.amount).gte(amount));
  return enough ? [enough] : sorted;
}
