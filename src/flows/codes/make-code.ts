import { codesOf, createCode, type Code } from "../../shop/codes.js";
import { ensureMerchant, type Merchant } from "../../shop/merchants.js";
import type { Chat } from "../engine/flow.js";
import { confirmQuestion } from "../ask/questions.js";
import { clean, excerpt } from "../understand/text.js";
import {
  codeButton,
  codeUrl,
  flowButton,
  menuButtons,
  priceText,
  settlementText,
  shopUrl,
  shortUrl,
} from "../ask/wording.js";
import { controlLabel, labelOf } from "../words.js";

export interface WantedCode {
  title: string;
  quoteAsset: string;
  quoteAmount: string | null;
  settlementAsset: string | null;
}

/** The last question before something is made. A "no" is answered here. */
export async function agrees(chat: Chat, text: string, make: string = chat.t("chat.confirm.make")): Promise<boolean> {
  const again = chat.t("chat.confirm.again", { make, cancel: controlLabel("cancel", chat.language) });
  const agreed = await chat.ask("confirm", confirmQuestion(text, make, null, again));
  if (!agreed) chat.say(chat.t("chat.flow.cancelled"), menuButtons(chat));
  return agreed;
}

/** The last step of making a code: opens the shop when there is none yet, writes the code, shows it. */
export async function makeCode(chat: Chat, wanted: WantedCode): Promise<void> {
  const merchant = await openShop(chat, wanted.quoteAsset);
  const isFirst = (await codesOf(chat.tx, merchant.id)).length === 0;
  await chat.did("code.made", wanted.title);
  const code = await createCode(chat.tx, { id: chat.id("code"), merchant, ...wanted });
  const words = {
    title: code.title,
    link: shortUrl(shopUrl(chat, merchant.handle)),
    handle: labelOf("handle", chat.language),
  };
  showCode(chat, merchant, code);
  chat.say(isFirst ? chat.t("chat.code.firstMade", words) : chat.t("chat.code.made", words), [
    codeButton(chat, "statistics", code),
    flowButton(chat, "my-codes"),
    flowButton(chat, "receipt-code"),
  ]);
}

const SHOP_NAME_MAX = 40;

/** The person's shop; comes into being with the first thing that needs one. */
export async function openShop(chat: Chat, quoteAsset: string): Promise<Merchant> {
  const name = excerpt(clean(chat.person.fullName), SHOP_NAME_MAX) || `Mixin ${chat.person.identityNumber}`.trim();
  chat.merchant ??= await ensureMerchant(chat.tx, { userId: chat.person.userId, name, quoteAsset });
  return chat.merchant;
}

/** The poster as a picture, and the card to forward. */
export function showCode(chat: Chat, merchant: Merchant, code: Code): void {
  const url = codeUrl(chat, merchant, code);
  const link = shortUrl(url);
  const price = priceText(chat, code);
  const { title } = code;
  const shop = merchant.name;
  chat.picture(
    { kind: "poster", shop, title, price: code.quoteAmount === null ? "" : price, url, link, language: chat.language },
    chat.t("chat.code.caption", { shop, title, price, link }),
  );
  const settlement = settlementText(chat, code.settlementAsset);
  chat.card({
    title,
    description: chat.t("chat.code.card", { price, shop, settlement, link }),
    buttons: [{ label: chat.t("chat.code.pay"), link: url }],
    shareable: true,
  });
}
