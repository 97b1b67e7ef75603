import { formatMoment } from "../../i18n/format.js";
import { quoteLabel } from "../../payments/labels.js";
import { activityOf, type AuditEntry, type Deed, RECORDED } from "../../shop/audit.js";
import type { Chat, Flow } from "../engine/flow.js";
import { listHead, moreButton, pageSaid } from "../ask/paging.js";
import { type Names, namesOf } from "../ask/somebody.js";
import { escapeMarkdown, excerpt } from "../understand/text.js";
import { flowButton, moneyText, settlementText } from "../ask/wording.js";

const PAGE = 15;
const SUBJECT_MAX = 60;

/** "Who did what", "activity 2": what was done in the shop, newest first; how much of it depends on who asks. */
export const activity: Flow = {
  version: 1,
  async run(chat) {
    const { t, merchant, person, role } = chat;
    const wanted = pageSaid(chat.start);
    const reader = { userId: person.userId, role };
    const found =
      merchant && (await activityOf(chat.tx, { merchantId: merchant.id, reader, page: wanted, size: PAGE }));
    const menu = [flowButton(chat, "menu")];
    if (!found || found.entries.length === 0) return chat.say(t("staff.activity.none"), menu);
    const { entries, page, pages } = found;
    const names = await namesOf(
      chat,
      entries.map(({ userId }) => userId),
    );
    const head = listHead(chat, t("staff.activity.head"), { page, pages });
    chat.post(`**${head}**\n\n${entries.map((entry) => row(chat, entry, names)).join("\n\n")}`);
    const more = moreButton(chat, "activity", { page, pages });
    chat.buttons([...more, ...menu]);
  },
};

function row(chat: Chat, entry: AuditEntry, names: Names): string {
  const { t } = chat;
  const when = formatMoment(entry.createdAt, chat.language, chat.person.timeZone);
  const person = names.get(entry.userId) ?? t("invoice.money.somebody");
  const { keyName } = entry.detail;
  const who = keyName === undefined ? person : t("staff.activity.byKey", { who: person, key: keyName });
  return escapeMarkdown(t("staff.activity.row", { when, who, what: deedText(chat, entry) }));
}

const isDeed = (action: string): action is Deed => action in RECORDED;

/** A word of a later version is shown as it is. */
function deedText(chat: Chat, { action, subject, detail }: AuditEntry): string {
  const { t } = chat;
  if (!isDeed(action)) return action;
  const { amount, asset, role, from = "", to = "" } = detail;
  const words = {
    subject: excerpt(subject, SUBJECT_MAX),
    from: excerpt(from, SUBJECT_MAX),
    to:
      action === "settlement.changed"
        ? settlementText(chat, to === "" ? null : to)
        : excerpt(unitOr(chat, action, to), SUBJECT_MAX),
    role: role === "manager" || role === "cashier" ? t(`staff.role.${role}`) : "",
    amount:
      amount === undefined || asset === undefined
        ? t("staff.activity.noRefunds")
        : moneyText(amount, asset, chat.rates, chat.language),
  };
  return t(`staff.activity.deeds.${action}`, words);
}

const unitOr = (chat: Chat, action: Deed, to: string): string =>
  action === "currency.changed" ? quoteLabel(to, chat.rates) : to;
