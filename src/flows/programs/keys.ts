import { formatMoment } from "../../i18n/format.js";
import { type ApiKey, keysOf } from "../../shop/api-keys.js";
import type { Button, Chat, Flow } from "../engine/flow.js";
import { flowButton } from "../ask/wording.js";
import { docsButton, scopesText } from "./words.js";

/** Keys offered to be revoked by a button of their own; any other can be named. */
const SHOWN = 12;

/** "API keys": the keys that programs act for the shop with; never a key itself. */
export const keys: Flow = {
  version: 1,
  async run(chat) {
    const { t, merchant } = chat;
    const all = merchant ? await keysOf(chat.tx, merchant.id) : [];
    const buttons = [
      flowButton(chat, "new-key"),
      flowButton(chat, "webhooks"),
      docsButton(chat),
      flowButton(chat, "menu"),
    ];
    if (all.length === 0) return chat.say(t("programs.keys.none"), buttons);
    const rows = all.map((key, at) => row(chat, key, at + 1));
    const revokes = all.slice(0, SHOWN).map((key): Button => ({
      label: t("programs.keys.revoke", { name: key.name }),
      input: `/revoke-key ${key.id}`,
      tone: "danger",
    }));
    chat.say([t("programs.keys.head"), ...rows].join("\n"), [...revokes, ...buttons]);
  },
};

function row(chat: Chat, { name, scopes, hint, createdAt, lastUsedAt }: ApiKey, number: number): string {
  const { t, language } = chat;
  const moment = (at: Date) => formatMoment(at, language, chat.person.timeZone);
  const used = lastUsedAt ? t("programs.keys.used", { when: moment(lastUsedAt) }) : t("programs.keys.unused");
  return t("programs.keys.row", {
    number,
    name,
    hint,
    scopes: scopesText(chat, scopes),
    made: moment(createdAt),
    used,
  });
}
