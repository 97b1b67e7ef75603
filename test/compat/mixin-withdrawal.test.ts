import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Mixin } from "../../src/mixin/client.js";
import { readTransaction } from "../../src/mixin/transaction.js";
import { FeeHasRisen } from "../../src/mixin/withdrawals.js";
import { openStage, type Stage } from "../support/mixin-stage.js";
import { SandboxControl } from "../support/sandbox.js";
import { until } from "../support/until.js";

const ETH = "43d61dcd-e413-450d-80b8-101d5e903357";
const BTC = "c6d0c728-2624-429b-8e0d-d9d19b6592fa";
const USDT = "4d8c508b-91c5-375b-92b0-ee702ed2dac5";
const ADDRESS = "0x52908400098527886e0f7030069857d2e4169ee7";

let stage: Stage;
let mixin: Mixin;
beforeEach(async () => {
  stage = await openStage({ finalityMs: 30 });
  mixin = stage.client();
});
afterEach(() => stage.close());

describe("out to a chain", () => {
  test("the fee is asked for, with the address", async () => {
    const fee = await mixin.withdrawalFee(ETH, ADDRESS, "");
    expect(fee).toEqual({ ok: true, fee: expect.stringMatching(/^0\.\d+$/) });
    expect(await mixin.withdrawalFee(ETH, "nowhere", "")).toEqual({ ok: false, reason: "bad_address" });
    expect(await mixin.withdrawalFee(USDT, ADDRESS, "")).toEqual({ ok: false, reason: "other_asset" });
    await stage.faults({ kind: "http_500", match: { path: "/external/addresses/check" }, count: 20 });
    expect(await mixin.withdrawalFee(ETH, ADDRESS, "")).toEqual({ ok: false, reason: "unreachable" });
  });

  test("what cannot leave is known without an address, and remembered; what is not known may", async () => {
    const broken = () => stage.faults({ kind: "http_500", match: { path: `/safe/assets/${USDT}/fees` }, count: 20 });
    await broken();
    expect(await mixin.leaves(USDT)).toBe(true);
    await stage.faults();
    expect([await mixin.leaves(USDT), await mixin.leaves(ETH)]).toEqual([false, true]);
    await broken();
    expect(await mixin.leaves(USDT)).toBe(false);
  });

  test.each([
    ["bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", true],
    ["bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdqq", false],
    ["bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdp", false],
    ["bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", true],
    ["bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj1", false],
    ["1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", true],
  ])("to %s on Bitcoin: %s", async (address, isOne) => {
    expect((await mixin.withdrawalFee(BTC, address, "")).ok).toBe(isOne);
  });

  test("money leaves with its fee beside it, and the change comes back", async () => {
    await new SandboxControl(stage.sandbox.url).faucet(stage.bot.user_id, ETH, "2");
    const found = await mixin.withdrawalFee(ETH, ADDRESS, "");
    const fee = found.ok ? found.fee : "";
    const inputs = (await mixin.wallet.outputs(0)).filter((output) => output.assetId === ETH);
    const requestId = randomUUID();
    const withdrawal = { address: ADDRESS, tag: "", amount: "0.5", fee };
    const prepared = await mixin.wallet.prepare({ requestId, inputs, receivers: [], withdrawal, memo: "out" });
    const [leaving, toCashier] = readTransaction(prepared.raw).outputs;
    expect(leaving).toMatchObject({ amount: "0.5", keys: [], withdrawal: { address: ADDRESS, tag: "" } });
    expect(toCashier?.amount).toBe(String(Number(fee)));
    expect(Number(prepared.change)).toBeCloseTo(1.5 - Number(fee), 8);
    await mixin.wallet.submit(prepared);
    await until("it to be final", async () => (await mixin.wallet.lookup(requestId))?.state === "spent");
  });

  test("too low a fee is refused before anything is signed: the network would do so only when it is sent", async () => {
    await new SandboxControl(stage.sandbox.url).faucet(stage.bot.user_id, ETH, "2");
    const inputs = (await mixin.wallet.outputs(0)).filter((output) => output.assetId === ETH);
    const withdrawal = { address: ADDRESS, tag: "", amount: "0.5", fee: "0.00000001" };
    const wish = { requestId: randomUUID(), inputs, receivers: [], withdrawal, memo: "" };
    await expect(mixin.wallet.prepare(wish)).rejects.toThrow(FeeHasRisen);
  });
});
