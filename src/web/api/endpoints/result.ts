import { z } from "zod";
import { type OrderResult, resultByNumber, resultByTrace } from "../../../shop/api-result.js";
import { endpoint } from "../endpoint.js";
import { ApiError } from "../errors.js";
import { IGNORED, orderId } from "../fields.js";
import { id, idAsSent, normalId } from "../params.js";
import { result } from "../result-schema.js";
import { neutralResult, resultOf } from "../result-words.js";

/** What became of an order. */
export const paymentsResult = endpoint({
  method: "GET",
  path: "/payments_result",
  summary: "Where a payment stands: by its trace, or by the shop's number and payee",
  input: z.object({
    traceId: z
      .string()
      .max(64)
      .optional()
      .describe("The order's code, or the trace of a payment that was offered for it"),
    orderId: orderId.optional().describe("The shop's own number; payeeId goes with it"),
    payeeId: idAsSent
      .optional()
      .describe("As the order was asked for; told back as it is sent here. With a trace of another payee: unpaid"),
    clientId: z.unknown().optional().describe(`${IGNORED}: an order has one result`),
    with: z.string().max(100).optional().describe("More to be told: payment, transactions, with a comma between them"),
  }),
  data: result,
  bucket: "results",
  async handle(services, asked) {
    const found = await find();
    const more = new Set((asked.with ?? "").split(",").map((part) => part.trim()));
    const told = found ? resultOf(found, services.market.rates) : neutralResult(services.now());
    const { payment, transactions, ...rest } = told;
    return {
      ...rest,
      // What was asked for is what a caller compares with.
      traceId: asked.traceId ?? rest.traceId,
      payeeId: asked.payeeId ?? rest.payeeId,
      ...(more.has("payment") && { payment }),
      ...(more.has("transactions") && { transactions }),
    };

    async function find(): Promise<OrderResult | null> {
      const { db } = services.database;
      if (asked.traceId !== undefined) {
        // Programs make traces of their own, and ask before anything has reached us.
        const trace = id.safeParse(asked.traceId);
        const traced = trace.success ? await resultByTrace(db, trace.data) : null;
        return traced && isMeant(traced) ? traced : null;
      }
      if (asked.orderId === undefined) throw new ApiError("parameter", "traceId is missing, or orderId with payeeId.");
      if (asked.payeeId === undefined) throw new ApiError("parameter", "payeeId is missing: orderId goes with it.");
      return resultByNumber(db, normalId(asked.payeeId), asked.orderId);
    }

    /** Whoever pays can use the trace they are shown for an order to themselves: what is said besides has to be true of it. */
    function isMeant({ order, api }: OrderResult): boolean {
      const isPayee = asked.payeeId === undefined || normalId(asked.payeeId) === order.payeeId;
      return isPayee && (asked.orderId === undefined || asked.orderId === api?.orderNumber);
    }
  },
});
