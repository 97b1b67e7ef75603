import type { Context, MiddlewareHandler } from "hono";
import { isUuid } from "../../db/ids.js";
import { type ClaimRefusal, claimRefusal } from "../../payments/remittances/claim.js";
import type { Remittance } from "../../payments/remittances/read.js";
import { claimRequest, claimRequestState } from "../../shop/claim-requests.js";
import { isClaimSecret, remittanceBySecret } from "../../shop/claims.js";
import { secretHash } from "../../shop/secrets.js";
import { ensurePeople, person } from "../../shop/people.js";
import { labelOf } from "../claim-to.js";
import type { Visits } from "../claim-visit.js";
import { type Speech, speechOf } from "../language.js";
import { createLimiter } from "../limiter.js";
import type { ClaimOptions, MixinUser, Services } from "../options.js";
import type { ClaimFrame } from "../pages/claim.js";
import { ClaimNotice, type ClaimOver } from "../pages/claim-notice.js";
import { Notice } from "../pages/notice.js";
import { addressOf, type IsProxy } from "../who-asks.js";

/** What was opened, by its link. */
export interface Found {
  secret: string;
  /** `/claim/{secret}`. */
  path: string;
  remittance: Remittance;
  speech: Speech;
}

type Looked = Omit<Found, "remittance"> & { remittance: Remittance | null };

const LIMIT = { burst: 20, perSecond: 0.2 };

/** Why a transfer cannot be claimed now, as its page tells it; null when it can. */
export function overOf(remittance: Remittance, now: Date, given?: ClaimRefusal): ClaimOver | null {
  const reason = given ?? claimRefusal(remittance, now);
  switch (reason) {
    case null:
      return null;
    case "returned":
      return remittance.returnReason === "cancelled" ? "cancelled" : "returned";
    case "unpaid":
      return "unpaid";
    case "taken":
    case "expired":
    case "unknown":
      return reason;
    case "not_payable":
      return "returned";
    default:
      return reason satisfies never;
  }
}

export type ClaimDesk = ReturnType<typeof createClaimDesk>;

/** What all claim routes share: what a link leads to, who is in front of it, and how often they may try. */
export function createClaimDesk(
  services: Services,
  options: ClaimOptions,
  { visits, isProxy }: { visits: Visits; isProxy: IsProxy },
) {
  const { database, market, now } = services;
  const { db } = database;
  const limits = options.limit ?? LIMIT;
  const byAddress = createLimiter(limits, now);
  const byLink = createLimiter(limits, now);

  async function find(c: Context, form?: URLSearchParams): Promise<Looked> {
    const secret = c.req.param("secret") ?? "";
    const remittance = await remittanceBySecret(db, secret);
    // An address may be rubbish of any length: its language links lead to the front page then.
    return { secret, path: remittance ? `/claim/${secret}` : "/", remittance, speech: speechOf(c, form) };
  }

  return {
    visits,
    bot: options.bot,
    find,

    /**
     * Every form, and every return from Mixin, which is asked then: for one address of the net, and for one link. So
     * nobody guesses, or has others asked without end.
     */
    limit: (async (c, next) => {
      if (c.req.method !== "POST" && c.req.path !== "/claim/signed-in") return next();
      const secret = c.req.path.split("/")[2] ?? "";
      const waits = [
        byAddress.take(addressOf(c, isProxy)),
        isClaimSecret(secret) ? byLink.take(secretHash(secret)) : 0,
      ];
      const wait = Math.max(...waits);
      if (wait === 0) return next();
      c.header("retry-after", String(wait));
      return c.html(
        <Notice kind="tooMany" speech={speechOf(c)} path={isClaimSecret(secret) ? `/claim/${secret}` : "/"} />,
        429,
      );
    }) satisfies MiddlewareHandler,

    async frameOf({ path, remittance, speech }: Found): Promise<ClaimFrame> {
      const sender = await person(db, remittance.senderId);
      const named = { name: sender?.fullName || "Mixin", mixinId: sender?.identityNumber ?? "" };
      return { path, remittance, sender: named, rates: market.rates, speech, now: now() };
    },

    notice: (c: Context, kind: ClaimOver, speech: Speech, status?: 200 | 404 | 409) =>
      c.html(
        <ClaimNotice kind={kind} speech={speech} path={pathOf(c, kind)} />,
        status ?? (kind === "unknown" ? 404 : 200),
      ),

    /** Who is recognised: by Mixin on this browser, or in the chat on the question with this id. */
    async personOf(c: Context, remittance: Remittance, requestId: string) {
      const request = isUuid(requestId) ? await claimRequest(db, requestId) : null;
      if (request?.remittanceId === remittance.id && claimRequestState(request, now()) === "confirmed") {
        const known = await person(db, request.userId);
        return { userId: request.userId, label: known ? labelOf(known) : "", request: request.id };
      }
      const visitor = visits.visitor(c, remittance.id);
      return visitor && { userId: visitor.userId, label: labelOf(visitor), request: null };
    },

    /** Whoever is asked or recognised is somebody with a name from then on. */
    remember: (users: MixinUser[]): Promise<void> =>
      ensurePeople(
        db,
        users.map(({ userId, identityNumber, fullName, avatarUrl }) => ({
          userId,
          identityNumber,
          fullName,
          avatarUrl,
        })),
      ),
  };
}

const pathOf = (c: Context, kind: ClaimOver): string =>
  kind === "unknown" ? "/" : `/claim/${c.req.path.split("/")[2] ?? ""}`;
