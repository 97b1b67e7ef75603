import { formatMoment } from "../i18n/format.js";
import { setTimeZone } from "../shop/people.js";
import type { Button, Flow, Question } from "./flow.js";
import { notUnderstood, understood } from "./questions.js";
import { readTimeZone } from "./understand/time-zone.js";
import { flowButton, zoneText } from "./wording.js";

const CITIES = {
  en: ["London", "New York", "Dubai", "Singapore", "Berlin"],
  zh: ["北京", "香港", "台北", "新加坡", "迪拜"],
  de: ["Berlin", "Wien", "Zürich", "Dubai", "London"],
};

/** "Time zone", "time zone Dubai", "tz UTC+4": where the days of the statistics begin. */
export const timeZone: Flow = {
  version: 1,
  async run(chat) {
    const { t } = chat;
    const question: Question<string> = {
      text: t("chat.settings.zone"),
      buttons: CITIES[chat.language].map((city): Button => ({ label: city, input: city })),
      understand(typed) {
        const zone = readTimeZone(typed);
        return zone ? understood(zone) : notUnderstood(t("chat.settings.zoneUnknown"));
      },
    };
    const zone = readTimeZone(chat.start) ?? (await chat.ask("zone", question));
    await setTimeZone(chat.tx, chat.person.userId, zone);
    chat.person.timeZone = zone;
    const words = { zone: zoneText(zone), time: formatMoment(chat.now, chat.language, zone) };
    chat.say(t("chat.settings.zoneSet", words), [flowButton(chat, "settings"), flowButton(chat, "menu")]);
  },
};
