// A shop's script, as it is written with the types of /mixtill.js. Compiled by a test, never run.

async function buys(): Promise<string> {
  const mixpay = new MixPay({ baseUrl: "https://till.example.com" });
  const stop = mixpay.on("status", ({ traceId, status }) => console.log(traceId, status === "paid_less"));
  mixpay.on("failed", ({ reason, code, message }) => console.log(reason === "refused", code?.toFixed(), message));
  mixpay.on("closed", (news) => news.traceId.trim());
  try {
    const paid = await mixpay.pay({
      payeeId: "4acaa9a4-6d13-4a8c-ab24-2d9a6f0a3d31",
      quoteAmount: "10.50",
      quoteAssetId: "usd",
      expiredTimestamp: Date.now() + 60_000,
      isShowBg: false,
    });
    const status: "pending" | "success" = paid.status;
    return status;
  } catch (error) {
    return error instanceof MixPayError && error.reason === "closed" ? (error.status ?? "") : "";
  } finally {
    stop();
    mixpay.close();
  }
}

const button = document.createElement("mixtill-button");
button.setAttribute("amount", "10.50");
button.addEventListener("mixtill-paid", ({ detail }) => console.log(detail.traceId, detail.status === "pending"));
document.addEventListener("mixtill-failed", ({ detail }) => console.log(detail.reason));
document.body.append(button);
void buys();
