import { type Context, Hono } from "hono";
import { isUuid } from "../../db/ids.js";
import { texts } from "../../i18n/index.js";
import { type OrderView, viewOrder } from "../../payments/orders.js";
import { type QuoteRefusal, requestQuote } from "../../payments/quotes.js";
import { mayGoBack } from "../../payments/receipts.js";
import { apiOrderByTrace, apiOrderOf } from "../../shop/api-orders.js";
import { frontOf } from "../../shop/front.js";
import { receiversOf } from "../../shop/receivers.js";
import { readForm } from "../forms.js";
import { inFrame } from "../frames.js";
import { inSpeech, type Speech, speechOf } from "../language.js";
import type { Services } from "../options.js";
import { OrderPage } from "../pages/order.js";
import { notCovered, whyNot } from "../refusal.js";
import { askedOf } from "../shown.js";

/** What others wrote as an address, when a link may lead there; null otherwise. */
function webAddress(text: string | null): string | null {
  const url = text !== null && URL.canParse(text) ? new URL(text) : null;
  return url && (url.protocol === "https:" || url.protocol === "http:") ? url.href : null;
}

/** Whoever comes back from their wallet within this time has just paid, and goes on to the shop. */
const JUST_PAID_MS = 120_000;

/** `/code/{id}`: the page of one order, and its new quotes. `recipient`: whom wallets pay. */
export function orderRoutes(services: Services, recipient: string): Hono {
  const { database, mail, market, now, payLink, ways } = services;
  const { rates } = market;
  const { db } = database;
  const routes = new Hono();

  async function find(c: Context): Promise<OrderView | null> {
    const id = c.req.param("id") ?? "";
    const view = isUuid(id) ? await viewOrder(db, id.toLowerCase(), now()) : null;
    // A claim is paid out of what we keep: nobody else can pay it, or has anything to see of it.
    return view?.order.source === "claim" ? null : view;
  }

  /** Where an order that a program asked for leads when it is over: back to its shop, or to the order in its place. */
  async function askedFor({
    id,
    state,
  }: OrderView["order"]): Promise<{ back: string | null; againPath: string | null; clientId: string }> {
    const api = await apiOrderOf(db, id);
    const isPaid = state === "paid" || state === "settled";
    const back = webAddress(api?.returnTo ?? null);
    const inItsPlace = api?.replacedBy ? await apiOrderByTrace(db, id) : null;
    return {
      back: isPaid ? back : (webAddress(api?.failedReturnTo ?? null) ?? back),
      againPath: inItsPlace && `/code/${inItsPlace.order.id}`,
      clientId: api?.clientId ?? id,
    };
  }

  async function page(c: Context, view: OrderView, speech: Speech, whole: boolean, problem: string | null = null) {
    const { order } = view;
    const { codePath, ...shop } = await frontOf(db, order);
    const asks = order.source === "api" ? await askedFor(order) : { back: null, againPath: null, clientId: order.id };
    // Who waits for an exchange goes on when that has held.
    const paidFor = view.swap?.doneAt ?? order.paidAt;
    const justPaid = paidFor !== null && now().getTime() - paidFor.getTime() < JUST_PAID_MS;
    const asked = askedOf(view, whole);
    const receivers = order.source === "transfer" ? await receiversOf(db, order.id) : [];
    return (
      <OrderPage
        {...{ view, asked, shop, receivers, speech, rates, payLink, problem }}
        back={asks.back}
        goesBack={justPaid && !mayGoBack(order) && asks.back !== null && !inFrame(speech)}
        clientId={asks.clientId}
        recipient={recipient}
        canMail={mail !== undefined}
        codePath={asks.againPath ?? codePath}
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
