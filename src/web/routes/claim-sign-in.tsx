import { Hono } from "hono";
import { isUuid } from "../../db/ids.js";
import { claimRefusal } from "../../payments/remittances/claim.js";
import { remittanceBySecret } from "../../shop/claims.js";
import { inSpeech, type Speech, speechOf } from "../language.js";
import type { ClaimOptions, Services } from "../options.js";
import type { ClaimDesk } from "./claim-desk.js";

/** To Mixin's own page and back. Only a browser that left with a link comes back to it; no money moves by it. */
export function signInRoutes({ database, log, now }: Services, { signIn }: ClaimOptions, desk: ClaimDesk): Hono {
  const routes = new Hono();

  // A link and no form: what a form may lead to is bound to our own pages.
  routes.get("/claim/:secret/sign-in", async (c) => {
    const { remittance, speech, secret, path } = await desk.find(c);
    if (!remittance) return desk.notice(c, "unknown", speech);
    if (claimRefusal(remittance, now())) return c.redirect(inSpeech(path, speech), 303);
    const asset = c.req.query("asset") ?? "";
    const { verifier, challenge } = signIn.challenge();
    const leaving = {
      verifier,
      secret,
      assetId: isUuid(asset) ? asset : "",
      lang: speech.chosen ? speech.language : null,
    };
    const state = desk.visits.leave(c, leaving);
    return c.redirect(signIn.authorizeUrl({ state, challenge }), 303);
  });

  routes.get("/claim/signed-in", async (c) => {
    const leaving = desk.visits.comeBack(c, c.req.query("state") ?? "");
    const remittance = leaving && (await remittanceBySecret(database.db, leaving.secret));
    if (!remittance) return desk.notice(c, "unknown", speechOf(c));
    const speech: Speech = { language: speechOf(c).language, chosen: false };
    const back = (more: Record<string, string>) => {
      const query = { ...(leaving.assetId && { asset: leaving.assetId }), ...(leaving.lang && { lang: leaving.lang }) };
      return c.redirect(inSpeech(`/claim/${leaving.secret}`, speech, { ...query, ...more }), 303);
    };
    const code = c.req.query("code") ?? "";
    if (code === "") return back({ denied: "1" });
    const user = await signIn.user(code, leaving.verifier).catch((error: unknown) => {
      log("warn", "Mixin does not say who has signed in", { error });
      return null;
    });
    if (!user) return back({ denied: "1" });
    const { userId, fullName, identityNumber } = user;
    desk.visits.recognise(c, { userId, fullName, identityNumber, remittanceId: remittance.id });
    return back({});
  });
  return routes;
}
