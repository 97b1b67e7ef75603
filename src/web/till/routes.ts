import { Hono } from "hono";
import { NotAllowed } from "../../shop/rights.js";
import type { Services, TillOptions } from "../options.js";
import { chargeRoutes } from "./charge-routes.js";
import { createDesk, type TillEnv } from "./desk.js";
import { openRoutes } from "./open-routes.js";
import { paymentRoutes } from "./payment-routes.js";
import { shellRoutes } from "./shell.js";

/** `/till`: the counter on a phone or tablet, for devices that were signed in by a link from the chat. */
export function tillRoutes(services: Services, options: TillOptions, publicUrl: string): Hono {
  const desk = createDesk(services, { ...options, publicUrl });
  const signedIn = new Hono<TillEnv>();
  for (const path of ["/till", "/till/charge", "/till/charge/*", "/till/payments", "/till/payments/*"]) {
    signedIn.use(path, desk.signedIn);
  }
  signedIn.route("/", chargeRoutes(services, desk));
  signedIn.route("/", paymentRoutes(services, desk, options.key));
  signedIn.onError((error, c) => {
    // Taken away between the look and the deed.
    if (error instanceof NotAllowed) return desk.notice(c, "out", 401);
    throw error;
  });

  const routes = new Hono();
  routes.use("/till/*", desk.ownForms);
  routes.route("/", shellRoutes());
  routes.route("/", openRoutes(services, desk));
  routes.route("/", signedIn);
  return routes;
}
