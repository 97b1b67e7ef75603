import { type Example, PAYEE } from "./docs-examples.js";

export type PageExamples = ReturnType<typeof pageExamples>;

/** How a till at this address gets into a shop's own pages, and into links. */
export function pageExamples(publicUrl: string) {
  return {
    button: {
      title: "A button; the link in it is for browsers without script",
      language: "html",
      code: `<script src="${publicUrl}/mixtill.js" defer></script>
<mixtill-button payee-id="${PAYEE}"
  amount="10.50" currency="usd" order-id="shop-1003">
  <a href="${publicUrl}/pay?payeeId=${PAYEE}&amp;quoteAmount=10.50&amp;quoteAssetId=usd&amp;orderId=shop-1003">Pay with Mixin</a>
</mixtill-button>`,
    },
    script: {
      title: "The same from a script of yours",
      language: "html",
      code: `<button id="pay">Pay 10.50 USD</button>
<script src="${publicUrl}/mixtill.js"></script>
<script type="module">
  const mixpay = new MixPay();
  mixpay.on("status", ({ traceId, status }) => console.log(traceId, status));
  document.querySelector("#pay").addEventListener("click", async () => {
    try {
      const { traceId } = await mixpay.pay({
        payeeId: "${PAYEE}",
        quoteAmount: "10.50",
        quoteAssetId: "usd",
        orderId: "shop-1004",
      });
      console.log("paid", traceId);
    } catch ({ reason, message }) {
      console.log(reason, message);
    }
  });
</script>`,
    },
    link: {
      title: "A link that asks for five dollars",
      language: "sh",
      code: `echo "${publicUrl}/pay?payeeId=$PAYEE&quoteAssetId=usd&quoteAmount=5&orderId=shop-1005&remark=Tea"`,
    },
    frame: {
      title: "The page of a payment in a frame",
      language: "html",
      code: `<iframe title="Payment" width="420" height="760"
  src="${publicUrl}/pay?payeeId=${PAYEE}&amp;quoteAssetId=usd&amp;quoteAmount=5&amp;style=iframe"></iframe>
<script>
  addEventListener("message", ({ origin, data }) => {
    if (origin !== "${publicUrl}" || data.type !== "MIXPAY_PAYMENT") return;
    const { traceId, status } = data.data;
    console.log(traceId, status);
  });
</script>`,
    },
  } as const satisfies Record<string, Example>;
}
