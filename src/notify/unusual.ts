import { eq } from "drizzle-orm";
import { codes } from "../db/tables/shop.js";
import { formatMoment } from "../i18n/format.js";
import { texts } from "../i18n/index.js";
import { buttonGroup, text } from "../mixin/payloads.js";
import { reader, shopFacts } from "./facts.js";
import { BLUE, type Notices, type Teller } from "./teller.js";
import { newsFor } from "./wanted.js";

/** What is unusual for a shop: a code that nobody pays any more, many refunds at once. */
export function unusualNotices(teller: Teller): Pick<Notices, "tell.silent" | "tell.refund_burst"> {
  const { db } = teller;

  return {
    async "tell.silent"({ codeId, since }) {
      const [code] = await db.select().from(codes).where(eq(codes.id, codeId));
      if (code?.state !== "active") return [];
      const { merchantId } = code;
      const { language, timeZone } = await reader(db, merchantId);
      const t = texts(language);
      const said = t("digest.unusual.silent", {
        code: code.title,
        since: formatMoment(new Date(since), language, timeZone),
      });
      const buttons = buttonGroup([
        { label: t("digest.unusual.look"), color: BLUE, action: `input:/show-code ${code.slug}` },
        { label: t("digest.unusual.statistics"), color: BLUE, action: `input:/statistics ${code.slug}` },
      ]);
      return [text(said), buttons].map((payload, i) =>
        newsFor(merchantId, "unusual", teller.to(merchantId, `${codeId} ${since}`, `silent: tell ${i}`, payload)),
      );
    },

    async "tell.refund_burst"({ merchantId, count, from }) {
      const { language } = await reader(db, merchantId);
      const t = texts(language);
      const { shop } = await shopFacts(db, merchantId, null);
      const look = { label: t("digest.unusual.activity"), color: BLUE, action: "input:/activity" };
      return [text(t("digest.unusual.refunds", { count, shop })), buttonGroup([look])].map((payload, i) =>
        newsFor(merchantId, "unusual", teller.to(merchantId, `${merchantId} ${from}`, `burst: tell ${i}`, payload)),
      );
    },
  };
}
