import { verify } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ApiStage } from "../support/api-stage.js";
import { type Receiver, startReceiver } from "../support/receiver.js";
import { ASSETS } from "../support/sandbox.js";
import { Visitor } from "../support/shop.js";
import { until } from "../support/until.js";

const PATIENT = { timeoutMs: 60_000, everyMs: 100 };
let stage: ApiStage;
let receiver: Receiver;

beforeAll(async () => {
  [stage, receiver] = [await ApiStage.open(), await startReceiver()];
});
afterAll(async () => {
  await receiver?.close();
  await stage?.close();
});

test("each event has its callback, signed with the key that everybody can fetch", { timeout: 120_000 }, async () => {
  const [payee, payer] = [await stage.somebody("Payee"), await stage.somebody("Payer")];
  await stage.control.faucet(payer.userId, ASSETS.usdtTron, "20");
  const payeeId = payee.userId.toUpperCase();
  const { code } = await stage.told<{ code: string }>("POST", "/one_time_payment", {
    form: {
      payeeId,
      orderId: "callback-1",
      quoteAmount: "10",
      quoteAssetId: ASSETS.usdtTron,
      settlementAssetId: ASSETS.usdtTron,
      callbackUrl: receiver.url("taken?order=1"),
      callbackEvent: "pending|settle",
    },
  });
  const page = await new Visitor().renews(`${stage.program.url}/code/${code}`, ASSETS.usdtTron);
  await payer.pays(page.payment!);
  await stage.result({ traceId: code }, "success");
  // Paid and settled: two events, of which the second overtakes the first when both come at once.
  const last = await until("the callback", () => receiver.got.at(-1), PATIENT);
  const body = JSON.stringify({ orderId: "callback-1", traceId: code, payeeId });
  expect(receiver.got.map((one) => one.body)).toEqual(receiver.got.map(() => body));
  expect(last.headers["content-type"]).toBe("application/json");

  const pem = await (await fetch(`${stage.program.url}/.well-known/mixtill-callbacks.pem`)).text();
  const [, t, signature] = /^t=(\d+),ed25519=(.+)$/.exec(String(last.headers["mixtill-signature"]))!;
  expect(verify(null, Buffer.from(`${t}.${last.body}`), pem, Buffer.from(signature!, "base64"))).toBe(true);
  expect(Math.abs(Date.now() / 1000 - Number(t))).toBeLessThan(60);
});
