import { type FileSpec, MOST_CODES } from "../../reports/files/index.js";
import { codesOf } from "../../shop/codes.js";
import type { Chat, Flow } from "../engine/flow.js";
import { type Choice, choiceQuestion, choose } from "../ask/questions.js";
import { findCode, whichCode } from "../ask/which-code.js";
import { codeUrl, flowButton, priceText, shortUrl } from "../ask/wording.js";
import { labelOf } from "../words.js";
import { failedText } from "./what.js";

type Size = "a4" | "a6";

/** "Poster donate A4", "poster donate a6": on paper, as a poster or as a tent for the table. */
export const poster: Flow = {
  version: 1,
  async run(chat) {
    const { t, language } = chat;
    const sizes: Choice<Size>[] = [
      { value: "a4", label: t("files.poster.a4"), words: ["a4"] },
      { value: "a6", label: t("files.poster.a6"), words: ["a6"] },
    ];
    const [, before = "", last = ""] = /^(.*?)\s*(\S+)$/su.exec(chat.start) ?? [];
    const named = choose(sizes, last)?.value ?? null;
    const codes = chat.merchant ? await codesOf(chat.tx, chat.merchant.id) : [];
    const meant = named === null ? undefined : before === "" && codes.length === 1 ? codes[0] : findCode(codes, before);
    const own = meant && chat.merchant ? { merchant: chat.merchant, code: meant } : await whichCode(chat);
    if (!own) return;
    const { merchant, code } = own;
    const labels = { a4: t("files.poster.a4"), a6: t("files.poster.a6") };
    const question = choiceQuestion(t("files.poster.size"), sizes, t("files.poster.again", labels));
    const size = (meant && named) ?? (await chat.ask("size", question));
    const url = codeUrl(chat, merchant, code);
    const name = t(size === "a4" ? "files.name.poster" : "files.name.tent");
    const spec = {
      kind: size === "a4" ? "file.poster" : "file.tent",
      shop: merchant.name,
      title: code.title,
      price: code.quoteAmount === null ? "" : priceText(chat, code),
      url,
      link: shortUrl(url),
      language,
      name: `${name}-${merchant.handle}-${code.slug}`.slice(0, 100),
    } satisfies FileSpec;
    const caption = t(size === "a4" ? "files.poster.captionA4" : "files.poster.captionA6", { title: code.title });
    chat.file(spec, caption, failedText(chat, `${labelOf("poster", language)} ${code.slug}`));
  },
};

/** "All codes": every code of the shop on one sheet. */
export const allCodes: Flow = {
  version: 1,
  async run(chat) {
    const { t, merchant, language } = chat;
    const codes = merchant ? await codesOf(chat.tx, merchant.id) : [];
    if (!merchant || codes.length === 0) {
      return chat.say(t("chat.code.none"), [flowButton(chat, "receipt-code"), flowButton(chat, "menu")]);
    }
    const shown = codes.slice(0, MOST_CODES);
    const onSheet = shown.map((code) => {
      const url = codeUrl(chat, merchant, code);
      const price = code.quoteAmount === null ? "" : priceText(chat, code);
      return { title: code.title, price, url, link: shortUrl(url) };
    });
    const spec = {
      kind: "file.codes",
      shop: merchant.name,
      codes: JSON.stringify(onSheet),
      language,
      name: `${t("files.name.codes")}-${merchant.handle}`,
    } satisfies FileSpec;
    chat.file(
      spec,
      sheetText(chat, merchant.name, shown.length, codes.length),
      failedText(chat, labelOf("all-codes", language)),
    );
  },
};

function sheetText({ t }: Chat, shop: string, number: number, all: number): string {
  const caption = t("files.codes.caption", { shop, number });
  return all > number ? `${caption}\n${t("files.codes.more", { most: MOST_CODES })}` : caption;
}
