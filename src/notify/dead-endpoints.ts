import { and, eq } from "drizzle-orm";
import { deadEndpoints, deliveries, deliveryAttempts } from "../db/tables/api.js";
import { formatMoment } from "../i18n/format.js";
import { texts } from "../i18n/index.js";
import { triedText } from "../i18n/tried.js";
import { buttonGroup, text } from "../mixin/payloads.js";
import { hostOf } from "./callbacks/dead.js";
import { orderFacts, reader } from "./facts.js";
import { BLUE, type Notices, RED, type Teller } from "./teller.js";

/**
 * A shop's address takes nothing that it is told. Its owner always hears of it: goods may not go out for what was paid.
 */
export function deadEndpointNotices(teller: Teller): Pick<Notices, "tell.dead_endpoint"> {
  const { db } = teller;

  async function givenUp(deliveryId: string) {
    const [found] = await db
      .select({ delivery: deliveries, last: deliveryAttempts })
      .from(deliveries)
      .innerJoin(
        deliveryAttempts,
        and(eq(deliveryAttempts.deliveryId, deliveries.id), eq(deliveryAttempts.number, deliveries.attempts)),
      )
      .where(eq(deliveries.id, deliveryId));
    return found;
  }

  return {
    async "tell.dead_endpoint"({ merchantId, place, deliveryId }) {
      const isPlace = and(eq(deadEndpoints.merchantId, merchantId), eq(deadEndpoints.place, place));
      const found = await givenUp(deliveryId);
      // Something has been taken there since.
      if (!found || (await db.$count(deadEndpoints, isPlace)) === 0) return [];
      const { delivery, last } = found;
      const host = hostOf(delivery.url);
      const { language, timeZone } = await reader(db, merchantId);
      const t = texts(language);
      const said = t("callbacks.dead.told", {
        host,
        event: t(`programs.event.${delivery.event}`),
        what: delivery.orderId === null ? host : (await orderFacts(db, delivery.orderId)).title,
        since: formatMoment(delivery.createdAt, language, timeZone),
        problem: triedText({ t, language }, last),
      });
      const buttons = buttonGroup([
        { label: t("callbacks.dead.again"), color: RED, action: `input:/resend ${deliveryId}` },
        { label: t("callbacks.dead.log"), color: BLUE, action: "input:/deliveries troubled" },
      ]);
      return [text(said), buttons].map((payload, i) =>
        teller.to(merchantId, deliveryId, `dead endpoint: tell the merchant ${i}`, payload),
      );
    },
  };
}
