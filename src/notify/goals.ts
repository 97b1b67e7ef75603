import { eq } from "drizzle-orm";
import { goals } from "../db/tables/team.js";
import { texts } from "../i18n/index.js";
import { buttonGroup, text } from "../mixin/payloads.js";
import { reader, shopFacts } from "./facts.js";
import { BLUE, type Notices, type Teller } from "./teller.js";
import { newsFor } from "./wanted.js";

/** A shop, or one of its codes, has come to the sum it wanted. */
export function goalNotices(teller: Teller): Pick<Notices, "tell.goal"> {
  const { db } = teller;
  return {
    async "tell.goal"({ goalId }) {
      const [goal] = await db.select().from(goals).where(eq(goals.id, goalId));
      if (!goal) throw new Error(`there is no goal ${goalId}`);
      const { merchantId, codeId } = goal;
      const { language } = await reader(db, merchantId);
      const t = texts(language);
      const { shop, code } = await shopFacts(db, merchantId, codeId);
      const words = { what: code ?? shop, amount: teller.price(goal.amount, goal.quoteAsset, language) };
      const next = { label: t("digest.goal.another"), color: BLUE, action: "input:/goal" };
      return [text(t("digest.goal.reached", words)), buttonGroup([next])].map((payload, i) =>
        newsFor(merchantId, "goals", teller.to(merchantId, goalId, `goal: tell the merchant ${i}`, payload)),
      );
    },
  };
}
