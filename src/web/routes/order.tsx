import { type Context, Hono } from "hono";
import { isUuid } from "../../db/ids.js";
import { texts } from "../../i18n/index.js";
import { type OrderView, viewOrder } from "../../payments/orders.js";
import { type QuoteRefusal, requestQuote } from "../../payments/quotes.js";
import { frontOf } from "../../shop/front.js";
import { readForm } from "../forms.js";
import { inSpeech, type Speech, speechOf } from "../language.js";
import type { Services } from "../options.js";
import { OrderPage } from "../pages/order.js";
import { notCovered, whyNot } from "../refusal.js";
import { askedOf } from "../shown.js";

/** `/code/{id}`: the page of one order, and its new quotes. */
export function orderRoutes(services: Services): Hono {
  const { database, market, now, payLink, ways } = services;
  const { rates } = market;
  const { db } = database;
  const routes = new Hono();

  async function find(c: Context): Promise<OrderView | null> {
    const id = c.req.param("id") ?? "";
    return isUuid(id) ? viewOrder(db, id.toLowerCase(), now()) : null;
  }

  async function page(c: Context, view: OrderView, speech: Speech, whole: boolean, problem: string | null = null) {
    const { order } = view;
    const { codePath, ...shop } = await frontOf(db, order);
    const asked = askedOf(view, whole);
    return (
      <OrderPage
        {...{ view, asked, shop, codePath, speech, rates, payLink, problem }}
        now={now()}
        ways={order.state === "open" ? ways({ ...order, quoteAmount: asked.price }) : null}
        inMixin={/\bMixin\b/i.test(c.req.header("user-agent") ?? "")}
      />
    );
  }

  routes.get("/code/:id", async (c) => {
    const view = await find(c);
    if (!view) return c.notFound();
    const speech = speechOf(c);
    // What somebody wanted to pay with when the order was opened, and could not.
    const not = c.req.query("not") ?? "";
    const problem =
      isUuid(not) && view.order.state === "open" && view.quotes.length === 0
        ? await whyNot(view.order, not.toLowerCase(), { db, market, now: now(), speech })
        : null;
    return c.html(await page(c, view, speech, c.req.query("whole") === "1", problem));
  });

  routes.post("/code/:id/quote", async (c) => {
    const view = await find(c);
    if (!view) return c.notFound();
    const form = await readForm(c);
    const speech = speechOf(c, form);
    const whole = form.get("whole") === "1";
    const { part } = askedOf(view, whole);
    const asset = (form.get("asset") ?? "").toLowerCase();
    const again = async (problem: string) => c.html(await page(c, view, speech, whole, problem), 422);
    if (!isUuid(asset)) return again(texts(speech.language)("web.code.chooseAsset"));
    const answer = await requestQuote(db, market, {
      orderId: view.order.id,
      assetId: asset,
      now: now(),
      fresh: form.get("fresh") === "1",
      payerId: part?.senderId ?? null,
    });
    // Whatever happened to an order that is no longer open, its page tells it.
    if (!answer.ok && answer.reason !== "not_open") return again(await refusal(view, asset, answer, speech));
    // Only where it makes a difference: an address without it shows the rest as soon as there is one.
    const more = whole && view.parts.length > 0 ? { whole: "1" } : {};
    return c.redirect(inSpeech(`/code/${view.order.id}`, speech, more), 303);
  });

  async function refusal({ order }: OrderView, asset: string, answer: QuoteRefusal, speech: Speech): Promise<string> {
    if (answer.reason === "not_covered" && order.settlementAsset) {
      return notCovered(order.settlementAsset, answer.most, { market, speech });
    }
    return whyNot(order, asset, { db, market, now: now(), speech });
  }

  // Somebody reloads or changes the language on the form's own address.
  routes.get("/code/:id/quote", async (c) => {
    const view = await find(c);
    return view ? c.redirect(inSpeech(`/code/${view.order.id}`, speechOf(c)), 303) : c.notFound();
  });
  return routes;
}
