import { randomUUID } from "node:crypto";
import { type Database, inTransaction } from "../../src/db/database.js";
import { orders } from "../../src/db/schema.js";
import type { Order } from "../../src/payments/state.js";
import { type ApiOrder, type AskedAnswer, type AskedOrder, askOrder } from "../../src/shop/api-orders.js";
import { addUserPayee, type ApiPayee, payeeNamed } from "../../src/shop/api-payees.js";
import { USDT_TRON } from "./market.js";

/** What programs ask for in tests: 10 USDT (TRON), settled as paid, without a deadline, unless told otherwise. */
export function programOver(database: () => Database) {
  const ask = (payee: ApiPayee, given: Partial<AskedOrder> = {}): Promise<AskedAnswer> =>
    inTransaction(database().db, (tx) =>
      askOrder(tx, {
        traceId: null,
        orderNumber: null,
        payee,
        payeeSent: payee.payee.id,
        clientId: null,
        quoteAsset: USDT_TRON,
        quoteAmount: "10",
        settlementAsset: null,
        acceptedAsset: null,
        strict: false,
        remark: "",
        settlementMemo: null,
        returnTo: null,
        failedReturnTo: null,
        callbackUrl: null,
        callbackEvents: [],
        deadline: null,
        language: null,
        now: new Date(),
        ...given,
      }),
    );

  return {
    ask,

    /** The order asked for; throws when there is none. */
    asks: async (
      payee: ApiPayee,
      given: Partial<AskedOrder> = {},
    ): Promise<{ order: Order; api: ApiOrder; isNew: boolean }> => {
      const answer = await ask(payee, given);
      if (!answer.ok) throw new Error(answer.reason);
      return answer;
    },

    /** A Mixin user without a shop. */
    stranger: async (userId: string = randomUUID(), isBot = false): Promise<ApiPayee> => {
      const user = { userId, isBot, fullName: "Mila", identityNumber: "7000104220" };
      return inTransaction(database().db, (tx) => addUserPayee(tx, user));
    },

    known: async (id: string): Promise<ApiPayee> => {
      const found = await payeeNamed(database().db, id);
      if (!found) throw new Error(`there is no payee ${id}`);
      return found;
    },

    orders: (): Promise<Order[]> => database().db.select().from(orders).orderBy(orders.createdAt),
  };
}
