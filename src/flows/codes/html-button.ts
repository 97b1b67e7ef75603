import { withoutIsolates } from "../../i18n/values.js";
import { whichCode } from "../ask/which-code.js";
import { codeButton, codeUrl, flowButton } from "../ask/wording.js";
import type { Flow } from "../engine/flow.js";
import { docsButton } from "../programs/words.js";

/** "HTML coffee": a button for the shop's own web page that leads to a code's page. */
export const htmlButton: Flow = {
  version: 1,
  async run(chat) {
    const { t } = chat;
    const own = await whichCode(chat);
    if (!own) return;
    const { merchant, code } = own;
    chat.say(t("programs.html.how", { title: code.title }));
    // Alone, so that it can be copied as it stands.
    const url = codeUrl(chat, merchant, code);
    chat.say(buttonHtml(chat.publicUrl, url, withoutIsolates(t("programs.html.label", { title: code.title }))));
    const look = { label: t("programs.html.look"), link: url, tone: "calm" } as const;
    chat.say(t("programs.html.more"), [
      codeButton(chat, "show-code", code),
      look,
      docsButton(chat),
      flowButton(chat, "menu"),
    ]);
  },
};

/**
 * What /mixtill.js makes a button of; where there is no script, the link in it is shown. It leads to the code's page and
 * says no price and no payee, so that it stays right when those change.
 */
export function buttonHtml(publicUrl: string, codePage: string, text: string): string {
  const [script, url, label] = [`${publicUrl}/mixtill.js`, codePage, text].map(escaped);
  return [
    `<script src="${script}" async></script>`,
    `<mixtill-button href="${url}" label="${label}"><a href="${url}">${label}</a></mixtill-button>`,
  ].join("\n");
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign]!);
