import { type Context, Hono } from "hono";
import { inTransaction } from "../../db/database.js";
import { deriveId, freshId, isUuid } from "../../db/ids.js";
import { oneLine } from "../../db/text.js";
import { texts } from "../../i18n/index.js";
import { viewOrder } from "../../payments/orders.js";
import { cancelInvoice } from "../../shop/invoices.js";
import { person } from "../../shop/people.js";
import { chargeAtTill, latelyChargedIn, placesOf, TIP_PERCENTS, type TipWish } from "../../shop/till-charge.js";
import { seenBy, tillPayment } from "../../shop/till-payments.js";
import { amountError, readAmount } from "../amount.js";
import { readForm, visitOf } from "../forms.js";
import type { Services } from "../options.js";
import type { Desk, TillEnv } from "./desk.js";
import { Charge } from "./pages/charge.js";
import type { At } from "./pages/frame.js";
import { Keypad, type KeypadProps, type TypedCharge } from "./pages/keypad.js";
import { tillUnits } from "./units.js";

/** What is offered besides the shop's own currency. */
const LATELY = 5;
const TITLE_MAX = 64;
/** Longer than any amount with its separators. */
const LONGEST = 60;

/** The keypad, and what is charged by it until it is paid. */
export function chargeRoutes(services: Services, desk: Desk): Hono<TillEnv> {
  const { database, log, now } = services;
  const { db } = database;
  const routes = new Hono<TillEnv>();

  async function keypad(at: At, typed: Partial<TypedCharge>, problem: KeypadProps["problem"] = null) {
    const { merchant } = at.holder;
    const units = tillUnits(at.rates, at.speech.language);
    const known = (id: string | undefined) => [...units.fiat, ...units.coins].find((one) => one.id === id)?.id;
    const own = known(merchant.quoteAsset) ?? "usd";
    const used = await latelyChargedIn(db, merchant.id, LATELY);
    const blank = { visit: freshId(), amount: "", title: "", tip: "none", tipAmount: "" };
    const unit = known(typed.unit) ?? own;
    return (
      <Keypad {...{ at, units, problem }} lately={[...new Set([own, ...used])]} typed={{ ...blank, ...typed, unit }} />
    );
  }

  routes.get("/till", async (c) => c.html(await keypad(c.get("at"), { unit: c.req.query("unit") ?? "" })));
  // Somebody reloads the form's own address.
  routes.get("/till/charge", (c) => c.redirect("/till", 303));

  routes.post("/till/charge", desk.slowly, async (c) => {
    const form = await readForm(c);
    const here = c.get("at");
    const at = { ...here, speech: desk.written(here.speech, form.get("written")) };
    const { holder, rates } = at;
    const { language } = at.speech;
    const t = texts(language);
    const field = (name: string) => (form.get(name) ?? "").slice(0, LONGEST);
    const typed: TypedCharge = {
      visit: visitOf(form),
      amount: field("amount"),
      unit: field("unit"),
      title: Array.from(oneLine(form.get("title") ?? ""))
        .slice(0, TITLE_MAX)
        .join(""),
      tip: field("tip") || "none",
      tipAmount: field("tipAmount"),
    };
    const again = async (which: "amount" | "tip", text: string) =>
      c.html(await keypad(at, typed, { field: which, text }), 422);

    const units = tillUnits(rates, language);
    const unit = [...units.fiat, ...units.coins].find(({ id }) => id === typed.unit);
    if (!unit) return again("amount", t("web.code.assetGone"));
    if (typed.amount.trim() === "") return again("amount", t("till.keypad.zero"));
    const amount = readAmount(typed.amount, language, unit.places);
    if (!amount.ok) return again("amount", amountError(amount.problem, unit.places, language));
    const tip = readTip(typed, unit.id);
    if (!tip.ok) return again("tip", amountError(tip.problem, unit.places, language));
    const charge = {
      visit: typed.visit,
      amount: amount.amount,
      tip: tip.wish,
      quoteAsset: unit.id,
      title: typed.title || t("till.keypad.untitled"),
      language,
      now: now(),
    };
    const charged = await inTransaction(db, (tx) => chargeAtTill(tx, holder, charge));
    if (!charged.ok) return again("amount", t("till.keypad.tooLarge"));
    log("info", "charged at the counter", { order: charged.order.id, session: holder.session.id });
    return c.redirect(`/till/charge/${charged.order.id}`, 303);

    function readTip({ tip: choice, tipAmount }: TypedCharge, unitId: string) {
      if (TIP_PERCENTS.some((percent) => percent === choice)) {
        return { ok: true as const, wish: { of: "percent", percent: choice } satisfies TipWish };
      }
      if (choice !== "own" || tipAmount.trim() === "")
        return { ok: true as const, wish: { of: "none" } satisfies TipWish };
      const read = readAmount(tipAmount, language, placesOf(unitId));
      // Nothing is what somebody means who types a nought there.
      if (!read.ok && read.problem === "notPositive")
        return { ok: true as const, wish: { of: "none" } satisfies TipWish };
      return read.ok ? { ok: true as const, wish: { of: "amount", amount: read.amount } satisfies TipWish } : read;
    }
  });

  /** What this device may show of an order; null: nothing. */
  async function find(c: Context<TillEnv>) {
    const { merchant, session, role } = c.get("holder");
    const orderId = (c.req.param("id") ?? "").toLowerCase();
    if (!isUuid(orderId)) return null;
    const madeBy = seenBy(role, session.userId);
    return tillPayment(db, { merchantId: merchant.id, madeBy, orderId });
  }

  routes.get("/till/charge/:id", async (c) => {
    const found = await find(c);
    const at = c.get("at");
    const view = found && (await viewOrder(db, found.order.id, at.now));
    if (!view) return desk.notice(c, "unknown", 404);
    const payer = view.order.payerId === null ? null : await person(db, view.order.payerId);
    const url = `${desk.publicUrl}/code/${view.order.id}`;
    return c.html(<Charge {...{ at, view, url }} payer={payer?.fullName ?? ""} />);
  });

  routes.get("/till/charge/:id/cancel", (c) =>
    c.redirect(`/till/charge/${encodeURIComponent(c.req.param("id"))}`, 303),
  );

  routes.post("/till/charge/:id/cancel", async (c) => {
    const found = await find(c);
    if (!found) return desk.notice(c, "unknown", 404);
    const { merchant, session } = c.get("holder");
    const orderId = found.order.id;
    // Whatever it was instead, paid or over, its page tells.
    await inTransaction(db, (tx) =>
      cancelInvoice(tx, {
        merchantId: merchant.id,
        orderId,
        by: session.userId,
        now: now(),
        cause: deriveId(orderId, `cancelled by ${session.userId}`),
      }),
    );
    return c.redirect(`/till/charge/${orderId}`, 303);
  });
  return routes;
}
