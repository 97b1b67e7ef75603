/** What a reader copies and runs; all `sh` of a page run one after the other in one shell, and a test does it. */
export interface Example {
  title: string;
  language: "sh" | "js" | "json" | "php" | "html";
  code: string;
  /** What is answered, but for ids, amounts and times. */
  answer?: string;
}

export type DocsExamples = ReturnType<typeof docsExamples>;

export const USDT_TRON = "b91e18ff-a9ae-3dc7-8679-e935d9a4b34b";
const ETH = "43d61dcd-e413-450d-80b8-101d5e903357";
export const PAYEE = "f3a3d2c1-7f4e-4f0e-9a55-2f8d6b1c0e9d";
export const CODE = "8d4b8e0f-5a1c-4a56-9f0e-0c4e1d1f2a3b";

export const envelope = (data: unknown): string =>
  JSON.stringify({ code: 0, success: true, message: "", data, timestampMs: 1790000000000 }, null, 2);

/** The examples of a till at this address, which has no slash at the end. */
export function docsExamples(publicUrl: string) {
  return {
    payee: {
      title: "The payeeId of a Mixin user",
      language: "sh",
      code: `API=${publicUrl}/v1
PAYEE=$(curl -s "$API/user/mixin_uuid/1190827" | grep -oE '[0-9a-f-]{36}')
echo "$PAYEE"`,
    },
    refusal: {
      title: "A request that is refused",
      language: "sh",
      code: `curl -s "$API/one_time_payment" -d payeeId="$PAYEE" -d quoteAmount=10 \\
  -d quoteAssetId=doubloons -d settlementAssetId=`,
      answer: JSON.stringify(
        {
          code: 10002,
          success: false,
          message: "This currency or asset is unknown or not supported.",
          data: [],
          timestampMs: 1790000000000,
        },
        null,
        2,
      ),
    },
    json: {
      title: "An order, asked for in JSON",
      language: "sh",
      code: `curl -s "$API/one_time_payment" -H 'content-type: application/json' -d @- <<END
{ "payeeId": "$PAYEE", "orderId": "shop-1001",
  "quoteAssetId": "usd", "quoteAmount": "10",
  "settlementAssetId": "${USDT_TRON}" }
END`,
      answer: envelope({ code: CODE }),
    },
    oneTime: {
      title: "Ten dollars, to be received in USDT on TRON",
      language: "sh",
      code: `CODE=$(curl -s "$API/one_time_payment" -d payeeId="$PAYEE" -d orderId=shop-1001 \\
  -d quoteAssetId=usd -d quoteAmount=10 \\
  -d settlementAssetId=${USDT_TRON} \\
  | grep -oE '[0-9a-f-]{36}')
echo "${publicUrl}/code/$CODE"`,
    },
    result: {
      title: "The state of an order",
      language: "sh",
      code: `curl -s "$API/payments_result?orderId=shop-1001&payeeId=$PAYEE"`,
      answer: envelope({
        status: "unpaid",
        failureCode: "0",
        failureReason: "",
        quoteAmount: "10",
        quoteSymbol: "USD",
        quoteAssetId: "usd",
        quoteAssetVersion: "",
        paymentAmount: "0",
        paymentSymbol: "",
        paymentAssetId: "",
        paymentAssetVersion: "",
        payableAmount: "0",
        payableSymbol: "",
        payableAssetId: "",
        payableAssetVersion: "",
        payee: "Thorb",
        payeeId: PAYEE,
        payeeMixinNumber: "1190827",
        payeeAvatarUrl: "",
        txid: "",
        blockExplorerUrl: "",
        date: 1790000000,
        surplusAmount: "0",
        surplusStatus: "no",
        confirmations: -1,
        returnTo: "",
        traceId: CODE,
        settleStatus: "pending",
        settleAmount: "",
        settleSymbol: "",
        settleAsset: "",
        settleAssetVersion: "",
      }),
    },
    callbackBody: {
      title: "The body of a callback",
      language: "json",
      code: JSON.stringify({ orderId: "shop-1001", traceId: CODE, payeeId: PAYEE }),
    },
    receiver: {
      title: "A receiver of callbacks in Node.js: receiver.mjs",
      language: "js",
      code: `import { createPublicKey, verify } from "node:crypto";
import { createServer } from "node:http";

const TILL = "${publicUrl}";
const key = createPublicKey(await (await fetch(\`\${TILL}/.well-known/mixtill-callbacks.pem\`)).text());

createServer(async (request, response) => {
  const body = Buffer.concat(await request.toArray()).toString();
  const [, t, signature] = /^t=(\\d+),ed25519=(.+)$/.exec(request.headers["mixtill-signature"]) ?? [];
  if (!verify(null, Buffer.from(\`\${t}.\${body}\`), key, Buffer.from(signature ?? "", "base64"))) {
    return response.writeHead(403).end();
  }
  const { orderId, payeeId } = JSON.parse(body);
  const asked = await fetch(\`\${TILL}/v1/payments_result?\${new URLSearchParams({ orderId, payeeId })}\`);
  const { data } = await asked.json();
  // Compare with your own records here: the payee, the currency and the amount.
  console.log(orderId, data.status, data.quoteAmount, data.quoteAssetId);
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ code: "SUCCESS" }));
}).listen(3000);`,
    },
    assets: {
      title: "What ten dollars can be paid in",
      language: "sh",
      code: `curl -s "$API/setting/payment_assets?quoteAssetId=usd&quoteAmount=10"`,
    },
    estimate: {
      title: "What ten dollars are in ETH, and what the payee would receive",
      language: "sh",
      code: `curl -s -G "$API/payments_estimated" -d quoteAssetId=usd -d quoteAmount=10 \\
  -d paymentAssetId=${ETH} \\
  -d settlementAssetId=${USDT_TRON}`,
      answer: envelope({
        price: "0.00025",
        paymentAmount: "0.0025",
        quoteAmount: "10",
        estimatedSettlementAmount: "9.95",
        settlementAssetId: USDT_TRON,
        settlementAssetSymbol: "USDT",
        paymentAssetId: ETH,
        paymentAssetSymbol: "ETH",
        quoteAssetId: "usd",
        quoteAssetSymbol: "USD",
      }),
    },
    wooCommerce: {
      title: "The plugin of WooCommerce",
      language: "php",
      code: `define('MIXPAY_API_URL', '${publicUrl}/v1');
define('MIXPAY_PAY_LINK', '${publicUrl}/pay');
define('MIXPAY_CODE_LINK', '${publicUrl}/code');`,
    },
    mixpayjs: {
      title: "mixpayjs",
      language: "js",
      code: `import MixPay from "mixpayjs";

const client = MixPay();
client.request.defaults.baseURL = "${publicUrl}/v1";
console.log(await client.readSettlementAssets());`,
    },
  } as const satisfies Record<string, Example>;
}
