import type { ClaimTo } from "../../../payments/remittances/claim.js";
import type { Chat } from "../../engine/flow.js";
import { nameText } from "../../ask/somebody.js";
import { flowButton } from "../../ask/wording.js";

/** Whoever talks, as money goes to them; null after a sentence, when none can. */
export async function claimerTo(chat: Chat): Promise<ClaimTo | null> {
  const { userId } = chat.person;
  const users = await chat.usersByIds([userId]);
  const user = users?.get(userId);
  if (user?.hasSafe) return { kind: "user", userId, label: nameText(user) };
  chat.say(chat.t(users === null ? "send.unreachable" : "send.claim.notOnSafe"), [flowButton(chat, "menu")]);
  return null;
}

export const sayTook = (chat: Chat, amount: string): void =>
  chat.say(chat.t("send.claim.took", { amount }), [flowButton(chat, "menu")]);
