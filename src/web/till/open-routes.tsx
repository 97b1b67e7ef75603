import { Hono } from "hono";
import { inTransaction } from "../../db/database.js";
import { texts } from "../../i18n/index.js";
import { leaveTill, openTill, tillLinkShows } from "../../shop/till.js";
import { readForm } from "../forms.js";
import type { Services } from "../options.js";
import type { Desk } from "./desk.js";
import { deviceName } from "./device.js";
import { OpenTill } from "./pages/notice.js";

/** Signing a device in by a link from the chat, and out again. */
export function openRoutes({ database, now, log }: Services, desk: Desk): Hono {
  const { db } = database;
  const routes = new Hono();

  routes.get("/till/open/:secret", async (c) => {
    const secret = c.req.param("secret");
    const shown = await tillLinkShows(db, secret, now());
    if (!shown) return desk.notice(c, "over", 410);
    const url = `${desk.publicUrl}/till/open/${secret}`;
    return c.html(<OpenTill {...shown} url={url} secret={secret} speech={desk.speech(c, null)} />);
  });

  // Somebody reloads the form's own address.
  routes.get("/till/open", (c) => c.redirect("/till", 303));

  routes.post("/till/open", async (c) => {
    const secret = (await readForm(c)).get("secret") ?? "";
    const device = deviceName(c.req.header("user-agent") ?? "") || texts(desk.speech(c, null).language)("till.device");
    const before = await desk.holderOf(c);
    const wanted = { secret, device, before: before?.session ?? null, now: now() };
    const opened = await inTransaction(db, (tx) => openTill(tx, wanted));
    if (!opened.ok)
      return desk.notice(c, opened.reason === "full" ? "full" : "over", opened.reason === "full" ? 409 : 410);
    const { id, merchantId } = opened.session;
    log("info", "a till was opened on a device", { session: id, merchant: merchantId });
    desk.recognise(c, opened.token);
    return c.redirect("/till", 303);
  });

  routes.post("/till/out", async (c) => {
    const holder = await desk.holderOf(c);
    desk.forget(c);
    if (holder) await inTransaction(db, (tx) => leaveTill(tx, { session: holder.session, now: now() }));
    return c.redirect("/till", 303);
  });
  return routes;
}
