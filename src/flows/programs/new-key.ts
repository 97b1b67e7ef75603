import { KEYS_MAX, keysOf, makeKey, type Scope } from "../../shop/api-keys.js";
import type { Chat, Flow, Question } from "../engine/flow.js";
import { agrees, openShop } from "../codes/make-code.js";
import { notUnderstood, understood } from "../ask/questions.js";
import { flowButton } from "../ask/wording.js";
import { DEFAULT_QUOTE } from "../settings/handle.js";
import { clean, countGraphemes, isVisible, unquote } from "../understand/text.js";
import { labelOf } from "../words.js";
import { hasKey } from "../understand/secrets.js";
import { SCOPE_PARTS } from "../understand/program-words.js";
import { severalQuestion } from "./several.js";
import { docsButton, scopesText } from "./words.js";

const NAME_MAX = 40;

/** "New key", "new key Online shop": its name, what it may do, confirm; then the key itself, once and never again. */
export const newKey: Flow = {
  version: 1,
  async run(chat) {
    const { t, person, merchant, now } = chat;
    const full = () => chat.say(t("programs.newKey.full", { max: KEYS_MAX }), [flowButton(chat, "keys")]);
    if (merchant && (await keysOf(chat.tx, merchant.id)).length >= KEYS_MAX) return full();
    const name = await askName(chat);
    const scopes = await chat.ask("scopes", scopesQuestion(chat, name));
    const refunds = scopes.includes("refunds") ? `\n${t("programs.newKey.refunds")}` : "";
    const check = t("programs.newKey.check", { name, scopes: scopesText(chat, scopes) }) + refunds;
    if (!(await agrees(chat, check, t("programs.newKey.make")))) return;

    const shop = await openShop(chat, DEFAULT_QUOTE[chat.language]);
    const id = chat.id("key");
    const made = await makeKey(chat.tx, { id, merchantId: shop.id, by: person.userId, name, scopes, cause: id, now });
    if (!made.ok) return full();
    // Alone, so that it can be copied as it stands.
    chat.secret(made.secret);
    const words = { name, keys: labelOf("keys", chat.language) };
    chat.say(t("programs.newKey.made", words), [flowButton(chat, "keys"), docsButton(chat), flowButton(chat, "menu")]);
  },
};

async function askName(chat: Chat): Promise<string> {
  const question = nameQuestion(chat);
  const started = chat.start.trim() === "" ? null : await question.understand(chat.start);
  if (started?.ok) return started.value;
  return chat.ask("name", started ? { ...question, text: started.problem } : question);
}

function nameQuestion({ t }: Chat): Question<string> {
  return {
    text: t("programs.newKey.name"),
    free: true,
    understand(typed) {
      const name = clean(unquote(typed));
      if (hasKey(name)) return notUnderstood(t("programs.pasted"));
      if (!isVisible(name)) return notUnderstood(t("programs.newKey.nameEmpty"));
      const count = countGraphemes(name);
      const fits = count <= NAME_MAX && Array.from(name).length <= NAME_MAX;
      return fits ? understood(name) : notUnderstood(t("programs.newKey.nameLong", { max: NAME_MAX }));
    },
  };
}

function scopesQuestion({ t }: Chat, name: string): Question<Scope[]> {
  const choices: { label: string; value: Scope[] }[] = [
    { label: t("programs.scope.orders"), value: ["orders"] },
    { label: t("programs.scope.statistics"), value: ["statistics"] },
    { label: t("programs.scope.webhooks"), value: ["webhooks"] },
    { label: t("programs.newKey.figures"), value: ["orders", "statistics"] },
    { label: t("programs.newKey.giveBack"), value: ["orders", "refunds"] },
    { label: t("programs.newKey.all"), value: ["orders", "refunds", "statistics", "webhooks"] },
  ];
  return severalQuestion(t("programs.newKey.ask", { name }), SCOPE_PARTS, choices, t("programs.newKey.again"));
}
