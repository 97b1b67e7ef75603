/** One person's phone on the desk: who it belongs to, their contacts, one open chat, and sheets above. */
import { phoneApi } from "./api.js";
import { openBrowser } from "./browser.js";
import { Chat } from "./chat.js";
import { renderContacts } from "./contacts.js";
import { avatar, h, iconButton } from "./dom.js";
import { classifyLink } from "./links.js";
import { spokenMessage } from "./messages.js";
import { openPaySheet } from "./pay.js";
import { openScanner } from "./scanner.js";
import { openSheet } from "./sheet.js";
import { openWallet } from "./wallet.js";

export class Pane {
  person;
  api;
  chat;
  #chats = [];
  #watchers = new Set();
  #busy = false;
  #again = false;

  constructor({ owners, switchTo, scanTargets }) {
    this.owners = owners;
    this.switchTo = switchTo;
    this.scanTargets = scanTargets;
    this.tabs = h("nav", { class: "people", "aria-label": "Whose phone" });
    this.status = h("span", { class: "connection", hidden: true }, "Connecting…");
    this.contacts = h("nav", { class: "contacts", "aria-label": "Chats" });
    this.stage = h("div", { class: "stage" });
    this.layer = h("div", { class: "layer" });
    this.voice = h("div", { class: "unseen", "aria-live": "polite" });
    this.body = h("div", { class: "pane-body" }, this.contacts, this.stage);
    this.root = h(
      "section",
      { class: "pane" },
      h(
        "header",
        { class: "pane-top" },
        this.tabs,
        this.status,
        iconButton("scan", "Scan a QR code", () => openScanner(this)),
        iconButton("wallet", "Wallet", () => openWallet(this)),
      ),
      this.body,
      this.layer,
      this.voice,
    );
  }

  /** Makes this phone the phone of a person. */
  async show(person) {
    this.person = person;
    this.api = phoneApi(person.identity_number);
    this.layer.replaceChildren();
    for (const part of this.root.children) part.inert = false;
    this.root.setAttribute("aria-label", `${person.full_name}'s phone`);
    this.closeChat();
    this.#renderTabs();
    await this.refresh(false);
  }

  /** Reads the chats anew; with `deep` also the open chat. One reading at a time, the last call wins. */
  async refresh(deep) {
    if (deep) void this.chat?.load();
    if (this.#busy) {
      this.#again = true;
      return;
    }
    this.#busy = true;
    try {
      const person = this.person;
      const { chats, connected } = await this.api.get("/chats");
      if (person !== this.person) return;
      // Drawn anew for nothing, a button would go away under a finger.
      const isNews = JSON.stringify(chats) !== JSON.stringify(this.#chats);
      this.#chats = chats;
      this.status.hidden = connected;
      if (isNews) renderContacts(this, chats);
    } catch (error) {
      this.say(error.message);
    } finally {
      this.#busy = false;
      if (this.#again) {
        this.#again = false;
        void this.refresh(false);
      }
    }
  }

  /** An event of this person's phone. */
  receive(event) {
    if (event.type === "connection") this.status.hidden = event.connected;
    if (event.type === "message" || event.type === "read") void this.refresh(false);
    if (event.type === "message" && event.message.user_id !== this.person.user_id) {
      this.say(spokenMessage(event.message, this.nameOf(event.message.user_id)));
    }
    this.chat?.receive(event);
    for (const watcher of this.#watchers) watcher(event);
  }

  /** Calls the watcher on every event until the returned function is called. */
  watch(watcher) {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  openChat(peer) {
    this.chat?.close();
    this.chat = new Chat(this, peer);
    this.stage.replaceChildren(this.chat.root);
    this.body.classList.add("chatting");
    renderContacts(this, this.#chats);
    this.chat.start();
  }

  closeChat() {
    const peer = this.chat?.peer;
    this.chat?.close();
    this.chat = undefined;
    this.body.classList.remove("chatting");
    this.stage.replaceChildren(h("p", { class: "stage-empty" }, "Choose a chat"));
    renderContacts(this, this.#chats);
    if (peer) this.contacts.querySelector(`[data-peer="${peer.user_id}"]`)?.focus();
  }

  /** Does what a link, a button or a scanned code asks for. */
  follow(action) {
    const target = classifyLink(action, location.origin);
    if (target.kind === "pay") openPaySheet(this, target.href);
    else if (target.kind === "web") openBrowser(this, target.href);
    else if (target.kind === "input" && this.chat) void this.chat.send(target.text);
    else if (target.kind === "user") void this.#openUser(target.id);
    else this.#showText(target.text ?? action);
  }

  /** A scanned code may lead somewhere, but may not speak in the person's name. */
  followScanned(text) {
    if (classifyLink(text, location.origin).kind === "input") this.#showText(text);
    else this.follow(text);
  }

  /** Says something to screen readers without moving the focus. */
  say(text) {
    this.voice.textContent = text;
  }

  nameOf(userId) {
    if (userId === this.person.user_id) return "You";
    return this.#chats.find((chat) => chat.peer.user_id === userId)?.peer.full_name ?? "Somebody";
  }

  async #openUser(id) {
    const peer = await this.api.get(`/users/${encodeURIComponent(id)}`);
    if (peer.user_id !== this.person.user_id) this.openChat(peer);
  }

  #showText(text) {
    const sheet = openSheet(this.layer, { title: "This is not a link" });
    sheet.body.append(h("p", { class: "plain-result" }, text));
  }

  #renderTabs() {
    const tabs = this.owners.map((owner) =>
      h(
        "button",
        {
          type: "button",
          class: "person",
          "aria-pressed": String(owner === this.person),
          onclick: () => owner !== this.person && void this.switchTo(this, owner),
        },
        avatar(owner),
        h("span", {}, owner.full_name.split(" ")[0]),
      ),
    );
    const focused = this.tabs.contains(document.activeElement);
    this.tabs.replaceChildren(...tabs);
    if (focused) this.tabs.querySelector("[aria-pressed=true]")?.focus();
  }
}
