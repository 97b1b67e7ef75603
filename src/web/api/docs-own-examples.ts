import { CODE, envelope, type Example, PAYEE, USDT_TRON } from "./docs-examples.js";

export type OwnExamples = ReturnType<typeof ownExamples>;

const PAYER = "2b6e9a3c-54f1-4d0e-8a7b-3f1c5d9e7a20";
const REFUND = "9c0f3b1e-7a52-5d4c-b8e6-1f2a3d4c5b6e";
const WEBHOOK = "3e7a1c95-0b48-4d2f-a6c1-7f8e9d0b2a34";
const TX = "6c1f0a4be5d27c9e83f4b6a1d0c2e5f7893ab4cd56ef1027384950a6b7c8d9e0";
const AT = 1790000000;
const HEADER = '-H "Authorization: Bearer $KEY"';

/** An order as every list shows it. */
const ORDER = {
  traceId: CODE,
  orderId: "shop-1001",
  source: "api",
  codeSlug: "",
  title: "shop-1001",
  status: "success",
  failureCode: "0",
  failureReason: "",
  quoteAmount: "10",
  quoteAssetId: "usd",
  quoteSymbol: "USD",
  tipAmount: "0",
  paymentAmount: "10",
  paymentAssetId: USDT_TRON,
  paymentSymbol: "USDT",
  surplusAmount: "0",
  settleStatus: "success",
  settleAmount: "10",
  settleAsset: USDT_TRON,
  settleSymbol: "USDT",
  refundedAmount: "0",
  payerId: PAYER,
  payerMixinNumber: "2815162",
  payerName: "Ada",
  createdAt: AT,
  paidAt: AT + 60,
  settledAt: AT + 62,
};

const TRANSACTION = {
  paymentAmount: "10",
  paymentAssetId: USDT_TRON,
  paymentAssetSymbol: "USDT",
  paymentAssetVersion: "",
  requiredConfirms: 1,
  confirmations: 1,
  txid: TX,
  blockExplorerUrl: `https://mixin.space/tx/${TX}`,
  broadcastAt: "2026-09-21T13:34:20.000000Z",
  confirmSeconds: 0,
};

const MESSAGE = {
  id: "4f1d2c3b-6a5e-5b7c-9d8e-0a1b2c3d4e5f",
  event: "order.success",
  webhookId: WEBHOOK,
  merchantId: PAYEE,
  createdAt: (AT + 62) * 1000 + 417,
  sequence: (AT + 62) * 1_000_000 + 418_203,
  data: {
    order: {
      traceId: CODE,
      orderId: "shop-1001",
      payeeId: PAYEE,
      source: "api",
      title: "shop-1001",
      status: "success",
      failureCode: "0",
      failureReason: "",
      quoteAmount: "10",
      quoteAssetId: "usd",
      tipAmount: "0",
      paymentAmount: "10",
      paymentAssetId: USDT_TRON,
      surplusAmount: "0",
      settleStatus: "success",
      settleAmount: "10",
      settleAsset: USDT_TRON,
      createdAt: AT,
      paidAt: AT + 60,
      settledAt: AT + 62,
    },
  },
};

const DELIVERY = {
  deliveryId: "7b5e2f10-9c3d-4e8a-b1f6-0d2c4a6e8b13",
  event: "ping",
  url: "https://shop.example.com/mixtill",
  status: "failed",
  attempts: 1,
  webhookId: WEBHOOK,
  resendOf: "",
  traceId: "",
  orderId: "",
  title: "",
  problem: "it answers with status 500",
  createdAt: AT,
  endedAt: AT + 1,
  body: `{"id":"7b5e2f10-9c3d-4e8a-b1f6-0d2c4a6e8b13","event":"ping","webhookId":"${WEBHOOK}",…}`,
  tries: [{ number: 1, at: AT, millis: 188, status: 500, answer: "Oops", problem: "it answers with status 500" }],
};

/** The examples of what MixPay does not have, of a till at this address; they go on where the others ended, once shop-1001 is paid. */
export function ownExamples(publicUrl: string) {
  const refund = {
    refundId: REFUND,
    traceId: CODE,
    status: "unpaid",
    quoteAmount: "4",
    quoteAssetId: "usd",
    quoteSymbol: "USD",
    rate: "then",
    amount: "4",
    assetId: USDT_TRON,
    symbol: "USDT",
    payerId: PAYER,
    reason: "One cup was cold",
    payUrl: `${publicUrl}/code/1d2c3b4a-5e6f-5a7b-8c9d-0e1f2a3b4c5d`,
    payUntil: AT + 86_400,
    createdAt: AT,
  };
  const { payUntil: _, ...cancelled } = { ...refund, status: "cancelled", payUrl: "" };
  return {
    key: {
      title: "Put in the key that you were given; this tells whether it is good",
      language: "sh",
      code: `KEY=mixtill_…
curl -s "$API/orders?limit=1" ${HEADER}`,
    },
    list: {
      title: "The newest order that is paid and settled",
      language: "sh",
      code: `curl -s "$API/orders?status=success&limit=1" ${HEADER}`,
      answer: envelope({ orders: [ORDER], next: "MTc5MDAwMDAwMDAwMDAwMC44ZDRiOGUwZg" }),
    },
    search: {
      title: "Orders of programs with “shop” in their title",
      language: "sh",
      code: `curl -s "$API/orders?source=api&q=shop" ${HEADER}`,
    },
    order: {
      title: "One order with all that has become of it",
      language: "sh",
      code: `curl -s "$API/orders/$CODE" ${HEADER}`,
      answer: envelope({
        ...ORDER,
        remark: "",
        refundableAmount: "10",
        payment: { isMultiPay: false, isFullyPaid: true, totalTransactionsAmount: "10" },
        transactions: [TRANSACTION],
        settlements: [
          {
            settleStatus: "success",
            settleAmount: "10",
            settleAsset: USDT_TRON,
            settleSymbol: "USDT",
            txid: TX,
            date: AT + 62,
          },
        ],
        refunds: [],
      }),
    },
    repeated: {
      title: "The same request twice is one order",
      language: "sh",
      code: `curl -s "$API/one_time_payment" -H 'Idempotency-Key: 0b8a7c4e-cart-77' \\
  -d payeeId="$PAYEE" -d quoteAssetId=usd -d quoteAmount=10 -d settlementAssetId=`,
      answer: envelope({ code: PAYEE }),
    },
    refund: {
      title: "Four of the ten dollars go back",
      language: "sh",
      code: `curl -s "$API/refunds" ${HEADER} -H 'Idempotency-Key: shop-1001-cold' \\
  -d traceId="$CODE" -d quoteAmount=4 -d reason='One cup was cold'`,
      answer: envelope(refund),
    },
    cancel: {
      title: "After all they do not",
      language: "sh",
      code: `REFUND=$(curl -s "$API/refunds?traceId=$CODE" ${HEADER} \\
  | sed -E 's/.*"refundId":"([0-9a-f-]+).*/\\1/')
curl -s -X POST "$API/refunds/$REFUND/cancel" ${HEADER}`,
      answer: envelope(cancelled),
    },
    statistics: {
      title: "What was paid, day by day, by the clocks of Berlin",
      language: "sh",
      code: `curl -s "$API/statistics?unit=day&timeZone=Europe/Berlin" ${HEADER}`,
      answer: envelope({
        from: AT,
        to: AT + 86_400,
        timeZone: "Europe/Berlin",
        unit: "day",
        currencies: [
          {
            quoteAssetId: "usd",
            quoteSymbol: "USD",
            count: 1,
            quoteAmount: "10",
            feeAmount: "0",
            refundCount: 0,
            refundAmount: "0",
            netAmount: "10",
            averageAmount: "10",
            newPayers: 1,
            returningPayers: 0,
            assets: [
              {
                paymentAssetId: USDT_TRON,
                paymentSymbol: "USDT",
                paymentAmount: "10",
                quoteAmount: "10",
                count: 1,
              },
            ],
            points: [{ label: "2026-09-21", from: AT, count: 1, quoteAmount: "10" }],
          },
        ],
      }),
    },
    webhook: {
      title: "Tell a server of what is paid and what is given back",
      language: "sh",
      code: `curl -s "$API/webhooks" ${HEADER} -d url=https://shop.example.com/mixtill \\
  -d 'events[]=order.success' -d 'events[]=refund.success'`,
      answer: envelope({
        webhookId: WEBHOOK,
        url: "https://shop.example.com/mixtill",
        events: ["order.success", "refund.success"],
        createdAt: AT,
      }),
    },
    webhookBody: {
      title: "What it is told",
      language: "json",
      code: JSON.stringify(MESSAGE, null, 2),
    },
    receiver: {
      title: "A receiver of webhooks in Node.js: webhooks.mjs",
      language: "js",
      code: `import { createPublicKey, verify } from "node:crypto";
import { createServer } from "node:http";

const TILL = "${publicUrl}";
const WEBHOOK = "${WEBHOOK}"; // the webhookId that you were given
const key = createPublicKey(await (await fetch(\`\${TILL}/.well-known/mixtill-callbacks.pem\`)).text());
const handled = new Set(); // in earnest a table of your database

createServer(async (request, response) => {
  const body = Buffer.concat(await request.toArray()).toString();
  const [, t, signature] = /^t=(\\d+),ed25519=(.+)$/.exec(request.headers["mixtill-signature"]) ?? [];
  const isSigned = verify(null, Buffer.from(\`\${t}.\${body}\`), key, Buffer.from(signature ?? "", "base64"));
  const isFresh = Math.abs(Date.now() / 1000 - t) < 300;
  const { id, event, webhookId, data } = isSigned && isFresh ? JSON.parse(body) : {};
  if (webhookId !== WEBHOOK) return response.writeHead(403).end();
  if (!handled.has(id)) {
    // Compare with your own records here: the number, the currency and the amount.
    const { quoteAmount, quoteAssetId } = data.refund ?? data.order ?? {};
    console.log(event, data.order?.orderId, quoteAmount, quoteAssetId);
    handled.add(id);
  }
  response.end();
}).listen(3001);`,
    },
    ping: {
      title: "Try it out, and read in the log how it answered",
      language: "sh",
      code: `WEBHOOK=$(curl -s "$API/webhooks" ${HEADER} \\
  | sed -E 's/.*"webhookId":"([0-9a-f-]+).*/\\1/')
DELIVERY=$(curl -s -X POST "$API/webhooks/$WEBHOOK/ping" ${HEADER} \\
  | grep -oE '[0-9a-f-]{36}')
curl -s "$API/deliveries/$DELIVERY" ${HEADER}`,
    },
    delivery: {
      title: "A delivery that was not taken",
      language: "json",
      code: JSON.stringify(DELIVERY, null, 2),
    },
    resend: {
      title: "Send it once more",
      language: "sh",
      code: `curl -s -X POST "$API/deliveries/$DELIVERY/resend" ${HEADER}`,
    },
    deliveries: {
      title: "What servers have not taken yet",
      language: "sh",
      code: `curl -s "$API/deliveries?status=waiting" ${HEADER}`,
    },
  } as const satisfies Record<string, Example>;
}
