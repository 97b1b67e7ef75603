import { deriveId } from "../../db/ids.js";
import type { OutboxMessage } from "../../db/outbox.js";
import type { PictureSpec } from "../../db/tables/chat.js";
import * as payloads from "../../mixin/payloads.js";
import type { Button, Card, Tone } from "./flow.js";

const COLOURS: Record<Tone, string> = { main: "#3D98D0", calm: "#7983C2", danger: "#C5595A" };

interface Reply extends payloads.Payload {
  picture?: PictureSpec;
  isSecret?: boolean;
}

/** Collects what is answered to one message, in order. */
export class Replies {
  #list: Reply[] = [];

  /** `mention` stands before whatever a button says. */
  constructor(
    private readonly botId: string,
    private readonly mention = "",
  ) {}

  say(text: string, buttons: Button[] = []): void {
    this.#list.push(payloads.text(text));
    this.buttons(buttons);
  }

  /** A text, and its buttons, that nobody can read any more here once they are sent. */
  secret(text: string, buttons: Button[] = []): void {
    const from = this.#list.length;
    this.say(text, buttons);
    for (const reply of this.#list.slice(from)) reply.isSecret = true;
  }

  post(markdown: string): void {
    this.#list.push(payloads.post(markdown));
  }

  /** As many groups as the buttons need. */
  buttons(buttons: Button[]): void {
    const groups = Math.ceil(buttons.length / payloads.MAX_BUTTONS);
    const size = Math.ceil(buttons.length / Math.max(groups, 1));
    for (let at = 0; at < buttons.length; at += size) {
      this.#list.push(payloads.buttonGroup(buttons.slice(at, at + size).map((one) => this.#wire(one))));
    }
  }

  card(card: Card): void {
    this.#list.push(
      payloads.appCard({
        appId: this.botId,
        title: payloads.cut(card.title, payloads.MAX_TITLE),
        description: payloads.cut(card.description, payloads.MAX_DESCRIPTION),
        coverUrl: card.coverUrl,
        actions: (card.buttons ?? []).map((one) => this.#wire(one)),
        shareable: card.shareable ?? false,
      }),
    );
  }

  picture(spec: PictureSpec, caption: string): void {
    this.#list.push({ category: "PLAIN_IMAGE", data: caption, picture: spec });
  }

  /** A file has no caption in Mixin: it is said before. */
  file(spec: PictureSpec, caption: string, failed: string): void {
    this.say(caption);
    this.#list.push({ category: "PLAIN_DATA", data: failed, picture: spec });
  }

  /** Forgets what was collected: it was said when an earlier answer came. */
  clear(): void {
    this.#list = [];
  }

  /** Adds what another collected. */
  append(other: Replies): void {
    this.#list.push(...other.#list);
  }

  get isEmpty(): boolean {
    return this.#list.length === 0;
  }

  /** As outbox rows, each id derived from the message that caused them and the place among its replies. */
  toOutbox(cause: { messageId: string; conversationId: string; userId: string }): OutboxMessage[] {
    return this.#list.map((reply, n) => ({
      messageId: deriveId(cause.messageId, `reply:${n}`),
      conversationId: cause.conversationId,
      recipientId: cause.userId,
      ...reply,
    }));
  }

  #wire(button: Button): payloads.Button {
    const action = "link" in button ? button.link : `input:${this.mention}${button.input}`;
    return { label: button.label, color: COLOURS[button.tone ?? "main"], action };
  }
}
