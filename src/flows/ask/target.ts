import type { Tx } from "../../db/database.js";
import { deriveId, freshId } from "../../db/ids.js";
import { fiatDigits } from "../../payments/fiat.js";
import { isAmount, plain, PLACES, roundDown } from "../../payments/money.js";
import { openOrder, openUnlessTaken, viewOrder } from "../../payments/orders.js";
import { isSale } from "../../payments/sales.js";
import { worth } from "../../payments/worth.js";
import { codeBySlug, orderTerms } from "../../shop/codes.js";
import { frontOf } from "../../shop/front.js";
import type { Chat } from "../engine/flow.js";
import { unquote } from "../understand/text.js";
import { readOrderId } from "./which-invoice.js";

/** What somebody says their money is for: an order's id or link, or a shop's code by its address. */
export type Target = { kind: "order"; orderId: string } | { kind: "code"; handle: string; slug: string };

const CODE_ADDRESS = /^(?:https?:\/\/)?(?:[^\s/]*\/)?([a-z0-9-]{3,30})\/([a-z0-9-]{1,80})\/?(?:[?#].*)?$/i;

/** Reads a link or an id as people paste it; null when it is none. */
export function readTarget(typed: string): Target | null {
  const orderId = readOrderId(typed);
  if (orderId !== null) return { kind: "order", orderId };
  const [, handle, slug] = CODE_ADDRESS.exec(unquote(typed).trim()) ?? [];
  return handle !== undefined && slug !== undefined ? { kind: "code", handle, slug } : null;
}

/** What can be paid there now. */
export interface Payable {
  title: string;
  shop: string;
  quoteAsset: string;
  /** Null: the payer decides. */
  quoteAmount: string | null;
}

/** What the target is; `closed`: it takes no money now; null: there is none. */
export async function findPayable(tx: Tx, target: Target, now: Date): Promise<Payable | "closed" | null> {
  if (target.kind === "code") {
    const found = await codeBySlug(tx, target.handle, target.slug);
    if (!found) return null;
    const { title, quoteAsset, quoteAmount, state } = found.code;
    return state === "active" ? { title, quoteAsset, quoteAmount, shop: found.merchant.name } : "closed";
  }
  const view = await viewOrder(tx, target.orderId, now);
  if (!view || !isSale(view.order)) return null;
  const { title, quoteAsset, quoteAmount, state } = view.order;
  return state === "open" ? { title, quoteAsset, quoteAmount, shop: (await frontOf(tx, view.order)).name } : "closed";
}

/**
 * The price that money is used for: that of the target, or what the money is worth where the payer decides, rounded down
 * to the currency's places. Null when its worth cannot be told now.
 */
export function priceFor(chat: Chat, payable: Payable, money: { assetId: string; amount: string }): string | null {
  if (payable.quoteAmount !== null) return payable.quoteAmount;
  const value = worth(money.amount, money.assetId, payable.quoteAsset, chat.rates, chat.now);
  if (!value) return null;
  const price = plain(roundDown(value, fiatDigits(payable.quoteAsset) ?? PLACES));
  return isAmount(price) ? price : null;
}

/** The order that the money goes to: of a code a new visit. Null when the code has gone meanwhile. */
export async function orderOf(chat: Chat, target: Target, quoteAmount: string): Promise<string | null> {
  if (target.kind === "order") return target.orderId;
  const found = await codeBySlug(chat.tx, target.handle, target.slug);
  if (!found || found.code.state !== "active") return null;
  const visit = { ...orderTerms(found.merchant, found.code), quoteAmount, language: chat.language };
  const order = await openUnlessTaken(chat.tx, { ...visit, id: deriveId(chat.id("visit"), found.code.id) });
  return (order ?? (await openOrder(chat.tx, { ...visit, id: freshId() }))).id;
}
