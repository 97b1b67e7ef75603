import { formatShare } from "../../i18n/format.js";
import { assetLabel } from "../../payments/labels.js";
import { Decimal } from "../../payments/money.js";
import { changeSetting, type OperatorSettings, readSettings } from "../../payments/settings.js";
import type { Chat, Question } from "../engine/flow.js";
import { type Choice, choiceButtons, choiceQuestion, choose, notUnderstood, understood } from "../ask/questions.js";
import { wordsFor } from "../understand/answers.js";
import { readPercent } from "../understand/percent.js";
import { amountQuestion, askAsset, isSure, money, operatorButton, operatorFlow } from "./common.js";

type Share = "spreadBps" | "feeBps" | "bandBps";
type Sum = "perTransferUsd" | "perDayUsd" | "refundConfirmUsd";
type PerAsset = "deskLimits" | "floatLow";
type Key = Share | Sum | PerAsset;

/** No share that people would agree to is above this. */
const MOST_BPS = 1_000;

const SHARES: ReadonlySet<Key> = new Set<Share>(["spreadBps", "feeBps", "bandBps"]);
const PER_ASSET: ReadonlySet<Key> = new Set<PerAsset>(["deskLimits", "floatLow"]);
const isShare = (key: Key): key is Share => SHARES.has(key);
const isPerAsset = (key: Key): key is PerAsset => PER_ASSET.has(key);

const settingsFlow = (keys: Key[]) =>
  operatorFlow(1, async (chat) => {
    const { t } = chat;
    const settings = await readSettings(chat.tx);
    const lines = keys.map((key) =>
      t("operator.settings.line", { name: nameOf(chat, key), value: valueOf(chat, settings, key) }),
    );
    chat.say([t("operator.settings.head"), ...lines].join("\n"));
    const choices = keys.map((key): Choice<Key> => ({ value: key, label: nameOf(chat, key) }));
    const question = choiceQuestion(t("operator.settings.which"), choices, t("operator.settings.whichAgain"));
    const key = await chat.ask("key", question);
    if (isShare(key)) await changeShare(chat, settings, key);
    else if (isPerAsset(key)) await changePerAsset(chat, settings, key);
    else await changeSum(chat, settings, key);
  });

/** "Limits": above which sums somebody has to say yes. */
export const limits = settingsFlow(["perTransferUsd", "perDayUsd", "refundConfirmUsd"]);

/** "Spread": what conversions and settlements cost, and how far the desk goes. */
export const spread = settingsFlow(["spreadBps", "feeBps", "bandBps", "deskLimits", "floatLow"]);

const nameOf = (chat: Chat, key: Key): string => chat.t(`operator.settings.${key}`);

const shareText = (chat: Chat, bps: number): string => formatShare(new Decimal(bps).div(100).toFixed(), chat.language);

const sumText = (chat: Chat, key: Key, amount: string | null | undefined, asset: string): string =>
  amount === null || amount === undefined ? noneText(chat, key) : money(chat, amount, asset);

/** What it is called when no sum is set. */
const noneText = (chat: Chat, key: Key): string =>
  chat.t(key === "floatLow" ? "operator.settings.never" : "operator.settings.none");

function valueOf(chat: Chat, settings: OperatorSettings, key: Key): string {
  if (isShare(key)) return shareText(chat, settings[key]);
  if (!isPerAsset(key)) return sumText(chat, key, settings[key], "usd");
  const set = Object.entries(settings[key]).map(([assetId, amount]) => money(chat, amount, assetId));
  return set.length > 0 ? set.join(", ") : noneText(chat, key);
}

async function changeShare(chat: Chat, settings: OperatorSettings, key: Share): Promise<void> {
  const name = nameOf(chat, key);
  const most = shareText(chat, MOST_BPS);
  const before = shareText(chat, settings[key]);
  const bps = await chat.ask("value", {
    text: chat.t("operator.settings.askPercent", { name, value: before, most }),
    understand(typed) {
      const read = readPercent(typed, MOST_BPS);
      return read === null ? notUnderstood(chat.t("operator.settings.badPercent", { most })) : understood(read);
    },
  });
  await keep(chat, name, before, shareText(chat, bps), () => changeSetting(chat.tx, key, bps, chat.person.userId));
}

async function changeSum(chat: Chat, settings: OperatorSettings, key: Sum): Promise<void> {
  const name = nameOf(chat, key);
  const before = sumText(chat, key, settings[key], "usd");
  const words = { name, value: before };
  if (key === "refundConfirmUsd") {
    const amount = await chat.ask("value", amountQuestion(chat, chat.t("operator.settings.askUsd", words), "usd"));
    return keep(chat, name, before, sumText(chat, key, amount, "usd"), () =>
      changeSetting(chat.tx, key, amount, chat.person.userId),
    );
  }
  const none = noneText(chat, key);
  const text = chat.t("operator.settings.askUsdOrNone", { ...words, none });
  const amount = await chat.ask("value", orNone(none, amountQuestion(chat, text, "usd")));
  await keep(chat, name, before, sumText(chat, key, amount, "usd"), () =>
    changeSetting(chat.tx, key, amount, chat.person.userId),
  );
}

async function changePerAsset(chat: Chat, settings: OperatorSettings, key: PerAsset): Promise<void> {
  const offered = [...new Set([...Object.keys(settings[key]), ...chat.rates.assets().map((a) => a.assetId)])];
  const assetId = await askAsset(chat, chat.t("operator.settings.askAsset"), offered);
  const asset = assetLabel(assetId, chat.rates);
  const before = sumText(chat, key, settings[key][assetId], assetId);
  const words = { name: nameOf(chat, key), asset, value: before, none: noneText(chat, key) };
  const question = amountQuestion(chat, chat.t("operator.settings.askAmount", words), assetId);
  const amount = await chat.ask("value", orNone(words.none, question));
  const others = Object.entries(settings[key]).filter(([id]) => id !== assetId);
  const after = Object.fromEntries(amount === null ? others : [...others, [assetId, amount]]);
  const name = chat.t("operator.settings.ofAsset", { name: nameOf(chat, key), asset });
  await keep(chat, name, before, sumText(chat, key, amount, assetId), () =>
    changeSetting(chat.tx, key, after, chat.person.userId),
  );
}

/** The question, with a button for "no limit" (null). */
function orNone(label: string, question: Question<string>): Question<string | null> {
  const none: Choice<null> = {
    value: null,
    label,
    words: wordsFor("none"),
  };
  return {
    ...question,
    buttons: choiceButtons([none]),
    understand: (typed) => (choose([none], typed) ? understood(null) : question.understand(typed)),
  };
}

/** Shows what it was and will be, and changes it when that is confirmed. */
async function keep(
  chat: Chat,
  name: string,
  before: string,
  after: string,
  change: () => Promise<void>,
): Promise<void> {
  if (!(await isSure(chat, chat.t("operator.settings.check", { name, before, after })))) return;
  await change();
  chat.say(chat.t("operator.settings.changed", { name, value: after }), [operatorButton(chat)]);
}
