import { formatMoment, formatSentences } from "../../i18n/format.js";
import { formatZone } from "../../i18n/zones.js";
import { shopWants } from "../../db/mutes.js";
import { changeDigest, type DigestTime, nextDigest } from "../../shop/digests.js";
import type { Button, Chat, Flow, Question } from "../engine/flow.js";
import { DEFAULT_QUOTE } from "./handle.js";
import { openShop } from "../codes/make-code.js";
import { type Choice, choiceButtons, choiceQuestion, notUnderstood, understood } from "../ask/questions.js";
import { hourText, OFTEN, readDigest, readHour, readWeekday, weekdayText } from "../understand/digest-time.js";
import { flowButton } from "../ask/wording.js";
import { labelOf } from "../words.js";

const HOURS_OFFERED = [8, 12, 18, 20, 22];
const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];

/** "Digest", "digest daily 21", "digest weekly monday 9", "digest off": when the shop's figures are sent, and the next. */
export const digest: Flow = {
  version: 1,
  async run(chat) {
    const { t, merchant, person, now } = chat;
    const said = readDigest(chat.start);
    const choices: Choice<DigestTime["digest"]>[] = (["daily", "weekly", "off"] as const).map((value) => ({
      value,
      label: t(`digest.often.${value}`),
      words: OFTEN[value],
      ...(value === "off" ? { tone: "calm" as const } : {}),
    }));
    const standing = merchant ? [await standingText(chat, merchant)] : [];
    const ask = choiceQuestion([...standing, t("digest.ask")].join("\n"), choices, t("digest.again"));
    const often = said.digest ?? (await chat.ask("often", ask));
    const time: Partial<DigestTime> = { digest: often };
    if (often === "weekly") time.digestWeekday = said.weekday ?? (await chat.ask("weekday", weekdayQuestion(chat)));
    if (often !== "off") time.digestHour = said.hour ?? (await chat.ask("hour", hourQuestion(chat)));
    const shop = await openShop(chat, DEFAULT_QUOTE[chat.language]);
    await changeDigest(chat.tx, { merchantId: shop.id, by: person.userId, time, cause: chat.id("digest"), now });
    chat.merchant = { ...shop, ...time };
    chat.say(await standingText(chat, chat.merchant), [
      flowButton(chat, "digest"),
      flowButton(chat, "notifications"),
      flowButton(chat, "settings"),
      flowButton(chat, "menu"),
    ]);
  },
};

/** How it is set, and when the next comes. */
async function standingText(chat: Chat, shop: DigestTime & { id: string }): Promise<string> {
  const { t, language, person, now } = chat;
  const next = nextDigest(now, person.timeZone, shop);
  if (next === null) return t("digest.setOff");
  const hour = hourText(shop.digestHour);
  const weekday = weekdayText(shop.digestWeekday, language);
  const set = shop.digest === "weekly" ? t("digest.setWeekly", { weekday, hour }) : t("digest.setDaily", { hour });
  if (!(await shopWants(chat.tx, shop.id, "digests"))) {
    return formatSentences([set, t("digest.paused", { notices: labelOf("notifications", language) })], language);
  }
  // The zone stands behind it: UTC would be named twice.
  const moment = formatMoment(next.at, language, person.timeZone).replace(/ UTC$/, "");
  return formatSentences(
    [set, t("digest.next", { moment, zone: formatZone(person.timeZone, language, next.at) })],
    language,
  );
}

const hourQuestion = ({ t }: Chat): Question<number> => ({
  text: t("digest.askHour"),
  buttons: HOURS_OFFERED.map((hour): Button => ({ label: hourText(hour), input: hourText(hour) })),
  understand(typed) {
    const hour = readHour(typed);
    return hour === null ? notUnderstood(t("digest.hourAgain")) : understood(hour);
  },
});

function weekdayQuestion({ t, language }: Chat): Question<number> {
  const choices = WEEKDAYS.map((value): Choice<number> => ({ value, label: weekdayText(value, language) }));
  return {
    text: t("digest.askDay"),
    buttons: choiceButtons(choices),
    understand(typed) {
      const weekday = readWeekday(typed);
      return weekday === null ? notUnderstood(t("digest.again")) : understood(weekday);
    },
  };
}
