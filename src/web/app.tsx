import { type Context, Hono, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import { secureHeaders } from "hono/secure-headers";
import { trimTrailingSlash } from "hono/trailing-slash";
import { docsRoutes } from "./api/docs.js";
import { openApiRoutes } from "./api/openapi.js";
import { apiRoutes } from "./api/routes.js";
import { componentRoutes } from "./component.js";
import { isFramed } from "./frames.js";
import { speechOf } from "./language.js";
import { createLimiter } from "./limiter.js";
import type { ClaimOptions, Services, WebOptions } from "./options.js";
import { Front, Notice } from "./pages/notice.js";
import { createVisits } from "./claim-visit.js";
import { createClaimDesk } from "./routes/claim-desk.js";
import { claimRoutes } from "./routes/claim.js";
import { codeRoutes } from "./routes/code.js";
import { liveRoutes } from "./routes/live.js";
import { operationRoutes } from "./routes/operation.js";
import { orderRoutes } from "./routes/order.js";
import { payRoutes } from "./routes/pay.js";
import { receiptRoutes } from "./routes/receipt.js";
import { staticRoutes } from "./static-files.js";
import { tillRoutes } from "./till/routes.js";
import { createWays } from "./ways.js";
import { addressOf } from "./who-asks.js";

export type { WebOptions } from "./options.js";

/** No form of ours comes near this. */
const BODY_BYTES = 16 * 1024;
const ORDER_LIMIT = { burst: 120, perSecond: 2 };

/** The pages for payers and the addresses for operators. `close` ends the live streams, so that a server can stop. */
export function createWeb(options: WebOptions): { app: Hono; close(): void } {
  const now = options.clock ?? (() => new Date());
  const { database, market, payLink, log, mail } = options;
  const services: Services = {
    database,
    market,
    payLink,
    log,
    now,
    ways: createWays(market, now),
    ...(mail && { mail }),
  };
  const live = liveRoutes(services, options.isProxy);
  const app = new Hono();

  // Before all that is for pages: programs get neither their headers nor their notices, and have limits of their own.
  if (options.api) app.route("/v1", apiRoutes(services, options.api, options.isProxy)).route("/", componentRoutes());
  app.use(trimTrailingSlash());
  app.use(headers(options));
  app.use(bodyLimit({ maxSize: BODY_BYTES, onError: (c) => notice(c, "refused", 413) }));
  app.post("*", limitOrders(options, now));
  app.route("/", operationRoutes(options));
  app.route("/", staticRoutes());
  app.get("/", (c) => c.html(<Front speech={speechOf(c)} />));
  if (options.api) app.route("/", openApiRoutes(options.publicUrl)).route("/", docsRoutes(options.publicUrl));
  app.route("/", live.routes);
  app.route("/", orderRoutes(services, options.api?.botId ?? ""));
  app.route("/", receiptRoutes(services, options.publicUrl, options.isProxy));
  if (options.api) app.route("/", payRoutes({ ...services, ...options.api }, options.isProxy));
  if (options.claims) app.route("/", claims(services, options, options.claims));
  if (options.till) app.route("/", tillRoutes(services, options.till, options.publicUrl));
  app.route("/", codeRoutes(services));
  app.notFound((c) => notice(c, "notFound", 404));
  app.onError((error, c) => {
    if (error instanceof HTTPException && error.status < 500) return notice(c, "refused", error.status);
    log("error", "a request failed", { error, method: c.req.method, path: loggable(c.req.path) });
    return notice(c, "failed", 500);
  });
  return { app, close: live.close };
}

function claims(services: Services, { publicUrl, isProxy }: WebOptions, given: ClaimOptions): Hono {
  const visits = createVisits(given.key, publicUrl.startsWith("https:"), services.now);
  return claimRoutes(services, given, createClaimDesk(services, given, { visits, isProxy }));
}

type NoticeStatus = 404 | 413 | 429 | 500 | HTTPException["status"];

function notice(c: Context, kind: "notFound" | "failed" | "refused" | "tooMany", status: NoticeStatus) {
  // The page's own address may be rubbish of any length: its language links lead to the front page then.
  const path = kind === "tooMany" ? c.req.path : "/";
  return c.html(<Notice kind={kind} speech={speechOf(c)} path={path} />, status);
}

/** A claim link's secret is money, and a till link's opens a shop's till: no log has them. */
const loggable = (path: string): string =>
  path.replace(/^\/claim\/[^/]+/, "/claim/…").replace(/^\/till\/open\/.+/, "/till/open/…");

/** Nothing but our own files runs, loads or receives a form; nobody frames us unless told, but for payments that ask for it. */
function headers(options: WebOptions): MiddlewareHandler {
  const secure = securedFor(options.frameAncestors, options);
  const framed = securedFor(["*"], options);
  return async (c, next) => {
    await (isFramed(c) ? framed : secure)(c, next);
    if (c.res.headers.has("cache-control")) return;
    // What is due and what is paid changes by the second, and differs by language.
    c.res.headers.set("cache-control", "no-store");
    c.res.headers.set("vary", "Accept-Language, User-Agent");
  };
}

const securedFor = (frameAncestors: string[], { publicUrl }: WebOptions): MiddlewareHandler =>
  secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", "data:"],
      connectSrc: ["'self'"],
      formAction: ["'self'"],
      manifestSrc: ["'self'"],
      workerSrc: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: frameAncestors.length > 0 ? frameAncestors : ["'none'"],
    },
    xFrameOptions: frameAncestors.length > 0 ? false : "DENY",
    referrerPolicy: "same-origin",
    strictTransportSecurity: publicUrl.startsWith("https:") ? "max-age=31536000" : false,
    permissionsPolicy: { camera: [], microphone: [], geolocation: [], payment: [] },
  });

/** Every POST opens an order or a quote: rows that anybody could make without end. */
function limitOrders(options: WebOptions, now: () => Date): MiddlewareHandler {
  const limiter = createLimiter(options.orderLimit ?? ORDER_LIMIT, now);
  return async (c, next) => {
    const wait = limiter.take(addressOf(c, options.isProxy));
    if (wait === 0) return next();
    c.header("retry-after", String(wait));
    return notice(c, "tooMany", 429);
  };
}
