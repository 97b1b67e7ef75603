import { type Context, Hono } from "hono";
import { inTransaction } from "../../db/database.js";
import { deriveId, freshId, isUuid } from "../../db/ids.js";
import { texts } from "../../i18n/index.js";
import { fiatDigits } from "../../payments/fiat.js";
import { PLACES } from "../../payments/money.js";
import { openOrder, openUnlessTaken } from "../../payments/orders.js";
import { requestQuote } from "../../payments/quotes.js";
import { type Code, codeBySlug, orderTerms } from "../../shop/codes.js";
import { type Merchant, merchantByHandle } from "../../shop/merchants.js";
import { person } from "../../shop/people.js";
import { amountError, readAmount } from "../amount.js";
import { readForm, visitOf } from "../forms.js";
import { inSpeech, type Speech, speechOf } from "../language.js";
import type { Services } from "../options.js";
import { whyNot } from "../refusal.js";
import { CodePage, type CodePageProps } from "../pages/code.js";
import { ShopFront } from "../pages/notice.js";

/** Rates are shown for one unit while the amount is still to be typed. */
const ONE = "1";
const ADDRESS_PART = /^[a-z0-9-]{1,80}$/i;

/** `/{handle}/{slug}`: the page of a receipt code, and what its form does; `/{handle}`: whose it is. */
export function codeRoutes(services: Services): Hono {
  const { database, market, now, ways } = services;
  const { rates } = market;
  const routes = new Hono();

  async function find(c: Context): Promise<{ merchant: Merchant; code: Code } | null> {
    const [handle, slug] = [c.req.param("handle") ?? "", c.req.param("slug") ?? ""];
    if (!ADDRESS_PART.test(handle) || !ADDRESS_PART.test(slug)) return null;
    return codeBySlug(database.db, handle, slug);
  }

  async function pageOf(
    { merchant, code }: { merchant: Merchant; code: Code },
    speech: Speech,
    change: Pick<CodePageProps, "typed" | "amountError" | "assetError"> & { visit?: string } = {},
  ) {
    const wanted = { ...code, quoteAmount: code.quoteAmount ?? ONE };
    const mixinId = (await person(database.db, merchant.id))?.identityNumber ?? "";
    return (
      <CodePage {...{ merchant, code, mixinId, rates, speech }} ways={ways(wanted)} visit={freshId()} {...change} />
    );
  }

  routes.get("/:handle", async (c) => {
    const handle = c.req.param("handle");
    const merchant = ADDRESS_PART.test(handle) ? await merchantByHandle(database.db, handle) : null;
    if (!merchant) return c.notFound();
    const mixinId = (await person(database.db, merchant.id))?.identityNumber ?? "";
    return c.html(
      <ShopFront name={merchant.name} {...{ mixinId }} path={`/${merchant.handle}`} speech={speechOf(c)} />,
    );
  });

  routes.get("/:handle/:slug", async (c) => {
    const found = await find(c);
    return found ? c.html(await pageOf(found, speechOf(c))) : c.notFound();
  });

  routes.post("/:handle/:slug", async (c) => {
    const found = await find(c);
    if (!found) return c.notFound();
    const { code } = found;
    const form = await readForm(c);
    const speech = speechOf(c, form);
    const t = texts(speech.language);
    if (code.state !== "active") return c.html(await pageOf(found, speech), 409);

    const typed = { amount: form.get("amount")?.slice(0, 60) ?? "", assetId: form.get("asset")?.slice(0, 60) ?? "" };
    const visit = visitOf(form);
    const again = async (errors: Pick<CodePageProps, "amountError" | "assetError">) =>
      c.html(await pageOf(found, speech, { typed, visit, ...errors }), 422);

    const places = fiatDigits(code.quoteAsset) ?? PLACES;
    const price = code.quoteAmount === null ? readAmount(typed.amount, speech.language, places) : null;
    if (price && !price.ok) return again({ amountError: amountError(price.problem, places, speech.language) });
    const quoteAmount = price?.amount ?? code.quoteAmount!;
    const wanted = { ...code, quoteAmount };
    if (!ways(wanted).offers.some((offer) => offer.asset.assetId === typed.assetId)) {
      const why = isUuid(typed.assetId)
        ? await whyNot(wanted, typed.assetId.toLowerCase(), { db: database.db, market, now: now(), speech })
        : t("web.code.assetGone");
      return again({ assetError: typed.assetId ? why : t("web.code.chooseAsset") });
    }

    const order = await open({ ...found, quoteAmount, visit, speech });
    const quoted = await requestQuote(database.db, market, { orderId: order, assetId: typed.assetId, now: now() });
    if (quoted.ok) return c.redirect(inSpeech(`/code/${order}`, speech), 303);
    // The order is there either way: its page says why not, and asks again.
    services.log("info", "an order was opened without a quote", { order, reason: quoted.reason });
    return c.redirect(inSpeech(`/code/${order}`, speech, { not: typed.assetId }), 303);
  });

  /**
   * The order of this visit; a new one when that of the visit is over already (the page was gone back to), the code was
   * changed meanwhile, or a program has taken its id.
   */
  async function open(input: { merchant: Merchant; code: Code; quoteAmount: string; visit: string; speech: Speech }) {
    const { merchant, code, quoteAmount, visit, speech } = input;
    const order = { ...orderTerms(merchant, code), quoteAmount, language: speech.language };
    return inTransaction(database.db, async (tx) => {
      const id = deriveId(`${visit}:${code.id}:${quoteAmount}`, "order");
      const opened = await openUnlessTaken(tx, { ...order, id });
      if (opened?.state === "open" && (!opened.deadline || opened.deadline > now())) return opened.id;
      return (await openOrder(tx, { ...order, id: freshId() })).id;
    });
  }
  return routes;
}
