import { isUuid } from "../../db/ids.js";
import { type ClaimRefusal, claimRefusal, claimRemittance, prepareClaim } from "../../payments/remittances/claim.js";
import { refuseRemittance } from "../../payments/remittances/close.js";
import { type Remittance, remittanceById, remittancesFor } from "../../payments/remittances/read.js";
import { mayClaim } from "../../shop/claim-requests.js";
import { choose } from "./claim/choose.js";
import { claimerTo, sayTook } from "./claim/taking.js";
import type { Chat, Flow } from "../engine/flow.js";
import { confirmQuestion } from "../ask/questions.js";
import { namesOf } from "../ask/somebody.js";
import { showWaiting } from "./transfers.js";
import { amountText, flowButton } from "../ask/wording.js";

/**
 * "/claim <id>": takes what was sent to whoever says it, as it was sent; "/claim <id> choose": in a currency of theirs;
 * "/claim <id> refuse": does not want it. To anybody else it says nothing.
 */
export const claim: Flow = {
  version: 1,
  async run(chat) {
    const [id = "", what = ""] = chat.start.trim().toLowerCase().split(/\s+/);
    if (!isUuid(id)) return showAll(chat);
    const remittance = await remittanceById(chat.tx, id);
    if (!remittance || !(await mayClaim(chat.tx, remittance, chat.person.userId))) return sayRefusal(chat, "unknown");
    const over = claimRefusal(remittance, chat.now);
    if (over) return sayRefusal(chat, over);
    if (what === "refuse") return refuse(chat, remittance);
    return what === "choose" ? choose(chat, remittance, sayRefusal) : takeAsSent(chat, remittance);
  },
};

async function showAll(chat: Chat): Promise<void> {
  const waiting = await remittancesFor(chat.tx, chat.person.userId);
  if (waiting.length === 0) return chat.say(chat.t("send.claim.noneWaits"), [flowButton(chat, "menu")]);
  const senders = waiting.map(({ senderId }) => senderId);
  showWaiting(chat, waiting, await namesOf(chat, senders));
}

/** Why it cannot be taken; what was never paid is nobody's business. */
function sayRefusal(chat: Chat, reason: ClaimRefusal): void {
  const texts = {
    unknown: "nothing",
    unpaid: "nothing",
    taken: "taken",
    expired: "expired",
    returned: "returned",
    not_payable: "notPayable",
  } as const;
  chat.say(chat.t(`send.claim.${texts[reason]}`), [flowButton(chat, "menu")]);
}

/** One tap: the card said how much it is. */
async function takeAsSent(chat: Chat, remittance: Remittance): Promise<void> {
  const to = await claimerTo(chat);
  if (!to) return;
  const { tx, now, market } = chat;
  const ready = await prepareClaim(tx, { remittanceId: remittance.id, to, settlementAsset: null, now });
  if (!ready.ok) return sayRefusal(chat, ready.reason);
  const request = { remittanceId: remittance.id, orderId: ready.order.id, quoteId: null, market, now };
  const claimed = await claimRemittance(tx, request);
  if (claimed.ok) return sayTook(chat, amountText(chat, remittance.assetId!, remittance.amount!));
  if (claimed.reason === "quote_expired" || claimed.reason === "no_price") {
    throw new Error(`what was sent is taken as it is, and there is ${claimed.reason}`);
  }
  sayRefusal(chat, claimed.reason);
}

async function refuse(chat: Chat, { id, senderId, assetId, amount }: Remittance): Promise<void> {
  const { t, tx } = chat;
  const sender = (await namesOf(chat, [senderId])).get(senderId) ?? t("notify.somebody");
  const text = t("send.claim.refuse", { amount: amountText(chat, assetId!, amount!), sender });
  const sure = confirmQuestion(text, t("send.claim.refuseYes"), t("send.mine.no"), t("send.mine.sureAgain"));
  if (!(await chat.ask("refuse", sure))) return chat.say(t("chat.flow.cancelled"), [flowButton(chat, "menu")]);
  const done = await refuseRemittance(tx, { remittanceId: id, userId: chat.person.userId });
  if (done === "returning") return chat.say(t("send.claim.refused", { sender }), [flowButton(chat, "menu")]);
  sayRefusal(chat, done === "over" ? "returned" : done);
}
