import { type Context, Hono } from "hono";
import type { ApiOptions, Services } from "../options.js";
import type { IsProxy } from "../who-asks.js";
import type { ApiServices, Endpoint } from "./endpoint.js";
import { ENDPOINTS } from "./endpoints/index.js";
import { answered, preflight, refused } from "./envelope.js";
import { API_ERRORS, ApiError } from "./errors.js";
import { namesOf, readInput, TooLarge } from "./input.js";
import { validated } from "./issues.js";
import { createLimits } from "./limits.js";

/** Every endpoint at its path, to be mounted under `/v1`; whatever else is asked for there is answered in their manner. */
export function apiRoutes(services: Services, options: ApiOptions, isProxy: IsProxy): Hono {
  const given: ApiServices = { ...services, ...options };
  const limits = createLimits(options.limits, services.now, isProxy);
  const api = new Hono();
  api.options("*", preflight);
  for (const endpoint of ENDPOINTS) api.on(endpoint.method, routeOf(endpoint), answering(endpoint, given, limits));
  for (const path of new Set(ENDPOINTS.map(routeOf))) api.all(path, (c) => refusedMethod(c, path, given));
  api.all("*", (c) => {
    const [code, message] = API_ERRORS.notFound;
    return refused(c, given.now(), { code, message, status: 404 });
  });
  api.onError((error, c) => failed(c, error, given, {}));
  return api;
}

/** `/user/mixin_uuid/{mixin_id}` as routes are written. */
const routeOf = ({ path }: Endpoint): string => path.replaceAll(/\{(\w+)\}/g, ":$1");

function answering(endpoint: Endpoint, given: ApiServices, limits: ReturnType<typeof createLimits>) {
  const names = namesOf(endpoint.input);
  return async (c: Context): Promise<Response> => {
    const ofAddress = limits.ofAddress(c, endpoint);
    let { headers } = ofAddress;
    try {
      ofAddress.demand();
      const sent = await readInput(c, names);
      const ofPayee = limits.ofPayee(c, endpoint, sent["payeeId"]);
      // Whose limit ends the request is told; else the caller's own.
      if (ofPayee && "retry-after" in ofPayee.headers) ({ headers } = ofPayee);
      ofPayee?.demand();
      const data = await endpoint.handle(given, validated(endpoint.input, sent));
      return answered(c, given.now(), data, headers);
    } catch (error) {
      return failed(c, error, given, headers);
    }
  };
}

function failed(c: Context, error: unknown, { log, now }: ApiServices, headers: Record<string, string>): Response {
  if (error instanceof ApiError) {
    const status = error instanceof TooLarge ? 413 : error.problem === "rate" ? 429 : 200;
    return refused(c, now(), { code: error.code, message: error.message, status }, headers);
  }
  // Without the query: it may hold what a shop tells nobody.
  log("error", "an API request failed", { error, method: c.req.method, path: c.req.path });
  const [code, message] = API_ERRORS.server;
  return refused(c, now(), { code, message, status: 500 }, headers);
}

function refusedMethod(c: Context, path: string, { now }: ApiServices): Response {
  const allow = [...ENDPOINTS.filter((one) => routeOf(one) === path).map(({ method }) => method), "OPTIONS"].join(", ");
  const [code, message] = API_ERRORS.method;
  return refused(c, now(), { code, message, status: 405 }, { allow });
}
