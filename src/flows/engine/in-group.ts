import type { Tx } from "../../db/database.js";
import { deriveId } from "../../db/ids.js";
import type { OutboxMessage } from "../../db/outbox.js";
import { pickLanguage, texts } from "../../i18n/index.js";
import { groupOf, leaveGroup } from "../../shop/groups.js";
import { LASTS } from "../../shop/invoices.js";
import { findMerchant } from "../../shop/merchants.js";
import { roleIn } from "../../shop/rights.js";
import type { Heard } from "./inbound.js";
import { Replies } from "./replies.js";
import { unitsOf } from "./stage.js";
import { GROUP_FLOWS } from "./talk.js";
import type { Stand, Talker, World } from "./world.js";
import { readInvoiceLine } from "../understand/invoice-line.js";
import { labelOf, readCommand, readControl } from "../words.js";

/**
 * Who talks when the bot is mentioned in a group, if it is about the group's shop: whoever works in it charges, the owner
 * of a shop links it. Null: nobody's business here.
 */
export async function wantedInGroup(
  tx: Tx,
  world: Stand,
  own: Talker,
  said: Extract<Heard, { kind: "group" }>,
  waits: boolean,
): Promise<Talker | null> {
  const { person } = own;
  const command = readCommand(said.text)?.flow ?? null;
  const group = await groupOf(tx, said.conversationId);
  const role = group ? await roleIn(tx, group.merchantId, person.userId) : "owner";
  if (!role) return null;
  const merchant = await findMerchant(tx, group?.merchantId ?? person.userId);
  const talker = { ...own, merchant, role };
  if (command !== null && command !== "invoice") return GROUP_FLOWS.has(command) ? talker : null;
  if (!group) return null;
  if (waits || command === "invoice") return talker;
  if (readControl(said.text)) return null;
  const language = pickLanguage(person.language);
  return readInvoiceLine(said.text, unitsOf(world, language, talker.merchant?.quoteAsset), LASTS).price ? talker : null;
}

/** The bot came to a group, and says once what it is for; or it had to leave one, which is no shop's any more. */
export async function cameOrWent(
  tx: Tx,
  world: World,
  { person }: Talker,
  news: Heard & { kind: "joined" | "removed" },
): Promise<OutboxMessage[]> {
  const { conversationId, messageId, userId } = news;
  if (news.kind === "removed") {
    await leaveGroup(tx, { conversationId, by: userId, cause: messageId });
    return [];
  }
  const language = pickLanguage(person.language);
  const t = texts(language);
  const replies = new Replies(world.botId, `@${world.botNumber} `);
  const label = labelOf("link-shop", language);
  replies.say(t("staff.group.hello", { bot: world.botName }), [{ label, input: label }]);
  // Of the group, not of the news: whoever is asked in again says hello no second time.
  return replies.toOutbox({ messageId: deriveId(conversationId, "hello"), conversationId, userId });
}
