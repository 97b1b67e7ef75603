import { texts } from "../../i18n/index.js";
import type { ClaimRequest } from "../../shop/claim-requests.js";
import { inSpeech, type Speech } from "../language.js";
import { ClaimCard, type ClaimFrame } from "./claim.js";
import { Layout } from "./layout.js";
import { isolated } from "./parts.js";

export type ClaimOver = "taken" | "expired" | "cancelled" | "returned" | "unpaid" | "unknown";

/** A link that leads to no money (any more): why, and nothing of who has it. */
export function ClaimNotice({ kind, speech, path }: { kind: ClaimOver; speech: Speech; path: string }) {
  const t = texts(speech.language);
  const title = t(`claim.over.${kind}.title`);
  return (
    <Layout title={title} speech={speech} path={path}>
      <div id="order" class="card notice">
        <h1 data-say={title}>{title}</h1>
        <p>{t(`claim.over.${kind}.text`)}</p>
      </div>
    </Layout>
  );
}

/** Seconds between two looks at whether somebody has answered in the chat. */
const LOOK_SECONDS = 3;

export interface ClaimAskedProps extends ClaimFrame {
  stands: Exclude<ClaimRequest["state"], "confirmed"> | "over";
  /** Who was asked. */
  name: string;
  bot: { name: string; number: string };
}

/** Somebody was asked in the chat whether it is them: the page waits for their answer. */
export function ClaimAsked(props: ClaimAskedProps) {
  const { path, stands, name, bot, speech } = props;
  const t = texts(speech.language);
  const who = isolated(name);
  const title =
    stands === "asked"
      ? t("claim.asked.title")
      : stands === "refused"
        ? t("claim.asked.refused", { name: who })
        : t("claim.asked.over");
  return (
    <ClaimCard {...props} version={stands} {...(stands === "asked" ? { poll: LOOK_SECONDS } : {})}>
      <div class="message">
        <h2 data-say={title}>{title}</h2>
        {stands === "asked" ? (
          <>
            <p>{t("claim.asked.text", { bot: isolated(bot.name), name: who })}</p>
            <p class="waiting">
              <span class="pulse" aria-hidden="true"></span>
              {bot.number ? t("claim.asked.bot", { bot: isolated(bot.name), number: bot.number }) : null}
            </p>
          </>
        ) : null}
        <a class="secondary" href={inSpeech(path, speech)}>
          {t("claim.asked.again")}
        </a>
      </div>
    </ClaimCard>
  );
}
