/** How each category of message looks, and how it is said in one line. */
import { buttonsBody, cardBody } from "./actions.js";
import { checkFile, checkImage, parseJson } from "./checks.js";
import { assetIcon, avatar, h, icon } from "./dom.js";
import { amountText, bytesText, clock, dollars, memoText, times } from "./format.js";
import { linkify } from "./links.js";
import { parseMarkdown } from "./markdown.js";
import { menuButton } from "./menu.js";
import { openPicture } from "./scanner.js";
import { unknownBody } from "./unknown.js";

const SUMMARIES = {
  PLAIN_IMAGE: "Picture",
  PLAIN_DATA: "File",
  APP_BUTTON_GROUP: "Buttons",
  PLAIN_CONTACT: "Contact",
  SYSTEM_SAFE_SNAPSHOT: "Transfer",
  SYSTEM_CONVERSATION: "News of the group",
  PLAIN_STICKER: "Sticker",
};

/** One line for the list of chats. */
export function summary(message) {
  if (message.recalled) return "Message recalled";
  if (message.category === "PLAIN_TEXT" || message.category === "PLAIN_POST") {
    return message.data
      .replaceAll(/[#*`>|]/g, "")
      .replaceAll(/\s+/g, " ")
      .trim()
      .slice(0, 120);
  }
  const content = parseJson(message.data);
  if (message.category === "APP_CARD" && typeof content?.title === "string") return content.title;
  if (message.category === "APP_BUTTON_GROUP" && Array.isArray(content)) {
    return content.map((button) => `[${button?.label ?? ""}]`).join(" ");
  }
  if (message.category === "PLAIN_IMAGE" && content?.caption) return `Picture: ${content.caption}`;
  if (message.category === "PLAIN_DATA" && content?.name) return `File: ${content.name}`;
  return SUMMARIES[message.category] ?? "Message of an unknown kind";
}

/** What a screen reader says when a message comes in. */
export function spokenMessage(message, sender) {
  return `${sender}: ${summary(message)}`;
}

/** A message as an item of the chat's list. */
export function renderMessage(chat, message) {
  const own = message.user_id === chat.pane.person.user_id;
  const [body, kind] = bodyOf(chat, message);
  const meta = h(
    "span",
    { class: "meta" },
    menuButton(chat, message),
    h("time", { dateTime: message.created_at }, clock(message.created_at)),
    own && !message.category.startsWith("SYSTEM_") && chat.statusOf(message),
  );
  return h(
    "li",
    {
      class: `message ${own ? "own" : "theirs"} ${kind}`,
      data: { message: message.message_id, category: message.category },
    },
    h("span", { class: "unseen" }, own ? "You: " : `${chat.nameOf(message.user_id)}: `),
    h("div", { class: "bubble" }, senderOf(chat, message, own), quoteOf(chat, message), body, meta),
  );
}

/** In a group it is not clear who speaks. */
function senderOf(chat, message, own) {
  if (own || !chat.peer.is_group || message.category === "SYSTEM_CONVERSATION") return undefined;
  return h("strong", { class: "sender", "aria-hidden": "true" }, chat.nameOf(message.user_id));
}

/** The content of a bubble, and the class that says how the bubble looks. */
function bodyOf(chat, message) {
  const { pane } = chat;
  if (message.recalled) return [h("p", { class: "faint" }, "This message was recalled."), "text"];
  switch (message.category) {
    case "PLAIN_TEXT":
      return [
        h("p", { class: "plain", dir: "auto" }, ...textPieces(message.data, (href) => pane.follow(href))),
        "text",
      ];
    case "PLAIN_POST":
      return [
        h("div", { class: "post", dir: "auto" }, ...tree(parseMarkdown(message.data), (href) => pane.follow(href))),
        "text",
      ];
    case "PLAIN_IMAGE":
      return picture(pane, message);
    case "PLAIN_DATA":
      return fileBody(pane, message);
    case "APP_CARD":
      return cardBody(pane, message.data);
    case "APP_BUTTON_GROUP":
      return buttonsBody(pane, message.data);
    case "PLAIN_CONTACT":
      return [contactBody(pane, parseJson(message.data)?.user_id), "card"];
    case "SYSTEM_CONVERSATION":
      return [h("p", { class: "faint" }, newsText(chat, parseJson(message.data) ?? {})), "news"];
    case "SYSTEM_SAFE_SNAPSHOT":
      return [transferBody(pane, parseJson(message.data) ?? {}), "card"];
    default:
      return unknownBody(`Message of an unknown kind (${message.category})`);
  }
}

/** Who came, who went, and by whom. */
function newsText(chat, { action, user_id: by, participant_id: whom }) {
  const [who, other] = [chat.nameOf(by), by === whom ? "" : chat.nameOf(whom)];
  switch (action) {
    case "CREATE":
      return `${who} made this group.`;
    case "ADD":
      return other ? `${who} added ${other}.` : `${who} joined.`;
    case "REMOVE":
      return `${who} removed ${other}.`;
    case "EXIT":
      return `${who} left.`;
    default:
      return "Something changed in this group.";
  }
}

function textPieces(text, follow) {
  return linkify(text).map((piece) => (piece.href ? anchor(piece.href, [piece.text], follow) : piece.text));
}

function anchor(href, children, follow) {
  const onclick = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    follow(href);
  };
  return h("a", { href, target: "_blank", rel: "noopener noreferrer", onclick }, ...children);
}

/** Elements from the tree of markdown.js; headings are moved down, since the page has its own. */
function tree(nodes, follow) {
  return nodes.map((node) => {
    if (typeof node === "string") return node;
    const children = tree(node.children, follow);
    if (node.tag === "a") return anchor(node.href, children, follow);
    if (node.tag === "table")
      return h(
        "div",
        { class: "table", tabIndex: 0, role: "group", "aria-label": "Table" },
        h("table", {}, ...children),
      );
    if (/^h[1-6]$/.test(node.tag))
      return h(`h${Math.min(6, Number(node.tag[1]) + 2)}`, { class: node.tag }, ...children);
    return h(node.tag, {}, ...children);
  });
}

function picture(pane, message) {
  const { image, unknown: reason } = checkImage(message.data);
  if (!image) return unknownBody(reason);
  const src = pane.api.attachment(image.attachmentId);
  const alt = image.caption || "Picture without a caption";
  const img = h("img", { src, alt, width: image.width, height: image.height, crossOrigin: "anonymous" });
  img.style.aspectRatio = `${image.width} / ${image.height}`;
  img.addEventListener("error", () =>
    img.replaceWith(h("p", { class: "faint" }, "The picture is not there any more.")),
  );
  const open = () => openPicture(pane, src, alt);
  return [
    [
      h("button", { type: "button", class: "picture", "aria-label": `Enlarge: ${alt}`, onclick: open }, img),
      image.caption && h("p", { class: "plain", dir: "auto" }, image.caption),
      h(
        "button",
        { type: "button", class: "quiet scan", onclick: () => openPicture(pane, src, alt, true) },
        icon("scan"),
        "Scan QR code",
      ),
    ],
    "media",
  ];
}

/** Name, size and kind; a tap saves it under its name. */
function fileBody(pane, message) {
  const { file, unknown: reason } = checkFile(message.data);
  if (!file) return unknownBody(reason);
  const kind = /\.([^.]{1,4})$/.exec(file.name)?.[1] ?? "file";
  return [
    h(
      "a",
      { class: "file", href: pane.api.attachment(file.attachmentId), download: file.name },
      h("span", { class: "file-kind", "aria-hidden": "true" }, kind.toUpperCase()),
      h(
        "span",
        { class: "contact-text" },
        h("strong", { dir: "auto" }, file.name),
        h("span", {}, bytesText(file.size)),
      ),
    ),
    "card",
  ];
}

function contactBody(pane, userId) {
  const box = h("div", { class: "contact-card" }, "…");
  if (typeof userId !== "string") return h("p", { class: "faint" }, "A contact without an id");
  const fill = (peer) =>
    box.replaceChildren(
      avatar(peer),
      h("span", { class: "contact-text" }, h("strong", {}, peer.full_name), h("span", {}, peer.identity_number)),
      h(
        "button",
        { type: "button", class: "quiet", onclick: () => pane.follow(`mixin://users/${peer.user_id}`) },
        "Chat",
      ),
    );
  pane.api.get(`/users/${encodeURIComponent(userId)}`).then(fill, (error) => (box.textContent = error.message));
  return box;
}

function transferBody(pane, snapshot) {
  const amount = String(snapshot.amount ?? "0");
  const isOut = amount.startsWith("-");
  const box = h("div", { class: `transfer ${isOut ? "out" : "in"}` }, h("p", {}, amountText(amount)));
  const memo = typeof snapshot.memo === "string" ? memoText(snapshot.memo) : "";
  const fill = (asset) =>
    box.replaceChildren(
      assetIcon(asset),
      h(
        "div",
        {},
        h("p", { class: "transfer-what" }, isOut ? "You sent" : "You received"),
        h("p", { class: "transfer-amount" }, `${amountText(amount.replace("-", ""))} ${asset.symbol}`),
        h(
          "p",
          { class: "faint" },
          `${asset.network} · ${dollars(times(amount.replace("-", ""), asset.price_usd || "0"))}`,
        ),
        memo && h("p", { class: "faint memo" }, `Memo: ${memo}`),
      ),
    );
  pane.api.get(`/assets/${snapshot.asset_id}`).then(fill, () => undefined);
  return box;
}

function quoteOf(chat, message) {
  if (!message.quote_message_id) return undefined;
  const quoted = chat.quoted(message.quote_message_id);
  const name = quoted ? chat.nameOf(quoted.user_id) : "Reply";
  return h(
    "div",
    { class: "quote" },
    h("strong", {}, name),
    h("span", { dir: "auto" }, quoted ? summary(quoted) : "to an earlier message"),
  );
}
