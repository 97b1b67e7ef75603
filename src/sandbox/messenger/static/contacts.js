/** The list of chats of one person. */
import { avatar, h } from "./dom.js";
import { when } from "./format.js";
import { openNewGroup } from "./group.js";
import { summary } from "./messages.js";

/** Draws the list anew and keeps the focus where it was. */
export function renderContacts(pane, chats) {
  const focused = document.activeElement?.closest?.("[data-peer]")?.dataset.peer;
  const hadFocus = pane.contacts.contains(document.activeElement);
  const peers = chats.map(({ peer }) => peer).filter((peer) => !peer.is_group);
  pane.contacts.replaceChildren(
    h("ul", {}, ...chats.map((chat) => h("li", {}, contact(pane, chat)))),
    h("button", { type: "button", class: "quiet", onclick: () => openNewGroup(pane, peers) }, "New group"),
  );
  if (hadFocus && focused) pane.contacts.querySelector(`[data-peer="${focused}"]`)?.focus();
}

function tag(peer) {
  const word = peer.is_bot ? "bot" : peer.is_group ? "group" : "";
  return word && h("span", { class: "tag" }, word);
}

function contact(pane, { peer, last, unread }) {
  const isOpen = pane.chat?.peer.user_id === peer.user_id;
  const own = last && last.user_id === pane.person.user_id;
  const preview = last ? `${own ? "You: " : ""}${summary(last)}` : peer.is_bot ? "Bot · tap to begin" : "";
  return h(
    "button",
    {
      type: "button",
      class: "contact",
      data: { peer: peer.user_id },
      "aria-current": isOpen ? "true" : undefined,
      onclick: () => pane.openChat(peer),
    },
    avatar(peer),
    h(
      "span",
      { class: "contact-text" },
      h("span", { class: "contact-name" }, peer.full_name, tag(peer)),
      h("span", { class: "contact-last" }, preview || peer.identity_number),
    ),
    h(
      "span",
      { class: "contact-side" },
      h("span", {}, last ? when(last.created_at) : ""),
      unread > 0 && h("span", { class: "badge" }, String(unread), h("span", { class: "unseen" }, " unread")),
    ),
  );
}
