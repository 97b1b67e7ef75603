import { formatDuration, formatShare } from "../../i18n/format.js";
import { Decimal } from "../../payments/money.js";
import { changeShop, GRACE_SECONDS, type Merchant, TOLERANCE_BPS_MAX } from "../../shop/merchants.js";
import type { Chat, Flow } from "../engine/flow.js";
import { DEFAULT_QUOTE } from "./handle.js";
import { durationQuestion } from "../ask/lasts.js";
import { openShop } from "../codes/make-code.js";
import { type Choice, choiceButtons, choiceQuestion, choose, notUnderstood, understood } from "../ask/questions.js";
import { wordsFor } from "../understand/answers.js";
import { readDuration } from "../understand/duration.js";
import { readPercent } from "../understand/percent.js";
import { flowButton } from "../ask/wording.js";

/** Offered as buttons, in hundredths of a percent. */
const TOLERANCES = [0, 50, 100, 200];

type Rules = Pick<Merchant, "graceSeconds" | "toleranceBps" | "strict">;

/** "Grace period", "grace 2 hours": how long after its deadline a payment waits for the merchant's word. */
export const grace: Flow = {
  version: 1,
  async run(chat) {
    const { t } = chat;
    const said = chat.start === "" ? null : readDuration(chat.start, GRACE_SECONDS);
    const question = durationQuestion(chat, t("invoice.rules.grace"), t("invoice.rules.noGrace"), GRACE_SECONDS);
    const seconds = said?.ok ? said.seconds : await chat.ask("grace", question);
    await change(
      chat,
      { graceSeconds: seconds ?? 0 },
      t("invoice.rules.graceSet", { grace: graceText(chat, seconds ?? 0) }),
    );
  },
};

/** "Tolerance", "tolerance 1 %": how much too little still counts as paid. */
export const tolerance: Flow = {
  version: 1,
  async run(chat) {
    const { t } = chat;
    const choices = TOLERANCES.map((bps): Choice<number> => ({ value: bps, label: shareText(chat, bps) }));
    const said = chat.start === "" ? null : readPercent(chat.start, TOLERANCE_BPS_MAX);
    const bps =
      said ??
      (await chat.ask("tolerance", {
        text: t("invoice.rules.tolerance"),
        buttons: choiceButtons(choices),
        understand(typed) {
          const read = choose(choices, typed)?.value ?? readPercent(typed, TOLERANCE_BPS_MAX);
          return read === null
            ? notUnderstood(t("invoice.rules.toleranceAgain", { most: shareText(chat, TOLERANCE_BPS_MAX) }))
            : understood(read);
        },
      }));
    await change(chat, { toleranceBps: bps }, t("invoice.rules.toleranceSet", { tolerance: shareText(chat, bps) }));
  },
};

/** "Failed conversions": what happens to money that cannot be turned into what the shop receives. */
export const strict: Flow = {
  version: 1,
  async run(chat) {
    const { t } = chat;
    const choices: Choice<boolean>[] = [
      { value: false, label: t("invoice.rules.asPaid"), words: wordsFor("payOut") },
      { value: true, label: t("invoice.rules.return"), words: wordsFor("giveBack") },
    ];
    const again = t("chat.code.deleteAgain", { delete: t("invoice.rules.asPaid"), keep: t("invoice.rules.return") });
    const question = choiceQuestion(t("invoice.rules.strict"), choices, again);
    const isStrict = choose(choices, chat.start)?.value ?? (await chat.ask("strict", question));
    await change(chat, { strict: isStrict }, isStrict ? t("invoice.rules.strictSet") : t("invoice.rules.asPaidSet"));
  },
};

/** What is made from now on follows the new rule: what was agreed with a payer stays. */
async function change(chat: Chat, changes: Partial<Rules>, text: string): Promise<void> {
  const shop = await openShop(chat, DEFAULT_QUOTE[chat.language]);
  const rule = { merchantId: shop.id, by: chat.person.userId, deed: "rules.changed" as const, changes, to: text };
  chat.merchant = (await changeShop(chat.tx, { ...rule, cause: chat.id("rules") })).merchant;
  chat.say(`${text}\n${chat.t("invoice.rules.fromNowOn")}`, [flowButton(chat, "settings"), flowButton(chat, "menu")]);
}

const graceText = (chat: Chat, seconds: number): string =>
  seconds === 0 ? chat.t("invoice.rules.noGrace") : formatDuration(seconds, chat.language);

const shareText = (chat: Chat, bps: number): string => formatShare(new Decimal(bps).div(100).toFixed(), chat.language);

/** How the rules stand, a line each. */
export function rulesText(chat: Chat, merchant: Rules | null): string {
  const { t } = chat;
  return t("invoice.rules.text", {
    grace: graceText(chat, merchant?.graceSeconds ?? 0),
    tolerance: shareText(chat, merchant?.toleranceBps ?? 0),
    strict: merchant?.strict ? t("invoice.rules.return") : t("invoice.rules.asPaid"),
  });
}
