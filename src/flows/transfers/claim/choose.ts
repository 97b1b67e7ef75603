import { formatSentences } from "../../../i18n/format.js";
import { inTransaction } from "../../../db/database.js";
import { assetLabel } from "../../../payments/labels.js";
import { type QuoteAnswer, requestQuote } from "../../../payments/quotes.js";
import {
  type Claimed,
  type ClaimRefusal,
  claimRemittance,
  type ClaimTo,
  prepareClaim,
} from "../../../payments/remittances/claim.js";
import type { Remittance } from "../../../payments/remittances/read.js";
import { type Choice as Currency, choicesOf } from "../../../shop/claim-choices.js";
import type { Chat, Question } from "../../engine/flow.js";
import {
  type Choice,
  choiceButtons,
  choose as chosenOf,
  confirmQuestion,
  notUnderstood,
  understood,
} from "../../ask/questions.js";
import { namesOf } from "../../ask/somebody.js";
import { readUnit } from "../../understand/units.js";
import { amountText, flowButton } from "../../ask/wording.js";
import { controlLabel } from "../../words.js";
import { claimerTo, sayTook } from "./taking.js";

/** Currencies offered as buttons; any other can be written. */
const OFFERED = 5;

/** What was shown to whoever claims: exactly this they get, or nothing. */
interface Shown {
  orderId: string;
  /** Null: as it was sent. */
  quoteId: string | null;
  assetId: string;
  amount: string;
}

type Offered = { ok: true; shown: Shown } | { ok: false; reason: ClaimRefusal | "no_price" };

/** In a currency of their own choice: what comes out of it is held for a minute, shown, and confirmed. */
export async function choose(
  chat: Chat,
  remittance: Remittance,
  sayRefusal: (chat: Chat, reason: ClaimRefusal) => void,
): Promise<void> {
  const { t, market, now } = chat;
  const to = await claimerTo(chat);
  if (!to) return;
  const assetId = await chat.ask("currency", await currencyQuestion(chat, remittance));
  for (let n = 1; ; n++) {
    const offered = await chat.note<Offered>(`offer ${n}`, () => offer(chat, remittance, to, assetId, n));
    if (!offered.ok) {
      return offered.reason === "no_price" ? sayNoPrice(chat, remittance) : sayRefusal(chat, offered.reason);
    }
    const { shown } = offered;
    if (!(await chat.ask(`confirm ${n}`, checkQuestion(chat, remittance, shown, n > 1)))) {
      return chat.say(t("chat.flow.cancelled"), [flowButton(chat, "menu")]);
    }
    const { orderId, quoteId } = shown;
    // Kept: an answer to a later offer must not take an earlier one after all.
    const claimed = await chat.note<Claimed>(`claimed ${n}`, () =>
      claimRemittance(chat.tx, { remittanceId: remittance.id, orderId, quoteId, market, now }),
    );
    if (claimed.ok) return sayTook(chat, amountText(chat, shown.assetId, shown.amount));
    if (claimed.reason === "no_price") return sayNoPrice(chat, remittance);
    if (claimed.reason !== "quote_expired") return sayRefusal(chat, claimed.reason);
  }
}

async function currencyQuestion(chat: Chat, remittance: Remittance): Promise<Question<string>> {
  const { t } = chat;
  const { senderId, assetId, amount } = remittance;
  const sender = (await namesOf(chat, [senderId])).get(senderId) ?? t("notify.somebody");
  const all = choicesOf(remittance, chat.market, chat.now);
  const which = t("send.claim.which", { sender, amount: amountText(chat, assetId!, amount!) });
  const labelled = all.map((one): Choice<string> => ({
    value: one.assetId,
    label: amountText(chat, one.assetId, one.amount),
    words: [assetLabel(one.assetId, chat.rates)],
  }));
  return {
    text: all.length > 1 ? which : formatSentences([which, t("send.claim.onlyAsSent")], chat.language),
    buttons: choiceButtons(labelled.slice(0, OFFERED)),
    understand(typed) {
      const chosen = chosenOf(labelled, typed);
      if (chosen) return understood(chosen.value);
      const meant = named(chat, typed, all);
      if (meant === null) return notUnderstood(t("send.claim.whichAgain"));
      return meant ? understood(meant.assetId) : notUnderstood(t("send.claim.notHad", { unit: typed.trim() }));
    },
  };
}

/** The currency that was written; undefined: it cannot be had; null: it is none. Of several networks the first in the list. */
function named(chat: Chat, typed: string, all: Currency[]): Currency | undefined | null {
  const unit = readUnit(typed, chat.units);
  if (!unit) return null;
  if (unit.kind === "fiat") return undefined;
  const ids = unit.kind === "asset" ? [unit.assetId] : unit.assetIds;
  return all.find(({ assetId }) => ids.includes(assetId));
}

/** Opens the claim's order and holds an amount for it, outside of the message's transaction: both may ask the network. */
async function offer(chat: Chat, remittance: Remittance, to: ClaimTo, assetId: string, n: number): Promise<Offered> {
  const { market, now } = chat;
  const { id: remittanceId } = remittance;
  const isAsSent = assetId === remittance.assetId;
  return chat.outside<Offered>(`claim ${remittanceId} ${assetId} ${n}`, async (db) => {
    const settlementAsset = isAsSent ? null : assetId;
    const ready = await inTransaction(db, (tx) => prepareClaim(tx, { remittanceId, to, settlementAsset, now }));
    if (!ready.ok) return ready;
    const { id: orderId, quoteAsset, quoteAmount } = ready.order;
    if (isAsSent) return { ok: true, shown: { orderId, quoteId: null, assetId, amount: quoteAmount } };
    return quotedAs(orderId, assetId, await requestQuote(db, market, { orderId, assetId: quoteAsset, now }));
  });
}

function quotedAs(orderId: string, assetId: string, answer: QuoteAnswer): Offered {
  const amount = answer.ok ? answer.quote.conversion?.settlementAmount : undefined;
  if (!answer.ok || amount === undefined) return { ok: false, reason: "no_price" };
  return { ok: true, shown: { orderId, quoteId: answer.quote.id, assetId, amount } };
}

function checkQuestion(chat: Chat, remittance: Remittance, shown: Shown, isNew: boolean): Question<boolean> {
  const { t } = chat;
  const amount = amountText(chat, shown.assetId, shown.amount);
  const sent = amountText(chat, remittance.assetId!, remittance.amount!);
  const text =
    shown.quoteId === null ? t("send.claim.checkAsSent", { amount }) : t("send.claim.check", { amount, sent });
  const yes = t("send.claim.yes");
  const again = t("send.claim.again", { yes, cancel: controlLabel("cancel", chat.language) });
  return confirmQuestion(
    isNew ? formatSentences([t("send.claim.stale"), text], chat.language) : text,
    yes,
    null,
    again,
  );
}

const sayNoPrice = (chat: Chat, { id }: Remittance): void =>
  chat.say(chat.t("send.claim.noPrice"), [
    { label: chat.t("transfer.card.choose"), input: `/claim ${id} choose` },
    { label: chat.t("send.claim.take"), input: `/claim ${id}` },
  ]);
