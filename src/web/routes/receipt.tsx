import { type Context, Hono } from "hono";
import { inTransaction } from "../../db/database.js";
import { isUuid } from "../../db/ids.js";
import { type OrderView, viewOrder } from "../../payments/orders.js";
import { hasReceipt, receiptFacts } from "../../payments/receipts.js";
import { isSale } from "../../payments/sales.js";
import { frontOf } from "../../shop/front.js";
import { findMerchant } from "../../shop/merchants.js";
import { askedMail, askReceipt } from "../../shop/receipts.js";
import { readForm } from "../forms.js";
import { inSpeech, type Speech, speechOf } from "../language.js";
import { createLimiter } from "../limiter.js";
import type { Services } from "../options.js";
import type { MailProblem } from "../pages/receipt-mail.js";
import { NoReceipt, ReceiptPage } from "../pages/receipt.js";
import { addressOf, type IsProxy } from "../who-asks.js";

/** How many mails one address of the net may ask for: a shop's guests share one. */
const MAILS = { burst: 20, perSecond: 1 / 60 };
/** Longer than any address. */
const LONGEST = 300;

/** `/code/{id}/receipt`: the receipt of a paid order, for whoever has its link, and the form that mails it. */
export function receiptRoutes(services: Services, publicUrl: string, isProxy: IsProxy): Hono {
  const { database, market, mail, now } = services;
  const { db } = database;
  const limiter = createLimiter(MAILS, now);
  const routes = new Hono();

  /** Only what is sold has one. */
  async function find(c: Context): Promise<OrderView | null> {
    const id = c.req.param("id") ?? "";
    const view = isUuid(id) ? await viewOrder(db, id.toLowerCase(), now()) : null;
    return view && isSale(view.order) ? view : null;
  }

  async function page({ view, speech, ticket = "", typed = "", problem = null }: Shown) {
    const { order } = view;
    if (!hasReceipt(order)) return <NoReceipt order={order} speech={speech} />;
    const { name, mixinId } = await frontOf(db, order);
    const state = await askedMail(db, { orderId: order.id, ticket, now: now() });
    const merchant = await findMerchant(db, order.merchantId);
    return (
      <ReceiptPage
        {...{ view, publicUrl, speech }}
        facts={await receiptFacts(db, order)}
        shop={{ name, mixinId, page: merchant && `/${merchant.handle}` }}
        asked={state && { ticket, state }}
        form={mail ? { typed, problem } : null}
        rates={market.rates}
      />
    );
  }

  routes.get("/code/:id/receipt", async (c) => {
    const view = await find(c);
    const ticket = c.req.query("asked") ?? "";
    return view ? c.html(await page({ view, speech: speechOf(c), ticket })) : c.notFound();
  });

  routes.post("/code/:id/receipt", async (c) => {
    const view = await find(c);
    if (!view || !mail) return c.notFound();
    const form = await readForm(c);
    const speech = speechOf(c, form);
    const typed = (form.get("email") ?? "").trim().slice(0, LONGEST);
    const again = async (problem: MailProblem, status: 422 | 429 = 422) =>
      c.html(await page({ view, speech, typed, problem }), status);

    if (!mail.isAddress(typed)) return again("wrong");
    if (limiter.take(addressOf(c, isProxy)) > 0) return again("fast", 429);
    const asked = { orderId: view.order.id, recipient: typed, language: speech.language, now: now() };
    const answer = await inTransaction(db, (tx) => askReceipt(tx, asked));
    const path = `/code/${view.order.id}/receipt`;
    if (answer.ok) return c.redirect(inSpeech(path, speech, { asked: answer.ticket }), 303);
    // Of an order without receipt its page says so.
    return answer.reason === "unpaid" ? c.redirect(inSpeech(path, speech), 303) : again(answer.reason);
  });
  return routes;
}

interface Shown {
  view: OrderView;
  speech: Speech;
  /** Of the mail that was asked for. */
  ticket?: string;
  typed?: string;
  problem?: MailProblem | null;
}
