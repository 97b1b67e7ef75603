import { type Context, Hono } from "hono";
import { inTransaction } from "../../db/database.js";
import { deriveId, freshId, isUuid } from "../../db/ids.js";
import { texts } from "../../i18n/index.js";
import { fiatDigits } from "../../payments/fiat.js";
import { PLACES } from "../../payments/money.js";
import { requestQuote } from "../../payments/quotes.js";
import {
  apiOrderByNumber,
  apiOrderByTrace,
  type AskedAnswer,
  type AskedOrder,
  askOrder,
  type FoundApiOrder,
} from "../../shop/api-orders.js";
import { payeeNamed } from "../../shop/api-payees.js";
import { wordsFor } from "../../shop/api-titles.js";
import { frontOf } from "../../shop/front.js";
import { amountError, readAmount } from "../amount.js";
import type { ApiServices } from "../api/endpoint.js";
import { ApiError } from "../api/errors.js";
import { normalId } from "../api/params.js";
import { payableUser, payeeOfId } from "../api/payee.js";
import { readForm, visitOf } from "../forms.js";
import { inSpeech, type Speech, speechOf } from "../language.js";
import { createLimiter } from "../limiter.js";
import { PayNotice, PayPage, type PayPageProps } from "../pages/pay.js";
import { linkTerms, type PayLink, priceOf, readPayLink, wayBack } from "../pay-link.js";
import { whyNot } from "../refusal.js";
import { addressOf, type IsProxy } from "../who-asks.js";

/** How often one address may have us ask Mixin who somebody is: links name anybody. */
const STRANGERS = { burst: 30, perSecond: 0.2 };
/** A link that is over sooner is over: nobody pays in less. */
const SOONEST_MS = 10_000;

/** What came in, and what its address asks for. */
interface Visit {
  c: Context;
  link: PayLink;
  speech: Speech;
}

/**
 * `/pay?…`: a payment that its own address describes, as shops write it into links. Looking at it changes nothing, for
 * crawlers look, too: the form opens the order. Whoever holds a link can change it, which the payee is told when it is paid.
 */
export function payRoutes(services: ApiServices, isProxy: IsProxy): Hono {
  const { database, market, now, ways } = services;
  const { db } = database;
  const strangers = createLimiter(STRANGERS, now);
  const routes = new Hono();

  /** The order that this link already stands for: nothing more is to be asked of its payer. */
  async function existing({ traceId, orderId, payeeId }: PayLink): Promise<FoundApiOrder | null> {
    if (traceId !== undefined) return apiOrderByTrace(db, traceId);
    return orderId === undefined ? null : apiOrderByNumber(db, normalId(payeeId), orderId);
  }

  /** Where the link leads without the form; null: it asks what to pay with. */
  async function elsewhere(visit: Visit): Promise<Response | null> {
    const { c, link, speech } = visit;
    const found = await existing(link);
    if (found && !found.api.viaLink) return said(visit, "programs", 409);
    const isOver = found?.order.state === "expired" || found?.order.state === "cancelled";
    // What is over under a number of the shop's can be asked for anew.
    if (found && found.order.state !== "open" && !(isOver && link.orderId !== undefined)) {
      return c.redirect(inSpeech(`/code/${found.order.id}`, speech), 303);
    }
    const end = link.expiredTimestamp;
    return end && end.getTime() <= now().getTime() + SOONEST_MS ? expired(visit) : null;
  }

  async function frontAndTitle({ c, link }: Visit) {
    const payeeId = normalId(link.payeeId);
    const known = await payeeNamed(db, payeeId);
    const words = wordsFor({ remark: link.remark ?? link.note ?? "", orderNumber: link.orderId ?? null });
    if (known) {
      const merchantId = known.merchant?.id ?? payeeId;
      const shop = await frontOf(db, { merchantId, payeeId, codeId: null, source: "api" });
      return { shop, title: words ?? shop.name };
    }
    if (strangers.take(addressOf(c, isProxy)) > 0) throw new ApiError("server");
    const user = await payableUser(services, payeeId);
    return { shop: { name: user.fullName, mixinId: user.identityNumber }, title: words ?? user.fullName };
  }

  async function pageOf(
    visit: Visit,
    change: Pick<PayPageProps, "typed" | "amountError" | "assetError"> & { visit?: string } = {},
  ) {
    const { link, speech } = visit;
    const terms = linkTerms(services, link, null);
    const { shop, title } = await frontAndTitle(visit);
    return (
      <PayPage
        {...{ shop, title, speech }}
        price={priceOf(link)}
        quoteAsset={terms.quoteAsset}
        deadline={terms.deadline}
        path={pathOf(visit.c)}
        back={wayBack(link)}
        ways={ways(terms)}
        rates={market.rates}
        visit={freshId()}
        {...change}
      />
    );
  }

  /** A page that says why this link is not paid here. */
  function said({ c, link, speech }: Visit, kind: "programs" | "used", status: 409) {
    const t = texts(speech.language);
    const words = { title: t(`web.checkout.${kind}.title`), text: t(`web.checkout.${kind}.text`) };
    // Of an order that has a code of its own nothing is believed that a link says.
    const back = kind === "programs" ? null : wayBack(link);
    return c.html(<PayNotice {...words} speech={speech} path={pathOf(c)} back={back} />, status);
  }

  function expired({ c, link, speech }: Visit) {
    const t = texts(speech.language);
    const words = { title: t("web.order.expiredTitle"), text: t("web.order.closedText") };
    return c.html(<PayNotice {...words} speech={speech} path={pathOf(c)} back={wayBack(link)} />, 410);
  }

  /** What is wrong with a link, in words for its payer and for those who made it. */
  function refused(c: Context, error: ApiError) {
    const speech = speechOf(c);
    const t = texts(speech.language);
    const shown = { speech, path: pathOf(c), back: null };
    if (error.problem === "server") {
      const words = { title: t("web.checkout.busy.title"), text: t("web.checkout.busy.text") };
      return c.html(<PayNotice {...words} {...shown} />, 503);
    }
    const words = { title: t("web.checkout.wrong.title"), text: t("web.checkout.wrong.text") };
    return c.html(<PayNotice {...words} {...shown} reason={error.message} />, 422);
  }

  const answering = (answer: (visit: Visit) => Promise<Response>) => async (c: Context) => {
    try {
      const link = readPayLink(c);
      const visit = { c, link, speech: speechOf(c) };
      return (await elsewhere(visit)) ?? (await answer(visit));
    } catch (error) {
      if (error instanceof ApiError) return refused(c, error);
      throw error;
    }
  };

  routes.get(
    "/pay",
    answering(async (visit) => visit.c.html(await pageOf(visit))),
  );

  routes.post(
    "/pay",
    answering(async (visit) => {
      const { c, link, speech } = visit;
      const form = await readForm(c);
      const typed = { amount: form.get("amount")?.slice(0, 60) ?? "", assetId: form.get("asset")?.slice(0, 60) ?? "" };
      const visitId = visitOf(form);
      const again = async (errors: Pick<PayPageProps, "amountError" | "assetError">) =>
        c.html(await pageOf(visit, { typed, visit: visitId, ...errors }), 422);

      const places = fiatDigits(link.quoteAssetId) ?? PLACES;
      const read = priceOf(link) === null ? readAmount(typed.amount, speech.language, places) : null;
      if (read && !read.ok) return again({ amountError: amountError(read.problem, places, speech.language) });
      const terms = { ...linkTerms(services, link, read?.amount ?? null), language: speech.language };
      const assetId = typed.assetId.toLowerCase();
      if (!ways(terms).offers.some((offer) => offer.asset.assetId === assetId)) {
        const t = texts(speech.language);
        if (assetId === "") return again({ assetError: t("web.code.chooseAsset") });
        const look = { db, market, now: now(), speech };
        return again({ assetError: isUuid(assetId) ? await whyNot(terms, assetId, look) : t("web.code.assetGone") });
      }

      const answer = await ask(link, terms, visitId);
      if (!answer.ok) return said(visit, answer.reason === "programs" ? "programs" : "used", 409);
      const orderId = answer.order.id;
      const quoted = await requestQuote(db, market, { orderId, assetId, now: now() });
      // The order is there either way: its page says why not, and asks again.
      const more: Record<string, string> = quoted.ok || quoted.reason === "not_open" ? {} : { not: assetId };
      return c.redirect(inSpeech(`/code/${orderId}`, speech, more), 303);
    }),
  );

  /** Where a link names no order of its own, each visit has one; a new one when that is over (the page was gone back to). */
  async function ask(link: PayLink, terms: Omit<AskedOrder, "payee">, visit: string): Promise<AskedAnswer> {
    const payee = await payeeOfId(services, normalId(link.payeeId));
    const isNamed = link.traceId !== undefined || link.orderId !== undefined;
    const traceId = isNamed ? terms.traceId : deriveId(`${visit}:${JSON.stringify(link)}:${terms.quoteAmount}`, "link");
    return inTransaction(db, async (tx) => {
      const answer = await askOrder(tx, { ...terms, payee, traceId });
      if (isNamed || (answer.ok && answer.order.state === "open")) return answer;
      return askOrder(tx, { ...terms, payee, traceId: null });
    });
  }
  return routes;
}

/** The link as it came, for the form and for the page's versions in other languages. */
const pathOf = (c: Context): string => `/pay${new URL(c.req.url).search}`;
