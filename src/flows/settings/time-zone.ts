import { formatMoment } from "../../i18n/format.js";
import { formatZone } from "../../i18n/zones.js";
import { setTimeZone } from "../../shop/people.js";
import type { Button, Flow, Question } from "../engine/flow.js";
import { notUnderstood, understood } from "../ask/questions.js";
import { CITIES_OFFERED, readTimeZone } from "../understand/time-zone.js";
import { flowButton } from "../ask/wording.js";

/** "Time zone", "time zone Dubai", "tz UTC+4": where the days of the statistics begin. */
export const timeZone: Flow = {
  version: 1,
  async run(chat) {
    const { t } = chat;
    const question: Question<string> = {
      text: t("chat.settings.zone"),
      buttons: CITIES_OFFERED[chat.language].map((city): Button => ({ label: city, input: city })),
      understand(typed) {
        const zone = readTimeZone(typed);
        return zone ? understood(zone) : notUnderstood(t("chat.settings.zoneUnknown"));
      },
    };
    const zone = readTimeZone(chat.start) ?? (await chat.ask("zone", question));
    await setTimeZone(chat.tx, chat.person.userId, zone, chat.now);
    chat.person.timeZone = zone;
    const words = {
      zone: formatZone(zone, chat.language, chat.now),
      time: formatMoment(chat.now, chat.language, zone),
    };
    chat.say(t("chat.settings.zoneSet", words), [flowButton(chat, "settings"), flowButton(chat, "menu")]);
  },
};
