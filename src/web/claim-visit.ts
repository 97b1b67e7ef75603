import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { MixinUser } from "./options.js";

/** On the way to Mixin and back: whose return it is, and where it goes on. */
interface Leaving {
  state: string;
  verifier: string;
  secret: string;
  assetId: string;
  lang: string | null;
}

/** Who was recognised, for this transfer alone. */
interface Visitor extends Pick<MixinUser, "userId" | "fullName" | "identityNumber"> {
  remittanceId: string;
}

const LEAVING_SECONDS = 15 * 60;
const VISITOR_SECONDS = 30 * 60;

/** What a browser carries on claim pages, signed so that nobody makes themselves somebody. */
export function createVisits(key: Buffer, isSecure: boolean, now: () => Date) {
  const signature = (name: string, text: string) =>
    createHmac("sha256", key).update(`cookie ${name} ${text}`).digest("base64url");

  function put(c: Context, name: string, value: object, seconds: number): void {
    const sealed = { ...value, until: now().getTime() + seconds * 1000 };
    const text = Buffer.from(JSON.stringify(sealed)).toString("base64url");
    setCookie(c, name, `${text}.${signature(name, text)}`, {
      path: "/claim",
      httpOnly: true,
      // Lax: it has to come along when Mixin sends the person back.
      sameSite: "Lax",
      secure: isSecure,
      maxAge: seconds,
    });
  }

  function read(c: Context, name: string): unknown {
    const [text = "", signed = ""] = (getCookie(c, name) ?? "").split(".");
    const [given, right] = [Buffer.from(signed), Buffer.from(signature(name, text))];
    if (given.length !== right.length || !timingSafeEqual(given, right)) return null;
    const value = JSON.parse(Buffer.from(text, "base64url").toString("utf8")) as { until: number };
    return value.until > now().getTime() ? value : null;
  }

  return {
    leave(c: Context, leaving: Omit<Leaving, "state">): string {
      const state = randomBytes(24).toString("base64url");
      put(c, "claim-leaving", { ...leaving, state }, LEAVING_SECONDS);
      return state;
    },
    /** Once: what somebody left with, when they come back with the same state. */
    comeBack(c: Context, state: string): Leaving | null {
      const leaving = read(c, "claim-leaving") as Leaving | null;
      deleteCookie(c, "claim-leaving", { path: "/claim" });
      return leaving !== null && leaving.state === state ? leaving : null;
    },
    recognise: (c: Context, visitor: Visitor): void => put(c, "claim-visitor", visitor, VISITOR_SECONDS),
    visitor(c: Context, remittanceId: string): Visitor | null {
      const visitor = read(c, "claim-visitor") as Visitor | null;
      return visitor?.remittanceId === remittanceId ? visitor : null;
    },
  };
}

export type Visits = ReturnType<typeof createVisits>;
