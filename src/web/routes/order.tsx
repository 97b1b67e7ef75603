import { type Context, Hono } from "hono";
import { isUuid } from "../../db/ids.js";
import { texts } from "../../i18n/index.js";
import { type OrderView, viewOrder } from "../../payments/orders.js";
import { requestQuote } from "../../payments/quotes.js";
import { offers } from "../../payments/quoting.js";
import { codeOf } from "../../shop/codes.js";
import { findMerchant } from "../../shop/merchants.js";
import { person } from "../../shop/people.js";
import { readForm } from "../forms.js";
import { inSpeech, type Speech, speechOf } from "../language.js";
import type { Services } from "../options.js";
import { OrderPage } from "../pages/order.js";

/** `/code/{id}`: the page of one order, and its new quotes. */
export function orderRoutes(services: Services): Hono {
  const { database, rates, now, payLink } = services;
  const { db } = database;
  const routes = new Hono();

  async function find(c: Context): Promise<OrderView | null> {
    const id = c.req.param("id") ?? "";
    return isUuid(id) ? viewOrder(db, id.toLowerCase()) : null;
  }

  async function page(c: Context, view: OrderView, speech: Speech, problem: string | null = null) {
    const { order } = view;
    const merchant = await findMerchant(db, order.merchantId);
    const owner = await person(db, order.merchantId);
    const code = order.codeId ? await codeOf(db, order.merchantId, order.codeId) : null;
    return (
      <OrderPage
        {...{ view, speech, rates, payLink, problem }}
        now={now()}
        shop={{ name: merchant?.name ?? "", mixinId: owner?.identityNumber ?? "" }}
        codePath={merchant && code ? `/${merchant.handle}/${code.slug}` : null}
        offers={order.state === "open" ? offers(order, rates, now()) : []}
        inMixin={/\bMixin\b/i.test(c.req.header("user-agent") ?? "")}
      />
    );
  }

  routes.get("/code/:id", async (c) => {
    const view = await find(c);
    return view ? c.html(await page(c, view, speechOf(c))) : c.notFound();
  });

  routes.post("/code/:id/quote", async (c) => {
    const view = await find(c);
    if (!view) return c.notFound();
    const form = await readForm(c);
    const speech = speechOf(c, form);
    const t = texts(speech.language);
    const asset = form.get("asset") ?? "";
    if (!isUuid(asset)) return c.html(await page(c, view, speech, t("web.code.chooseAsset")), 422);
    const answer = await requestQuote(db, rates, {
      orderId: view.order.id,
      assetId: asset.toLowerCase(),
      now: now(),
      fresh: form.get("fresh") === "1",
    });
    // Whatever happened to an order that is no longer open, its page tells it.
    if (answer.ok || answer.reason === "not_open") return c.redirect(inSpeech(`/code/${view.order.id}`, speech), 303);
    return c.html(await page(c, view, speech, t("web.code.assetGone")), 422);
  });

  // Somebody reloads or changes the language on the form's own address.
  routes.get("/code/:id/quote", async (c) => {
    const view = await find(c);
    return view ? c.redirect(inSpeech(`/code/${view.order.id}`, speechOf(c)), 303) : c.notFound();
  });
  return routes;
}
