import { buildMixAddress } from "@mixin.dev/mixin-node-sdk";
import { describe, expect, test } from "vitest";
import { parsePayLink, PayLinkError } from "../../src/sandbox/messenger/pay-link.js";

const USER = "67a87828-18f5-46a1-b6cc-c72a97a77c43";
const OTHER = "c94ac88f-4671-3976-b60a-09064f1811e8";
const ASSET = "4d8c508b-91c5-375b-92b0-ee702ed2dac5";
const TRACE = "772e6bef-3bff-4fcc-987d-29bafca74d63";

describe("a pay link", () => {
  test("says whom, what, how much and under which trace", () => {
    const query = `asset=${ASSET}&amount=5.45&memo=abc-1&trace=${TRACE}`;
    for (const base of ["https://mixin.one/pay", "http://127.0.0.1:8081/pay", "mixin://pay", "mixin://mixin.one/pay"]) {
      expect(parsePayLink(`${base}/${USER}?${query}`)).toEqual({
        recipient: { members: [USER], threshold: 1 },
        asset: ASSET,
        amount: "5.45",
        memo: "abc-1",
        trace: TRACE,
      });
    }
  });

  test("may leave everything but the recipient to the payer", () => {
    expect(parsePayLink(`https://mixin.one/pay/${USER}`)).toEqual({
      recipient: { members: [USER], threshold: 1 },
      asset: undefined,
      amount: undefined,
      memo: "",
      trace: undefined,
    });
  });

  test("may pay a shared wallet by its MIX address", () => {
    const address = buildMixAddress({ version: 2, uuidMembers: [USER, OTHER], xinMembers: [], threshold: 2 });
    expect(parsePayLink(`https://mixin.one/pay/${address}`).recipient).toEqual({
      members: [USER, OTHER],
      threshold: 2,
    });
    expect(parsePayLink("https://mixin.one/pay/MIX3QEeg1WkLrjvjxyMQf6Xc8dxs81tpPc").recipient.members).toEqual([USER]);
  });

  test("has its memo decoded twice, as on Android", () => {
    expect(parsePayLink(`https://mixin.one/pay/${USER}?memo=a%252Fb`).memo).toBe("a/b");
    expect(parsePayLink(`https://mixin.one/pay/${USER}?memo=100%25`).memo).toBe("100%");
  });

  test.each([
    "https://mixin.one/pay/",
    "https://mixin.one/pay/nobody",
    "https://mixin.one/pay/MIX3QEeg1WkLrjvjxyMQf6Xc8dxs81tpPd",
    "https://mixin.one/pay/XINabc",
    "https://mixin.one/pay/MINAABz",
    `https://mixin.one/pay/${USER}?asset=usdt`,
    `https://mixin.one/pay/${USER}?trace=1`,
    `https://mixin.one/pay/${USER}?memo=${"x".repeat(257)}`,
    "no link",
    ...["0", "-1", "1e9", "0.000000001", "１", "1,5", "NaN"].map(
      (amount) => `https://mixin.one/pay/${USER}?amount=${amount}`,
    ),
  ])("%s is refused in words", (link) => {
    expect(() => parsePayLink(link)).toThrow(PayLinkError);
  });
});
