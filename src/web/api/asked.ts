import { z } from "zod";
import { inTransaction } from "../../db/database.js";
import { deriveId } from "../../db/ids.js";
import { fiatDigits } from "../../payments/fiat.js";
import { decimal, MAX_AMOUNT, PLACES } from "../../payments/money.js";
import type { Rates } from "../../payments/ports.js";
import { type AskedOrder, askOrder, type FoundApiOrder } from "../../shop/api-orders.js";
import type { ApiServices, Asking } from "./endpoint.js";
import { ApiError } from "./errors.js";
import { asking } from "./fields.js";
import { normalId } from "./params.js";
import { payeeOfId } from "./payee.js";

const shared = z.object(asking);

/** What the two ways to ask for an order tell apart. */
export interface Asked extends z.output<typeof shared> {
  quoteAmount: string;
  /** The only asset it can be paid in. */
  acceptedAsset: string | null;
  clientId?: string | undefined;
}

const SOONEST_MS = 10_000;
const LATEST_MS = 2880 * 60_000;
const LONGEST_SECONDS = 31_536_000;

/** The order a program asks for: made, or the one that it asked for before. */
export async function orderFor(
  services: ApiServices,
  asked: Asked,
  { idempotencyKey }: Pick<Asking, "idempotencyKey">,
): Promise<FoundApiOrder> {
  const terms = termsOf(services, asked);
  const payee = await payeeOfId(services, normalId(asked.payeeId));
  const keyId = idempotencyKey === null ? null : deriveId(payee.payee.id, `order ${idempotencyKey}`);
  const answer = await inTransaction(services.database.db, (tx) => askOrder(tx, { ...terms, payee, keyId }));
  if (answer.ok) return answer;
  switch (answer.reason) {
    case "number_used":
      throw new ApiError(
        "parameter",
        "orderId belongs to an order that has had money and was asked for with other parameters.",
      );
    case "trace_used":
      throw new ApiError("parameter", "traceId belongs to an order with other parameters. Send a fresh one.");
    case "key_used":
      throw new ApiError("idempotency");
    case "programs":
      throw new Error("only links are refused what programs asked for");
    default:
      return answer.reason satisfies never;
  }
}

/** What was asked for, checked before anybody is asked who the payee is. */
export function termsOf(services: ApiServices, asked: Asked): Omit<AskedOrder, "payee"> {
  const { rates } = services.market;
  const now = services.now();
  return {
    quoteAsset: checkedUnit(asked.quoteAssetId, rates),
    quoteAmount: checkedAmount(asked.quoteAmount, asked.quoteAssetId),
    settlementAsset: settleable(asked.settlementAssetId ?? null, rates),
    acceptedAsset: payable(asked.acceptedAsset, rates),
    traceId: asked.traceId ?? null,
    orderNumber: asked.orderId ?? null,
    payeeSent: asked.payeeId,
    clientId: asked.clientId ?? null,
    strict: asked.strictMode ?? false,
    remark: asked.remark ?? asked.note ?? "",
    settlementMemo: asked.settlementMemo ?? null,
    returnTo: asked.returnTo ?? null,
    failedReturnTo: asked.failedReturnTo ?? null,
    callbackUrl: callbackTo(services, asked.callbackUrl ?? null),
    callbackEvents: asked.callbackEvent ?? [],
    deadline: deadlineOf(asked, now),
    language: null,
    now,
  };
}

function checkedUnit(unit: string, rates: Rates): string {
  if (fiatDigits(unit) !== null) {
    if (!rates.fiat(unit)) throw new ApiError("currency", `There is no rate for ${unit.toUpperCase()}.`);
    return unit;
  }
  if (rates.asset(unit)) return unit;
  throw new ApiError(unit.length === 36 ? "quoteAsset" : "currency");
}

/** A price as its unit allows it; checked before anybody is asked for anything. */
function checkedAmount(amount: string, unit: string): string {
  const value = decimal(amount);
  if (!value.gt(0)) throw new ApiError("tooLow", "The price has to be above zero.");
  if (value.gt(MAX_AMOUNT)) throw new ApiError("tooHigh");
  const places = fiatDigits(unit) ?? PLACES;
  if (value.decimalPlaces() <= places) return amount;
  throw new ApiError("places", `The price has more than ${places} decimal places.`);
}

function settleable(asset: string | null, rates: Rates): string | null {
  if (asset === null || rates.asset(asset)) return asset;
  throw new ApiError("settlementAsset");
}

function payable(asset: string | null, rates: Rates): string | null {
  if (asset === null || rates.asset(asset)) return asset;
  throw new ApiError("currency", "paymentAssetId is unknown or not supported.");
}

function callbackTo({ allowHttpCallbacks }: ApiServices, address: string | null): string | null {
  if (address === null || allowHttpCallbacks || /^https:/i.test(address)) return address;
  throw new ApiError("parameter", "callbackUrl must be an https address.");
}

/** The earlier of what was said; null: nothing was. */
function deadlineOf({ expiredTimestamp, expireSeconds }: Asked, now: Date): Date | null {
  const end = expiredTimestamp?.getTime();
  if (end !== undefined && (end <= now.getTime() + SOONEST_MS || end >= now.getTime() + LATEST_MS)) {
    throw new ApiError(
      "parameter",
      "expiredTimestamp must be more than 10 seconds and less than 2880 minutes from now.",
    );
  }
  if (expireSeconds !== undefined && expireSeconds > LONGEST_SECONDS) {
    throw new ApiError("parameter", `expireSeconds must be at most ${LONGEST_SECONDS}.`);
  }
  const ends = [end, expireSeconds ? now.getTime() + expireSeconds * 1000 : undefined].filter(
    (one) => one !== undefined,
  );
  return ends.length > 0 ? new Date(Math.min(...ends)) : null;
}
