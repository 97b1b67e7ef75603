/** What can be done with one message: forward it, copy its text, take it back. */
import { checkCard } from "./checks.js";
import { avatar, h, iconButton } from "./dom.js";
import { openSheet } from "./sheet.js";

const AS_IT_IS = ["PLAIN_TEXT", "PLAIN_POST", "PLAIN_IMAGE", "PLAIN_CONTACT"];

/** The button that opens the menu of a message, or nothing when there is nothing to do with it. */
export function menuButton(chat, message) {
  const { pane } = chat;
  const copy = forwarded(message);
  const isText = message.category === "PLAIN_TEXT" || message.category === "PLAIN_POST";
  const own = message.user_id === pane.person.user_id && !message.category.startsWith("SYSTEM_");
  const choices = [
    copy && ["Forward", (sheet) => chooseReceiver(pane, sheet, copy)],
    isText && ["Copy text", (sheet) => copyText(pane, sheet, message.data)],
    own && ["Take back", (sheet) => recall(pane, sheet, message)],
  ].filter(Boolean);
  if (message.recalled || choices.length === 0) return undefined;
  const open = () => {
    const sheet = openSheet(pane.layer, { title: "Message" });
    sheet.body.append(...choices.map(([label, act]) => choice(label, () => act(sheet))));
  };
  return iconButton("more", "What to do with this message", open, { class: "icon-button more" });
}

/** What is sent when a message is forwarded; a card goes on as its link, since only bots send cards. */
function forwarded({ category, data }) {
  if (AS_IT_IS.includes(category)) return { category, data };
  const card = category === "APP_CARD" ? checkCard(data).card : undefined;
  const link =
    card && [card.action, ...card.buttons.map((button) => button.action)].find((action) => /^https?:/.test(action));
  return link ? { category: "PLAIN_TEXT", data: `${card.title}\n${link}` } : undefined;
}

async function chooseReceiver(pane, menu, copy) {
  menu.close();
  const { chats } = await pane.api.get("/chats");
  const sheet = openSheet(pane.layer, { title: "Forward to" });
  const send = async (peer) => {
    sheet.close();
    try {
      await pane.api.post(`/chats/${peer.user_id}`, { ...copy, quote: "" });
      pane.say(`Forwarded to ${peer.full_name}`);
    } catch (error) {
      pane.say(error.message);
    }
  };
  sheet.body.append(...chats.map(({ peer }) => choice(peer.full_name, () => void send(peer), avatar(peer))));
}

async function copyText(pane, sheet, text) {
  sheet.close();
  await navigator.clipboard.writeText(text).then(
    () => pane.say("Copied"),
    () => pane.say("The browser did not allow copying"),
  );
}

async function recall(pane, sheet, message) {
  sheet.close();
  await pane.api.post(`/messages/${message.message_id}/recall`).catch((error) => pane.say(error.message));
}

function choice(label, onclick, picture) {
  return h("button", { type: "button", class: "choice", onclick }, picture, label);
}
