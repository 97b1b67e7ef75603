import type { Context, MiddlewareHandler } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { LANGUAGES, type Language } from "../../i18n/index.js";
import { type TillHolder, TILL_SESSION_MS, tillHolder } from "../../shop/till.js";
import { type Speech, speechOf } from "../language.js";
import { createLimiter } from "../limiter.js";
import type { Services, TillOptions } from "../options.js";
import { TillNotice } from "./pages/notice.js";
import type { At } from "./pages/frame.js";

/** What a request at the counter knows once its device is known. */
export interface TillEnv {
  Variables: { holder: TillHolder; at: At };
}

export interface DeskOptions extends TillOptions {
  /** Without a slash at the end. */
  publicUrl: string;
}

const TOKEN = "till";
const LANGUAGE = "till-language";
/** What one device may ring up and look at to give back: at once, and a second in the long run. */
const LIMIT = { burst: 30, perSecond: 0.25 };

const spoken = (text: string | null | undefined): Language | undefined => LANGUAGES.find((one) => one === text);

export type Desk = ReturnType<typeof createDesk>;

/** What all routes of the counter share: who is at the device, in which language, and whether a form is from our own page. */
export function createDesk(services: Services, options: DeskOptions) {
  const { database, now } = services;
  const isSecure = options.publicUrl.startsWith("https:");
  const limiter = createLimiter(LIMIT, now);
  const cookie = { path: "/till", httpOnly: true, sameSite: "Lax", secure: isSecure } as const;

  /** The language that was chosen on this device; else the person's in the chat; else the browser's. */
  function speech(c: Context, holder: TillHolder | null): Speech {
    const asked = spoken(c.req.query("lang"));
    if (asked) setCookie(c, LANGUAGE, asked, { ...cookie, maxAge: TILL_SESSION_MS / 1000 });
    const language = asked ?? spoken(getCookie(c, LANGUAGE)) ?? spoken(holder?.person?.language);
    return { language: language ?? speechOf(c).language, chosen: false };
  }

  const holderOf = (c: Context): Promise<TillHolder | null> =>
    tillHolder(database.db, getCookie(c, TOKEN) ?? "", now());

  /** The language that a form was drawn in: its amounts are read in it, though another was chosen meanwhile. */
  const written = (speech: Speech, field: string | null | undefined): Speech => ({
    ...speech,
    language: spoken(field) ?? speech.language,
  });

  const notice = (
    c: Context,
    kind: Parameters<typeof TillNotice>[0]["kind"],
    status: 401 | 403 | 404 | 410 | 409 | 429,
  ) => c.html(<TillNotice kind={kind} bot={options.bot} speech={speech(c, null)} />, status);

  return {
    bot: options.bot,
    publicUrl: options.publicUrl,
    notice,
    holderOf,
    speech,
    written,

    recognise(c: Context, token: string): void {
      setCookie(c, TOKEN, token, { ...cookie, maxAge: TILL_SESSION_MS / 1000 });
    },
    forget(c: Context): void {
      deleteCookie(c, TOKEN, { path: "/till" });
    },

    /** Lets in whose device is signed in, by the rights of this moment. */
    signedIn: (async (c, next) => {
      const holder = await holderOf(c);
      if (!holder) return notice(c, "out", 401);
      c.set("holder", holder);
      c.set("at", { holder, speech: speech(c, holder), rates: services.market.rates, now: now() });
      return next();
    }) satisfies MiddlewareHandler<TillEnv>,

    /** No other site acts in the name of whoever is signed in here: browsers say from where a form comes. */
    ownForms: (async (c, next) => {
      if (c.req.method === "GET" || c.req.method === "HEAD" || comesFromHere(c, options.publicUrl)) return next();
      return notice(c, "refused", 403);
    }) satisfies MiddlewareHandler,

    /** How often one device may do what makes rows. */
    slowly: (async (c, next) => {
      const wait = limiter.take(c.get("holder").session.id);
      if (wait === 0) return next();
      c.header("retry-after", String(wait));
      return notice(c, "tooMany", 429);
    }) satisfies MiddlewareHandler<TillEnv>,
  };
}

/** By what the browser says, else by the origin that it names; a form that says neither is no browser's of today. */
function comesFromHere(c: Context, publicUrl: string): boolean {
  const site = c.req.header("sec-fetch-site");
  if (site !== undefined) return site === "same-origin";
  const origin = c.req.header("origin") ?? "";
  if (!URL.canParse(origin)) return false;
  // A page of another site cannot choose which host it is told that it asks.
  return new URL(origin).origin === new URL(publicUrl).origin || new URL(origin).host === c.req.header("host");
}
