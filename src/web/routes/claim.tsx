import { type Context, Hono } from "hono";
import { inTransaction } from "../../db/database.js";
import { formatAmount } from "../../i18n/format.js";
import { texts } from "../../i18n/index.js";
import { assetLabel } from "../../payments/labels.js";
import { plain } from "../../payments/money.js";
import { requestQuote } from "../../payments/quotes.js";
import { type ClaimTo, prepareClaim } from "../../payments/remittances/claim.js";
import type { Remittance } from "../../payments/remittances/read.js";
import { createClaimRequest } from "../../shop/claim-requests.js";
import { type Choice, choicesOf } from "../../shop/claim-choices.js";
import { readChainAddress, readMix, readMixinId, type ReadTo, type ToProblem, toUser } from "../claim-to.js";
import { readForm } from "../forms.js";
import { inSpeech, type Speech, speechOf } from "../language.js";
import type { ClaimOptions, Services } from "../options.js";
import { ClaimPage, type ClaimPageProps } from "../pages/claim.js";
import { type ClaimDesk, type Found, overOf } from "./claim-desk.js";
import { claimOrderRoutes } from "./claim-order.js";
import { signInRoutes } from "./claim-sign-in.js";

/** Longest first: no field of ours is longer. */
const MOST_TYPED = 2_000;

/**
 * `/claim/{secret}`: somebody takes money that was sent to them by a link. Nothing happens by opening it, for programs
 * open links too; money moves when the last page is confirmed.
 */
export function claimRoutes(services: Services, options: ClaimOptions, desk: ClaimDesk): Hono {
  const { database, market, now } = services;
  const { rates } = market;
  const routes = new Hono();
  routes.use("/claim/*", desk.limit);
  routes.route("/", signInRoutes(services, options, desk));
  routes.route("/", claimOrderRoutes(services, options, desk));

  async function page(
    c: Context,
    found: Found,
    change: { assetId?: string; request?: string } & Pick<ClaimPageProps, "typed" | "problem"> = {},
  ) {
    const { remittance, speech } = found;
    const choices = choicesOf(remittance, market, now());
    const chosen = choices.find(({ assetId }) => assetId === change.assetId) ?? choices[0]!;
    const person = await desk.personOf(c, remittance, change.request ?? "");
    const frame = await desk.frameOf(found);
    return (
      <ClaimPage
        {...frame}
        {...{ choices, chosen, person, speech }}
        leaves={await options.leaves(chosen.assetId)}
        bot={options.bot.name}
        {...(change.typed && { typed: change.typed })}
        problem={change.problem ?? null}
      />
    );
  }

  routes.get("/claim/:secret", async (c) => {
    const found = await desk.find(c);
    if (!found.remittance) return desk.notice(c, "unknown", found.speech);
    const over = overOf(found.remittance, now());
    if (over) return desk.notice(c, over, found.speech);
    const [asset, other, request] = ["asset", "other", "request"].map((name) => c.req.query(name) ?? "");
    const t = texts(found.speech.language);
    const denied = c.req.query("denied") === "1";
    return c.html(
      await page(c, found as Found, {
        assetId: (other === "" ? asset! : other!).toLowerCase(),
        request: request!,
        problem: denied ? { field: "signIn", text: t("claim.problem.denied") } : null,
      }),
    );
  });

  routes.post("/claim/:secret/to", async (c) => {
    const form = await readForm(c);
    const found = await desk.find(c, form);
    if (!found.remittance) return desk.notice(c, "unknown", found.speech);
    const { remittance, speech } = found as Found;
    const over = overOf(remittance, now());
    if (over) return desk.notice(c, over, speech, 409);
    const t = texts(speech.language);
    const field = (name: string) => (form.get(name) ?? "").slice(0, MOST_TYPED);
    const [assetId, request] = [field("asset").toLowerCase(), field("request")];
    const typed = { id: field("id"), mix: field("mix"), address: field("address"), tag: field("tag") };
    const again = async (problem: NonNullable<ClaimPageProps["problem"]>) =>
      c.html(await page(c, found as Found, { assetId, request, typed, problem }), 422);

    const choice = choicesOf(remittance, market, now()).find((one) => one.assetId === assetId);
    if (!choice) return again({ field: "currency", text: t("claim.problem.currency") });
    if (field("way") === "id") {
      const read = await readMixinId(options, typed.id);
      if (!read.ok) return again(worded(read, choice, speech));
      const { userId } = read.user;
      const asked = await inTransaction(database.db, (tx) =>
        createClaimRequest(tx, { remittanceId: remittance.id, userId, now: now() }),
      );
      if (!asked) return again({ field: "id", text: t("claim.problem.requests") });
      await desk.remember([read.user]);
      return c.redirect(inSpeech(`${found.path}/asked/${asked.id}`, speech, { asset: assetId }), 303);
    }
    const to = await readTo(c, remittance, field("way"), { request, choice, ...typed });
    if (!to) return again({ field: "signIn", text: t("claim.problem.denied") });
    if (!to.ok) return again(worded(to, choice, speech));
    const opened = await open(remittance, to.to, choice);
    if (opened.ok) return c.redirect(inSpeech(`${found.path}/confirm/${opened.orderId}`, speech), 303);
    if (opened.over) return desk.notice(c, opened.over, speech, 409);
    return again(
      opened.noPrice
        ? { field: "currency", text: t("claim.problem.price") }
        : { field: fieldOf(field("way")), text: t("claim.problem.here") },
    );
  });

  /** Where the money is to go; null: to somebody who is not recognised (any more). */
  async function readTo(
    c: Context,
    remittance: Remittance,
    way: string,
    given: { request: string; choice: Choice; mix: string; address: string; tag: string },
  ): Promise<ReadTo | null> {
    switch (way) {
      case "mix":
        return readMix(options, given.mix);
      case "chain":
        return readChainAddress(options, given.choice, given, rates);
      default: {
        const person = await desk.personOf(c, remittance, given.request);
        return person && toUser(options, person.userId);
      }
    }
  }

  /** The order of this wish, with a quote for it where money is exchanged. */
  async function open(remittance: Remittance, to: ClaimTo, { assetId, rate }: Choice) {
    const wish = { remittanceId: remittance.id, to, settlementAsset: rate === null ? null : assetId, now: now() };
    const prepared = await inTransaction(database.db, (tx) => prepareClaim(tx, wish));
    if (!prepared.ok) {
      const over = prepared.reason === "not_payable" ? null : overOf(remittance, now(), prepared.reason);
      return { ok: false as const, over, noPrice: false };
    }
    const orderId = prepared.order.id;
    if (rate === null) return { ok: true as const, orderId };
    const quoted = await requestQuote(database.db, market, { orderId, assetId: remittance.assetId!, now: now() });
    return quoted.ok ? { ok: true as const, orderId } : { ok: false as const, over: null, noPrice: true };
  }

  function worded({ field, problem, values = {} }: ToProblem, { assetId }: Choice, { language }: Speech) {
    const fee = values.fee === undefined ? "" : formatAmount(plain(values.fee), assetLabel(assetId, rates), language);
    const { name = "", id = "", network = "" } = values;
    return { field, text: texts(language)(`claim.problem.${problem}`, { name, id, network, fee }) };
  }

  routes.get("/claim/:secret/take/:order", (c) => {
    const path = `${pathOf(c)}/confirm/${encodeURIComponent(c.req.param("order"))}`;
    return c.redirect(inSpeech(path, speechOf(c)), 303);
  });
  // Somebody reloads or changes the language on a form's own address.
  routes.get("/claim/:secret/:step{to|take|confirm}", (c) => c.redirect(inSpeech(pathOf(c), speechOf(c)), 303));
  return routes;
}

/** As it was asked for: an address may be rubbish, and no header can have that. */
const pathOf = (c: Context): string => `/claim/${encodeURIComponent(c.req.param("secret") ?? "")}`;

const fieldOf = (way: string): ToProblem["field"] => (way === "mix" || way === "chain" ? way : "person");
