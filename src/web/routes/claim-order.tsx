import { type Context, Hono } from "hono";
import { inTransaction } from "../../db/database.js";
import { isUuid } from "../../db/ids.js";
import { texts } from "../../i18n/index.js";
import { decimal } from "../../payments/money.js";
import { type OrderView, viewOrder } from "../../payments/orders.js";
import { payeeOf } from "../../payments/payees.js";
import { requestQuote } from "../../payments/quotes.js";
import { claimRemittance, isClaimOf, prepareClaim } from "../../payments/remittances/claim.js";
import { claimRequest, claimRequestState } from "../../shop/claim-requests.js";
import { person } from "../../shop/people.js";
import { labelOf } from "../claim-to.js";
import { readForm } from "../forms.js";
import { inSpeech } from "../language.js";
import type { ClaimOptions, Services } from "../options.js";
import { arriving, ClaimConfirm, ClaimDone } from "../pages/claim-confirm.js";
import { ClaimAsked } from "../pages/claim-notice.js";
import { paymentText } from "../pages/parts.js";
import { versionOf } from "../watch.js";
import { type ClaimDesk, type Found, overOf } from "./claim-desk.js";

/** What follows a choice: the answer from the chat, the last look, the taking, and what became of it. */
export function claimOrderRoutes(services: Services, options: ClaimOptions, desk: ClaimDesk): Hono {
  const { database, market, log, now } = services;
  const { db } = database;
  const { rates } = market;
  const routes = new Hono();

  /** The link with an order for what it leads to; null when the two have nothing to do with each other. */
  async function findOrder(c: Context, form?: URLSearchParams): Promise<{ found: Found; view: OrderView } | null> {
    const found = await desk.find(c, form);
    const id = (c.req.param("order") ?? "").toLowerCase();
    const { remittance } = found;
    const view = remittance && isUuid(id) ? await viewOrder(db, id, now()) : null;
    return view && isClaimOf(remittance!.id, view.order) ? { found: found as Found, view } : null;
  }

  async function confirmPage({ found, view }: { found: Found; view: OrderView }, problem: string | null = null) {
    const { order, quotes } = view;
    const payee = await payeeOf(db, order.payeeId);
    const quote = order.settlementAsset === null ? null : (quotes.find((one) => one.expiresAt > now()) ?? null);
    const frame = await desk.frameOf(found);
    const isChain = payee.kind === "address";
    return <ClaimConfirm {...frame} {...{ order, quote, isChain, problem }} to={payee.label} />;
  }

  /**
   * The same claim at the fee the network wants by now, where that is more than was shown: what is signed with too little
   * never leaves. Null: what was shown will do.
   */
  async function atFeeOfToday({ found, view }: { found: Found; view: OrderView }): Promise<OrderView | "busy" | null> {
    const { order } = view;
    const { kind, destination, tag, label } = await payeeOf(db, order.payeeId);
    if (kind !== "address" || order.networkFee === null) return null;
    const [address, memo] = [destination ?? "", tag ?? ""];
    const asked = await options.feeOf(order.settlementAsset ?? order.quoteAsset, address, memo).catch(() => null);
    if (!asked?.ok) return "busy";
    if (decimal(asked.fee).lte(order.networkFee)) return null;
    const to = { kind: "address" as const, address, tag: memo, fee: asked.fee, label };
    const wish = { remittanceId: found.remittance.id, to, settlementAsset: order.settlementAsset, now: now() };
    const prepared = await inTransaction(db, (tx) => prepareClaim(tx, wish));
    if (!prepared.ok) return null;
    const { id: orderId, quoteAsset: assetId, settlementAsset } = prepared.order;
    if (settlementAsset !== null) await requestQuote(db, market, { orderId, assetId, now: now() });
    return viewOrder(db, orderId, now());
  }

  routes.get("/claim/:secret/asked/:request", async (c) => {
    const found = await desk.find(c);
    const request = await claimRequest(db, c.req.param("request"));
    if (!found.remittance || request?.remittanceId !== found.remittance.id)
      return desk.notice(c, "unknown", found.speech);
    const over = overOf(found.remittance, now());
    if (over) return desk.notice(c, over, found.speech);
    const stands = claimRequestState(request, now());
    const asset = c.req.query("asset") ?? "";
    if (stands === "confirmed") {
      const query = { request: request.id, ...(isUuid(asset) && { asset }) };
      return c.redirect(inSpeech(found.path, found.speech, query), 303);
    }
    const asked = await person(db, request.userId);
    const frame = await desk.frameOf(found as Found);
    return c.html(<ClaimAsked {...frame} stands={stands} name={asked ? labelOf(asked) : ""} bot={desk.bot} />);
  });

  routes.get("/claim/:secret/confirm/:order", async (c) => {
    const about = await findOrder(c);
    if (!about) return desk.notice(c, "unknown", (await desk.find(c)).speech);
    const { remittance, speech, path } = about.found;
    if (remittance.claimOrderId === about.view.order.id)
      return c.redirect(inSpeech(`${path}/done/${remittance.claimOrderId}`, speech), 303);
    const over = overOf(remittance, now());
    if (over) return desk.notice(c, over, speech);
    return c.html(await confirmPage(about));
  });

  // Another amount, for the one that has run out.
  routes.post("/claim/:secret/confirm/:order", async (c) => {
    const about = await findOrder(c, await readForm(c));
    if (!about) return desk.notice(c, "unknown", (await desk.find(c)).speech);
    const { path, speech } = about.found;
    const { id: orderId, quoteAsset: assetId } = about.view.order;
    const quoted = await requestQuote(db, market, { orderId, assetId, now: now() });
    if (quoted.ok || quoted.reason === "not_open")
      return c.redirect(inSpeech(`${path}/confirm/${orderId}`, speech), 303);
    return c.html(await confirmPage(about, texts(speech.language)("claim.problem.price")), 422);
  });

  routes.post("/claim/:secret/take/:order", async (c) => {
    const form = await readForm(c);
    const about = await findOrder(c, form);
    if (!about) return desk.notice(c, "unknown", (await desk.find(c)).speech);
    const { remittance, speech, path } = about.found;
    const { order } = about.view;
    const quote = form.get("quote") ?? "";
    const t = texts(speech.language);
    const dearer = await atFeeOfToday(about);
    if (dearer === "busy") return c.html(await confirmPage(about, t("claim.problem.busy")), 422);
    if (dearer) return c.html(await confirmPage({ ...about, view: dearer }, t("claim.problem.feeRose")), 422);
    const taken = await inTransaction(db, (tx) =>
      claimRemittance(tx, {
        remittanceId: remittance.id,
        orderId: order.id,
        quoteId: isUuid(quote) ? quote : null,
        market,
        now: now(),
      }),
    );
    if (taken.ok) {
      log("info", "money was claimed by its link", { remittance: remittance.id, order: order.id });
      return c.redirect(inSpeech(`${path}/done/${order.id}`, speech), 303);
    }
    if (taken.reason === "quote_expired") return c.redirect(inSpeech(`${path}/confirm/${order.id}`, speech), 303);
    if (taken.reason === "no_price") return c.html(await confirmPage(about, t("claim.problem.price")), 422);
    if (taken.reason === "not_payable") return c.html(await confirmPage(about, t("claim.problem.here")), 422);
    // Somebody was faster: who, is nobody's business.
    const fresh = await desk.find(c);
    return desk.notice(c, overOf(fresh.remittance ?? remittance, now(), taken.reason) ?? "unknown", speech, 409);
  });

  routes.get("/claim/:secret/done/:order", async (c) => {
    const about = await findOrder(c);
    if (!about) return desk.notice(c, "unknown", (await desk.find(c)).speech);
    const { found, view } = about;
    const { remittance, speech, path } = found;
    if (remittance.claimOrderId !== view.order.id) return c.redirect(inSpeech(path, speech), 303);
    const payee = await payeeOf(db, view.order.payeeId);
    const quote = view.quotes.find(({ id }) => id === view.order.quoteId) ?? null;
    const arrives = arriving({ order: view.order, quote });
    return c.html(
      <ClaimDone
        {...await desk.frameOf(found)}
        arrived={remittance.state === "delivered"}
        amount={arrives ? paymentText(arrives.amount, arrives.assetId, rates, speech.language) : ""}
        to={payee.label}
        isChain={payee.kind === "address"}
        orderId={view.order.id}
        version={versionOf(view)}
      />,
    );
  });
  return routes;
}
