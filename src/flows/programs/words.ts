import { SCOPES } from "../../db/tables/api.js";
import { formatItems } from "../../i18n/format.js";
import type { Scope } from "../../shop/api-keys.js";
import { WEBHOOK_EVENTS, type WebhookEvent } from "../../shop/webhooks.js";
import type { Button, Chat } from "../engine/flow.js";

type Speaks = Pick<Chat, "t" | "language">;

/** "read orders, refunds". */
export const scopesText = ({ t, language }: Speaks, scopes: readonly Scope[]): string =>
  formatItems(
    SCOPES.filter((scope) => scopes.includes(scope)).map((scope) => t(`programs.scope.${scope}`)),
    language,
  );

/** What a webhook tells of, or that it is everything. */
export const eventsText = ({ t, language }: Speaks, events: readonly WebhookEvent[]): string =>
  events.length === WEBHOOK_EVENTS.length
    ? t("programs.add.all")
    : formatItems(
        events.map((event) => t(`programs.event.${event}`)),
        language,
      );

/** Where all that programs can do is written down. */
export const docsButton = ({ t, publicUrl }: Pick<Chat, "t" | "publicUrl">): Button => ({
  label: t("programs.docs"),
  link: `${publicUrl}/docs`,
  tone: "calm",
});
