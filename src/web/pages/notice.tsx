import { texts } from "../../i18n/index.js";
import type { Speech } from "../language.js";
import { Layout } from "./layout.js";

type NoticeKind = "notFound" | "failed" | "refused" | "tooMany";

/** A page that only says something: not found, refused, failed. */
export function Notice({ kind, speech, path }: { kind: NoticeKind; speech: Speech; path: string }) {
  const t = texts(speech.language);
  const title = t(`web.${kind}.title`);
  return (
    <Layout title={title} speech={speech} path={path}>
      <div class="card notice">
        <h1>{title}</h1>
        <p>{t(`web.${kind}.text`)}</p>
      </div>
    </Layout>
  );
}

/** What stands at `/{handle}`: whose address it is, and no list of what is sold there: the shop gives out its links. */
export function ShopFront({
  name,
  mixinId,
  path,
  speech,
}: {
  name: string;
  mixinId: string;
  path: string;
  speech: Speech;
}) {
  const t = texts(speech.language);
  return (
    <Layout title={name} speech={speech} path={path}>
      <div class="card notice">
        <h1>
          <bdi>{name}</bdi>
        </h1>
        {mixinId ? <p class="hint">{t("web.mixinId", { id: mixinId })}</p> : null}
        <p>{t("web.shop.text")}</p>
      </div>
    </Layout>
  );
}

/** What stands at `/`: what this is, for somebody who came by chance. */
export function Front({ speech }: { speech: Speech }) {
  const t = texts(speech.language);
  return (
    <Layout title={t("web.front.title")} speech={speech} path="/">
      <div class="card notice">
        <h1>{t("web.front.title")}</h1>
        <p>{t("web.front.text")}</p>
        <p>{t("web.front.payer")}</p>
      </div>
    </Layout>
  );
}
