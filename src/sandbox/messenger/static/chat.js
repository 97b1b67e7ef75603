/** One open chat: its messages, and the box to write in. */
import { avatar, h, icon, iconButton } from "./dom.js";
import { day } from "./format.js";
import { renderMessage } from "./messages.js";

const NEAR_END = 80;
/** How far a message came; it never goes back. */
const RANK = { SENDING: 0, FAILED: 0, SENT: 1, DELIVERED: 2, READ: 3 };

export class Chat {
  #messages = [];
  #elements = new Map();
  #closed = false;
  #onVisible = () => this.#markRead();

  constructor(pane, peer) {
    this.pane = pane;
    this.peer = peer;
    this.list = h("ol", { class: "messages", "aria-label": `Messages with ${peer.full_name}`, tabIndex: 0 });
    this.earlier = h(
      "button",
      { type: "button", class: "quiet", hidden: true, onclick: () => this.#older() },
      "Earlier messages",
    );
    this.empty = h("div", { class: "chat-empty", hidden: true });
    this.scroller = h("div", { class: "scroller" }, this.earlier, this.list, this.empty);
    this.jump = iconButton("down", "To the newest message", () => this.#toEnd(), { hidden: true });
    this.jump.classList.add("jump");
    this.scroller.addEventListener("scroll", () => (this.jump.hidden = this.#isNearEnd()));
    this.box = h("textarea", { rows: 1, placeholder: "Message", "aria-label": `Message to ${peer.full_name}` });
    this.root = h(
      "section",
      { class: "chat", "aria-label": `Chat with ${peer.full_name}` },
      this.#top(),
      this.scroller,
      this.jump,
      this.#composer(),
    );
    // a picture that arrives late must not push the newest message out of sight
    this.sizes = new ResizeObserver(() => this.stick && this.#toEnd());
    this.sizes.observe(this.list);
    document.addEventListener("visibilitychange", this.#onVisible);
  }

  start() {
    // on a touch screen the keyboard would cover the chat
    const first = matchMedia("(hover: hover)").matches ? this.box : this.root.querySelector("h2");
    first.focus({ preventScroll: true });
    return this.load();
  }

  close() {
    this.#closed = true;
    this.sizes.disconnect();
    document.removeEventListener("visibilitychange", this.#onVisible);
  }

  /** Reads the newest messages; those already shown stay as they are. */
  async load() {
    const { messages, more } = await this.pane.api.get(`/chats/${this.peer.user_id}`);
    if (this.#closed) return;
    for (const message of messages) this.#put(message);
    this.earlier.hidden = !more;
    this.#renderEmpty();
    this.#toEnd();
    this.#markRead();
  }

  receive(event) {
    if (event.type === "message" && event.message.peer_id === this.peer.user_id) {
      const own = event.message.user_id === this.pane.person.user_id;
      const stay = !own && !this.#isNearEnd();
      this.#put(event.message);
      this.#renderEmpty();
      if (stay) this.jump.hidden = false;
      else this.#toEnd();
      if (!own) this.#markRead();
    }
    if (event.type === "status") this.#update(event.message_id, { status: event.status });
    if (event.type === "recall") this.#update(event.message_id, { recalled: true, data: "" });
  }

  /** Sends a text as this person's ordinary message. */
  async send(text) {
    try {
      this.#put(
        await this.pane.api.post(`/chats/${this.peer.user_id}`, { category: "PLAIN_TEXT", data: text, quote: "" }),
      );
      this.#renderEmpty();
      this.#toEnd();
    } catch (error) {
      this.pane.say(error.message);
    }
  }

  #top() {
    return h(
      "header",
      { class: "chat-top" },
      iconButton("back", "Back to the chats", () => this.pane.closeChat(), { class: "icon-button back" }),
      avatar(this.peer),
      h(
        "div",
        { class: "chat-who" },
        h("h2", { tabIndex: -1 }, this.peer.full_name),
        h("p", {}, this.peer.identity_number),
      ),
      !this.peer.is_group &&
        iconButton("coins", `Send money to ${this.peer.full_name}`, () =>
          this.pane.follow(`${location.origin}/pay/${this.peer.user_id}`),
        ),
    );
  }

  #composer() {
    const send = () => {
      const text = this.box.value.trim();
      if (!text) return;
      this.box.value = "";
      this.#grow();
      void this.send(text);
    };
    this.box.addEventListener("input", () => this.#grow());
    this.box.addEventListener("keydown", (event) => {
      // an input method uses Enter to choose a character
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      send();
    });
    this.box.addEventListener("keydown", (event) => event.key === "Escape" && this.pane.closeChat());
    return h("div", { class: "composer" }, this.box, iconButton("send", "Send", send, { class: "icon-button send" }));
  }

  #grow() {
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight, 160)}px`;
  }

  /** Shows a message at its place in time, once. */
  #put(message) {
    const known = this.#messages.find((other) => other.message_id === message.message_id);
    if (known) return this.#update(message.message_id, message);
    const time = Date.parse(message.created_at);
    let at = this.#messages.length;
    while (at > 0 && Date.parse(this.#messages[at - 1].created_at) > time) at -= 1;
    const element = renderMessage(this, message);
    const next = this.#messages[at];
    this.list.insertBefore(element, next ? this.#elements.get(next.message_id) : null);
    this.#messages.splice(at, 0, message);
    this.#elements.set(message.message_id, element);
    this.#renderDays();
  }

  #update(messageId, change) {
    const message = this.#messages.find((other) => other.message_id === messageId);
    if (!message) return;
    // The answer to our own sending may come after the receipt that overtook it on the live stream.
    if (RANK[change.status] < RANK[message.status]) change = { ...change, status: message.status };
    const changed = Object.keys(change).filter((name) => message[name] !== change[name]);
    Object.assign(message, change);
    // How far somebody else's message came is not shown: drawn anew, its buttons would go away under a finger.
    const isOwn = message.user_id === this.pane.person.user_id;
    if (changed.every((name) => name === "status" && !isOwn)) return;
    const element = renderMessage(this, message);
    this.#elements.get(messageId).replaceWith(element);
    this.#elements.set(messageId, element);
  }

  /** Who somebody in this chat is. */
  nameOf(userId) {
    return userId === this.peer.user_id ? this.peer.full_name : this.pane.nameOf(userId);
  }

  /** The message that a reply quotes, if it is among those shown. */
  quoted(messageId) {
    return this.#messages.find((message) => message.message_id === messageId);
  }

  #renderDays() {
    for (const heading of this.list.querySelectorAll(".day")) heading.remove();
    let shown;
    for (const message of this.#messages) {
      const label = day(message.created_at);
      if (label !== shown)
        this.list.insertBefore(h("li", { class: "day" }, label), this.#elements.get(message.message_id));
      shown = label;
    }
  }

  #renderEmpty() {
    this.empty.hidden = this.#messages.length > 0;
    if (this.empty.hidden || this.empty.firstChild) return;
    this.empty.append(
      avatar(this.peer),
      h("h3", {}, this.peer.full_name),
      h("p", {}, this.peer.is_bot ? "This is a bot. Say hi to begin." : "No messages yet."),
      h("button", { type: "button", class: "primary", onclick: () => void this.send("Hi") }, "Say Hi"),
    );
  }

  async #older() {
    const first = this.#messages[0];
    const height = this.scroller.scrollHeight;
    const { messages, more } = await this.pane.api.get(`/chats/${this.peer.user_id}?before=${first.message_id}`);
    this.stick = false;
    for (const message of messages.reverse()) this.#put(message);
    this.earlier.hidden = !more;
    this.scroller.scrollTop += this.scroller.scrollHeight - height;
  }

  #markRead() {
    if (this.#closed || document.hidden) return;
    this.pane.api.post(`/chats/${this.peer.user_id}/read`).catch((error) => this.pane.say(error.message));
  }

  #isNearEnd() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    this.stick = scrollHeight - scrollTop - clientHeight < NEAR_END;
    return this.stick;
  }

  #toEnd() {
    this.stick = true;
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.jump.hidden = true;
  }

  /** A ticks or a word for how far one of our own messages came. */
  statusOf(message) {
    if (message.status === "FAILED") {
      const again = () =>
        this.pane.api.post(`/messages/${message.message_id}/resend`).catch((error) => this.pane.say(error.message));
      return h("button", { type: "button", class: "retry", onclick: again }, "Not sent. Try again");
    }
    const words = { SENDING: "sending", SENT: "sent", DELIVERED: "delivered", READ: "read" }[message.status];
    const ticks =
      message.status === "SENDING" ? [] : message.status === "SENT" ? [icon("check")] : [icon("check"), icon("check")];
    return h("span", { class: `ticks ${words}` }, ...ticks, h("span", { class: "unseen" }, words));
  }
}
