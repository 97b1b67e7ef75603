import { generateKeyPairSync, verify } from "node:crypto";
import { describe, expect, test } from "vitest";
import { fromUnits, plainDecimal, toUnits } from "../../src/mixin/amounts.js";
import { clockSkew } from "../../src/mixin/answer.js";
import { kernelAssetId } from "../../src/mixin/assets.js";
import { isRetryable, MixinRefused, MixinUnreachable, needsFreshOutputs } from "../../src/mixin/errors.js";
import { parseKeystore, spendPublicKey } from "../../src/mixin/keystore.js";
import { payLink } from "../../src/mixin/links.js";
import { contactConversationId } from "../../src/mixin/messages.js";
import { createTokenSigner } from "../../src/mixin/token.js";
import { readUser } from "../../src/mixin/users.js";

const keystore = {
  app_id: "965e5c6e-434c-3fa9-b780-c50f43cd955c",
  session_id: "d1e9ec7e-199d-4578-91a0-a69d9a7ba048",
  server_public_key: "11".repeat(32),
  session_private_key: "22".repeat(32),
  spend_private_key: "7fb3893475a82c85e2b3c8a9a9232eddb36651ac32fa98ae83e6c2f33fb1be84",
};
const problemsOf = (value: unknown): string[] => {
  const parsed = parseKeystore(typeof value === "string" ? value : JSON.stringify(value));
  return parsed.ok ? [] : parsed.problems;
};

describe("a keystore", () => {
  test("is read, upper case and blanks forgiven", () => {
    const written = { ...keystore, spend_private_key: ` ${keystore.spend_private_key.toUpperCase()}\n` };
    expect(parseKeystore(JSON.stringify(written))).toEqual({ ok: true, keystore });
  });

  test("of the sandbox stays marked as such", () => {
    expect(parseKeystore(JSON.stringify({ ...keystore, sandbox: true }))).toMatchObject({
      keystore: { sandbox: true },
    });
  });

  test("with several faults reports all of them at once and repeats no key", () => {
    const problems = problemsOf({ ...keystore, app_id: "thorb", server_public_key: "secret", session_private_key: 7 });
    expect(problems).toHaveLength(3);
    expect(problems[0]).toContain("app_id must be a uuid");
    expect(problems[1]).toContain("32 bytes in hex");
    expect(problems.join()).not.toContain("secret");
  });

  test("without the spend key says where that key comes from", () => {
    const { spend_private_key: _, ...rest } = keystore;
    expect(problemsOf(rest)).toEqual([expect.stringContaining("dashboard shows it once")]);
  });

  test("with the session's key as spend key is refused", () => {
    const problems = problemsOf({ ...keystore, spend_private_key: keystore.session_private_key });
    expect(problems).toEqual([expect.stringContaining("two different keys")]);
  });

  test("of the old dashboard is recognised", () => {
    expect(problemsOf({ client_id: "x", pin_token: "y", private_key: "z" })).toEqual([
      expect.stringContaining("old dashboard's names (client_id, pin_token, private_key)"),
    ]);
  });

  test.each(["", "nonsense", "[]", "null", '"text"'])("that is %j is refused in words", (text) => {
    expect(problemsOf(text)).toEqual([expect.stringContaining("not a JSON object")]);
  });

  test("knows the public half of its spend key (vector 6)", () => {
    const pub = "dea64fa32b3b01f9a059142c0e9535a57b69f676790ae64f6d52f9a06d90f11e";
    expect(spendPublicKey(keystore)).toBe(pub);
  });
});

describe("a request token", () => {
  const read = (part: string | undefined): unknown => JSON.parse(Buffer.from(part ?? "", "base64url").toString());

  test("is accepted by an independent check of its signature and claims", () => {
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    const seed = Buffer.from(privateKey.export({ format: "jwk" }).d ?? "", "base64url").toString("hex");
    const sign = createTokenSigner({ ...keystore, session_private_key: seed }, () => 1_700_000_000_000);
    const body = '["67a87828-18f5-46a1-b6cc-c72a97a77c43"]';
    const [header, claims, signature] = sign("post", "/users/fetch", body, "the-request").split(".");

    const isGenuine = verify(
      null,
      Buffer.from(`${header}.${claims}`),
      publicKey,
      Buffer.from(signature ?? "", "base64url"),
    );
    expect(isGenuine).toBe(true);
    expect(read(header)).toEqual({ alg: "EdDSA", typ: "JWT" });
    expect(read(claims)).toEqual({
      uid: keystore.app_id,
      sid: keystore.session_id,
      iat: 1_700_000_000,
      exp: 1_700_003_600,
      jti: "the-request",
      sig: "ca0faed3315a9113596024cdb5802bfda238f702a0279b3ef59a91825b119cba",
      scp: "FULL",
    });
  });

  test.each([
    ["/", "f837ebeb4c2981ad9c64b70d0b0d18724c76c60781b9e4bf7a582510df7ada39"],
    ["/me", "5e6b58ffa10b3bc51724ff0bbd2afb91c4771ee340f5d685340dfa4c854bafba"],
  ])("of GET %s signs the documented text (vector 9)", (uri, sig) => {
    const claims = createTokenSigner(keystore)("GET", uri, "", "id").split(".")[1];
    expect(read(claims)).toMatchObject({ sig });
  });
});

describe("ids", () => {
  test("a conversation's id follows from its two members in any order (vector 2)", () => {
    const [a, b] = [keystore.app_id, keystore.session_id];
    expect(contactConversationId(a, b)).toBe("60478c27-1052-3df5-b938-b96a8b907e76");
    expect(contactConversationId(b, a)).toBe("60478c27-1052-3df5-b938-b96a8b907e76");
  });

  test("a kernel asset id is the hash of the asset's uuid (vector 3)", () => {
    expect(kernelAssetId("c94ac88f-4671-3976-b60a-09064f1811e8")).toBe(
      "a99c2e0e2b1da4d648755ef19bd95139acbbe6564cfb06dec7cd34931ca72cdc",
    );
  });
});

describe("amounts", () => {
  test.each(["0", "1", "0.00000001", "123456789012345678.12345678", "20.5"])("%s survives as parts", (amount) => {
    expect(fromUnits(toUnits(amount))).toBe(amount);
  });

  test.each(["", "-1", "1e9", "0.000000001", "１００", "1.", ".5", "1,5"])("%j is not an amount", (text) => {
    expect(() => toUnits(text)).toThrow("not an amount");
  });

  test.each([
    ["0.92", "0.92"],
    ["9.2e-7", "0.00000092"],
    ["1E+3", "1000"],
    ["12.5e1", "125"],
    ["-0.5", "-0.5"],
    ["26350.123456789012345678", "26350.123456789012345678"],
    ["0", "0"],
  ])("the JSON number %s is the decimal %s", (text, decimal) => {
    expect(plainDecimal(text)).toBe(decimal);
  });
});

describe("errors", () => {
  const refused = (code: number) => new MixinRefused({ call: "GET /me", requestId: "r" }, { code, description: "no" });

  test("an unknown outcome may be tried again, a refusal only when the table says so", () => {
    expect(isRetryable(new MixinUnreachable({ call: "GET /me", requestId: "r" }, "timeout"))).toBe(true);
    expect([429, 10104, 10105, 10106].map((code) => isRetryable(refused(code)))).toEqual([true, true, true, true]);
    expect([400, 401, 403, 404, 20117, 20119].some((code) => isRetryable(refused(code)))).toBe(false);
    expect(isRetryable(new Error("ours"))).toBe(false);
    expect(needsFreshOutputs(refused(10106))).toBe(true);
  });

  test("the server's clock is read from nanoseconds", () => {
    expect(clockSkew("1700000000000000000", 1_699_999_400_000)).toBe(600_000);
    expect(clockSkew("soon", 0)).toBeUndefined();
    expect(clockSkew(null, 0)).toBeUndefined();
  });
});

describe("a pay link", () => {
  const link = {
    payUrl: "https://mixin.one/pay/",
    botId: keystore.app_id,
    assetId: "4d8c508b-91c5-375b-92b0-ee702ed2dac5",
    amount: "5.45",
    trace: keystore.session_id,
    memo: "order-1_a.b",
  };

  test("names receiver, asset, amount, memo and trace", () => {
    expect(payLink(link)).toBe(
      `https://mixin.one/pay/${link.botId}?asset=${link.assetId}&amount=5.45&memo=order-1_a.b&trace=${link.trace}`,
    );
  });

  test.each(["0", "0.00", "-1", "1e9", "", "0.000000001"])("of amount %j is refused", (amount) => {
    expect(() => payLink({ ...link, amount })).toThrow("not an amount to pay");
  });

  test.each(["a b", "50%", "é", "a&b=c"])("with the memo %j is refused", (memo) => {
    expect(() => payLink({ ...link, memo })).toThrow("memo");
  });
});

describe("a user", () => {
  const wire = { user_id: "u", full_name: "n", avatar_url: "", has_safe: true, phone: "" };

  test("of a bot's network has no Mixin ID, which Mixin writes as 0", () => {
    expect(readUser({ ...wire, identity_number: "0" })).toMatchObject({ identityNumber: "", isBot: false });
    expect(readUser({ ...wire, identity_number: "7000103970" })).toMatchObject({ isBot: true });
  });
});
