import { type Context, Hono } from "hono";
import type { ApiOptions, Services } from "../options.js";
import { addressOf, type IsProxy, networkOf } from "../who-asks.js";
import { type ApiServices, type Endpoint, isExact } from "./endpoint.js";
import { ENDPOINTS } from "./endpoints/index.js";
import { answered, preflight, refused } from "./envelope.js";
import { API_ERRORS, ApiError } from "./errors.js";
import { namesOf, readInput, TooLarge } from "./input.js";
import { validated } from "./issues.js";
import { idempotencyKeyOf } from "./idempotency.js";
import { holderOfKey } from "./keys.js";
import { createLimits, tighter } from "./limits.js";

/** Every endpoint at its path, to be mounted under `/v1`; whatever else is asked for there is answered in their manner. */
export function apiRoutes(services: Services, options: ApiOptions, isProxy: IsProxy): Hono {
  const given: ApiServices = { ...services, ...options };
  const limits = createLimits(options.limits, services.now, isProxy);
  const networkFrom = (c: Context): string => networkOf(addressOf(c, isProxy));
  const api = new Hono();
  api.options("*", preflight);
  for (const endpoint of ENDPOINTS)
    api.on(endpoint.method, routeOf(endpoint), answering(endpoint, given, limits, networkFrom));
  for (const path of new Set(ENDPOINTS.map(routeOf))) api.all(path, (c) => refusedMethod(c, path, given));
  api.all("*", (c) => {
    const [code, message] = API_ERRORS.notFound;
    return refused(c, given.now(), { code, message, status: 404 });
  });
  api.onError((error, c) => failed(c, error, given, {}));
  return api;
}

const UNSURE =
  "Something went wrong on our side, and it may have been done all the same. Look before you ask for it again; with an Idempotency-Key it is safe to ask at once.";

/** `/user/mixin_uuid/{mixin_id}` as routes are written. */
const routeOf = ({ path }: Endpoint): string => path.replaceAll(/\{(\w+)\}/g, ":$1");

function answering(
  endpoint: Endpoint,
  given: ApiServices,
  limits: ReturnType<typeof createLimits>,
  networkFrom: (c: Context) => string,
) {
  const names = namesOf(endpoint.input);
  const care = isExact(endpoint) ? "exact" : "lenient";
  return async (c: Context): Promise<Response> => {
    const ofAddress = limits.ofAddress(c, endpoint);
    let { headers } = ofAddress;
    try {
      ofAddress.demand();
      const holder = endpoint.scope === undefined ? null : await holderOfKey(c, endpoint.scope, given);
      const ofShop = holder && limits.ofShop(holder.shop);
      if (ofShop) headers = tighter(ofAddress, ofShop).headers;
      ofShop?.demand();
      const sent = await readInput(c, names, care);
      const ofPayee = limits.ofPayee(c, endpoint, sent["payeeId"]);
      // Whose limit ends the request is told; else the caller's own.
      if (ofPayee && "retry-after" in ofPayee.headers) ({ headers } = ofPayee);
      ofPayee?.demand();
      const idempotencyKey = idempotencyKeyOf(c, care);
      const network = networkFrom(c);
      const asking = { idempotencyKey, network, shop: holder?.shop ?? null, key: holder?.key ?? null };
      const data = await endpoint.handle(given, validated(endpoint.input, sent), asking);
      return answered(c, given.now(), data, headers);
    } catch (error) {
      return failed(c, error, given, headers, isExact(endpoint) && !c.req.header("idempotency-key")?.trim());
    }
  };
}

/** `isUnsure`: it may have been done, and asking for it again would be doing it again. */
function failed(
  c: Context,
  error: unknown,
  { log, now }: ApiServices,
  headers: Record<string, string>,
  isUnsure = false,
): Response {
  if (error instanceof ApiError) {
    const status = error instanceof TooLarge ? 413 : error.status;
    return refused(c, now(), { code: error.code, message: error.message, status }, { ...headers, ...error.headers });
  }
  // Without the query: it may hold what a shop tells nobody.
  log("error", "an API request failed", { error, method: c.req.method, path: c.req.path });
  const [code, sentence] = API_ERRORS.server;
  const message = isUnsure ? UNSURE : sentence;
  return refused(c, now(), { code, message, status: 500 }, headers);
}

function refusedMethod(c: Context, path: string, { now }: ApiServices): Response {
  const methods = ENDPOINTS.filter((one) => routeOf(one) === path).map(({ method }) => method);
  const [code, sentence] = API_ERRORS.method;
  const message = `${sentence} Ask it with ${methods.join(" or ")}.`;
  return refused(c, now(), { code, message, status: 405 }, { allow: [...methods, "OPTIONS"].join(", ") });
}
