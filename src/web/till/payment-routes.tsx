import { type Context, Hono } from "hono";
import { inTransaction } from "../../db/database.js";
import { deriveId, isUuid } from "../../db/ids.js";
import { type Language, texts } from "../../i18n/index.js";
import { wholeOf } from "../../payments/fiat.js";
import { decimal, plain } from "../../payments/money.js";
import { viewOrder } from "../../payments/orders.js";
import { previewRefund, refundable, type RefundPreview, type RefundRefused } from "../../payments/refunds/preview.js";
import { readSettings } from "../../payments/settings.js";
import type { Order, Refund } from "../../payments/state.js";
import { beginShopRefund, cancelShopRefund, type RefundDenied, refundDenied } from "../../shop/refunds.js";
import { may } from "../../shop/rights.js";
import { placesOf } from "../../shop/till-charge.js";
import { seenBy, tillPayment, tillPayments, waitingAtTill } from "../../shop/till-payments.js";
import { amountError, readAmount } from "../amount.js";
import { readForm } from "../forms.js";
import type { Services } from "../options.js";
import { priceText } from "../pages/parts.js";
import { refundTitle } from "../refund-title.js";
import { versionOf } from "../watch.js";
import type { Desk, TillEnv } from "./desk.js";
import type { At } from "./pages/frame.js";
import { type MayGiveBack, Payment, type PaymentProps } from "./pages/payment.js";
import { Payments } from "./pages/payments.js";
import { RefundSure } from "./pages/refund.js";
import { createSeal } from "./sealed.js";

const PAGE = 25;
const WAITING = 10;
const PAGES_MAX = 10_000;
const LONGEST = 60;

/** What a page to be confirmed was about: nobody else, and for nothing else, confirms it. */
interface Sealed {
  /** Of the refund: doing it twice is doing it once. */
  id: string;
  preview: RefundPreview;
}

/** Last payments, each with all about it, and giving money back: by the same rules as in the chat. */
export function paymentRoutes(services: Services, desk: Desk, key: Buffer): Hono<TillEnv> {
  const { database, market, log, now } = services;
  const { db } = database;
  const { rates } = market;
  const seal = createSeal(key);
  const routes = new Hono<TillEnv>();

  routes.get("/till/payments", async (c) => {
    const at = c.get("at");
    const { merchant, session, role } = at.holder;
    const page = Math.min(PAGES_MAX, Math.max(1, Number.parseInt(c.req.query("page") ?? "1", 10) || 1));
    const madeBy = seenBy(role, session.userId);
    const wanted = { merchantId: merchant.id, madeBy, page, size: PAGE };
    const { payments, isMore } = await tillPayments(db, wanted);
    const mine = { merchantId: merchant.id, userId: session.userId, now: at.now, most: WAITING };
    const waiting = page === 1 ? await waitingAtTill(db, mine) : [];
    return c.html(<Payments {...{ at, waiting, payments, page, isMore }} isAll={madeBy === null} />);
  });

  type Found = NonNullable<Awaited<ReturnType<typeof tillPayment>>>;

  /** What this device may show; null: nothing of that id. */
  async function find(c: Context<TillEnv>): Promise<Found | null> {
    const { merchant, session, role } = c.get("holder");
    const orderId = (c.req.param("id") ?? "").toLowerCase();
    if (!isUuid(orderId)) return null;
    return tillPayment(db, { merchantId: merchant.id, madeBy: seenBy(role, session.userId), orderId });
  }

  const shown = (amount: string, asset: string, language: Language) =>
    priceText(wholeOf(amount, asset), asset, rates, language);

  function deniedText(denied: RefundDenied, language: Language): string {
    const t = texts(language);
    if (denied.reason === "over_limit")
      return t("staff.refund.overLimit", { limit: shown(denied.limit, denied.asset, language) });
    return t(denied.reason === "no_limit" ? "staff.refund.noLimit" : "staff.refund.notYours");
  }

  function refusedText(refused: RefundRefused, order: Order, language: Language): string {
    const t = texts(language);
    if (refused.reason === "too_much") {
      const left = plain(refused.left.price);
      if (!refused.left.price.gt(0)) return t("refund.nothingLeft");
      return t("till.refund.tooMuch", { left: shown(left, order.quoteAsset, language) });
    }
    return t(REFUSED[refused.reason]);
  }

  /** What somebody may give back of a payment now; null: it was not paid. */
  async function mayGiveBack({ holder, speech }: At, order: Order): Promise<MayGiveBack | null> {
    if (order.paidAt === null) return null;
    if (order.state === "cancelled") return { ok: false, why: texts(speech.language)("till.charge.returnedText") };
    const { merchant, session, role } = holder;
    const wish = { merchantId: merchant.id, by: session.userId, orderId: order.id, quoteAmount: "0" };
    const denied = await refundDenied(db, role, wish, rates, now());
    if (denied) return { ok: false, why: deniedText(denied, speech.language) };
    const found = await refundable(db, merchant.id, order.id);
    if (!found.ok) return { ok: false, why: refusedText(found, order, speech.language) };
    return { ok: true, left: plain(found.left.price) };
  }

  async function page(
    c: Context<TillEnv>,
    found: Found,
    change: Partial<Pick<PaymentProps, "at" | "typed" | "problem">> = {},
  ) {
    const view = await viewOrder(db, found.order.id, now());
    const at = change.at ?? c.get("at");
    return (
      <Payment
        {...found}
        {...change}
        at={at}
        giveBack={await mayGiveBack(at, found.order)}
        isTheirs={(refund) => isTheirs(at, refund)}
        fundingUrl={({ fundingOrderId }) => `${desk.publicUrl}/code/${fundingOrderId}`}
        version={view ? versionOf(view) : ""}
      />
    );
  }

  routes.get("/till/payments/:id", async (c) => {
    const found = await find(c);
    return found ? c.html(await page(c, found)) : desk.notice(c, "unknown", 404);
  });

  const about = (c: Context<TillEnv>, { id }: Order): string => `${c.get("holder").session.id} ${id}`;

  /** Above it somebody is asked twice; null: it is not above. What cannot be priced may be worth anything. */
  async function largeLimit({ usd }: RefundPreview): Promise<string | null> {
    const { refundConfirmUsd } = await readSettings(db);
    return usd !== null && decimal(usd).lte(refundConfirmUsd) ? null : refundConfirmUsd;
  }

  routes.get("/till/payments/:id/refund", desk.slowly, async (c) => {
    const found = await find(c);
    if (!found) return desk.notice(c, "unknown", 404);
    const { order, payer } = found;
    // Somebody reloads the address of the form that confirms it: nothing was chosen.
    const visit = c.req.query("visit") ?? "";
    if (c.req.query("part") === undefined || !isUuid(visit)) return c.redirect(`/till/payments/${order.id}`, 303);
    // Who heard no answer looks at the same address again: what they gave back from there is not given back once more.
    const id = deriveId(`${c.get("holder").session.id} ${order.id} ${visit}`, "till refund");
    if (found.refunds.some((refund) => refund.id === id)) return c.redirect(`/till/payments/${order.id}`, 303);
    const here = c.get("at");
    const at = { ...here, speech: desk.written(here.speech, c.req.query("written")) };
    const { language } = at.speech;
    const query = (name: string) => (c.req.query(name) ?? "").slice(0, LONGEST);
    const typed = { part: query("part"), amount: query("amount"), rate: query("rate") };
    const again = async (problem: string) => c.html(await page(c, found, { at, typed, problem }), 422);
    const places = placesOf(order.quoteAsset);
    const read = typed.part === "part" ? readAmount(typed.amount, language, places) : null;
    if (read && !read.ok) return again(amountError(read.problem, places, language));
    const { merchant, session, role } = at.holder;
    const wish = {
      merchantId: merchant.id,
      orderId: order.id,
      part: read ? ({ of: "price", amount: read.amount } as const) : ({ of: "all" } as const),
      rate: typed.rate === "today" && order.quoteAsset !== order.paymentAsset ? ("today" as const) : ("then" as const),
    };
    const previewed = await previewRefund(db, rates, wish, at.now);
    if (!previewed.ok) return again(refusedText(previewed, order, language));
    const { preview } = previewed;
    const asked = { merchantId: merchant.id, by: session.userId, orderId: order.id, quoteAmount: preview.quoteAmount };
    const denied = await refundDenied(db, role, asked, rates, at.now);
    if (denied) return again(deniedText(denied, language));
    const sealed = seal.close(about(c, order), { id, preview } satisfies Sealed);
    return c.html(<RefundSure {...{ at, order, payer, preview, sealed }} limit={await largeLimit(preview)} />);
  });

  routes.post("/till/payments/:id/refund", desk.slowly, async (c) => {
    const found = await find(c);
    if (!found) return desk.notice(c, "unknown", 404);
    const { order, payer } = found;
    const at = c.get("at");
    const { language } = at.speech;
    const t = texts(language);
    const form = await readForm(c);
    const sealed = form.get("sealed") ?? "";
    const confirmed = seal.open(about(c, order), sealed) as Sealed | null;
    if (!confirmed) return c.html(await page(c, found, { problem: t("till.refund.moved") }), 422);
    const { preview } = confirmed;
    const limit = await largeLimit(preview);
    if (limit !== null && form.get("really") !== "1") {
      const problem = t("till.refund.reallyFirst");
      return c.html(<RefundSure {...{ at, order, payer, preview, sealed, limit, problem }} />, 422);
    }
    const { merchant, session } = at.holder;
    const request = {
      id: confirmed.id,
      merchantId: merchant.id,
      preview,
      by: session.userId,
      title: refundTitle(order.title, language),
      language,
      now: now(),
    };
    const begun = await inTransaction(db, (tx) => beginShopRefund(tx, request, rates));
    if (begun.ok) {
      log("info", "a refund was begun at the counter", {
        order: order.id,
        refund: begun.refund.id,
        session: session.id,
      });
      return c.redirect(`/till/payments/${order.id}`, 303);
    }
    const problem = isDenied(begun) ? deniedText(begun, language) : refusedText(begun, order, language);
    const fresh = (await find(c)) ?? found;
    return c.html(await page(c, fresh, { problem }), 422);
  });

  routes.post("/till/payments/:id/refund/cancel", async (c) => {
    const found = await find(c);
    const refundId = (await readForm(c)).get("refund") ?? "";
    const refund = found?.refunds.find(({ id }) => id === refundId);
    if (!found || !refund) return desk.notice(c, "unknown", 404);
    const { merchant, session } = c.get("holder");
    if (isTheirs(c.get("at"), refund)) {
      const request = { refundId, merchantId: merchant.id, by: session.userId, now: now(), cause: refundId };
      await inTransaction(db, (tx) => cancelShopRefund(tx, request));
    }
    return c.redirect(`/till/payments/${found.order.id}`, 303);
  });

  // Somebody reloads a form's own address.
  routes.get("/till/payments/:id/refund/cancel", (c) =>
    c.redirect(`/till/payments/${encodeURIComponent(c.req.param("id"))}`, 303),
  );
  return routes;
}

/** Of another's refund a cashier sees no more than that it is there. */
const isTheirs = ({ holder }: At, { createdBy }: Refund): boolean =>
  createdBy === holder.session.userId || may(holder.role, "all refunds");

const isDenied = (answer: { reason: string }): answer is RefundDenied =>
  ["not_yours", "no_limit", "over_limit"].includes(answer.reason);

const REFUSED = {
  unknown: "refund.notPaid",
  not_paid: "refund.notPaid",
  no_payer: "till.refund.noPayer",
  converting: "refund.converting",
  nothing_left: "refund.nothingLeft",
  too_small: "till.refund.tooSmall",
  no_price: "till.refund.noPrice",
  stale: "till.refund.moved",
} as const;
