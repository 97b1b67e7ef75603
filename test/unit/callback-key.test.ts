import { generateKeyPairSync, randomUUID, verify } from "node:crypto";
import { expect, test } from "vitest";
import { callbackKey } from "../../src/main/callback-key.js";
import type { Keystore } from "../../src/mixin/keystore.js";
import { WAITS, waitAfter } from "../../src/notify/callbacks/verdict.js";

const keystoreOf = (spend: string): Keystore => ({
  app_id: "67a87828-18f5-46a1-b6cc-c72a97a77c43",
  session_id: randomUUID(),
  server_public_key: "",
  session_private_key: generateKeyPairSync("ed25519")
    .privateKey.export({ format: "der", type: "pkcs8" })
    .toString("hex"),
  spend_private_key: spend,
});

test("a signature is checked with the public key that everybody may have", () => {
  const body = '{"orderId":"1","traceId":"2","payeeId":"3"}';
  const { sign, publicKey } = callbackKey(keystoreOf("11".repeat(32)));
  const header = sign(body, new Date("2026-11-23T01:00:00.900Z"));
  const [, t, signature = ""] = /^t=(\d+),ed25519=([A-Za-z0-9+/]+=*)$/.exec(header)!;
  expect(t).toBe("1795395600");
  const isOurs = (text: string, key = publicKey) =>
    verify(null, Buffer.from(text), key, Buffer.from(signature, "base64"));
  expect(isOurs(`${t}.${body}`)).toBe(true);
  expect(isOurs(`${t}.${body} `)).toBe(false);
  expect(isOurs(`1${t}.${body}`)).toBe(false);
  expect(isOurs(`${t}.${body}`, callbackKey(keystoreOf("22".repeat(32))).publicKey)).toBe(false);
});

test("the key stays the same when the session's is replaced", () => {
  const [one, other] = [callbackKey(keystoreOf("11".repeat(32))), callbackKey(keystoreOf("11".repeat(32)))];
  expect(one.publicKey).toBe(other.publicKey);
  expect(one.publicKey).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
});

test("MixPay's schedule: ten attempts in three hours and four minutes", () => {
  expect(Array.from({ length: 10 }, (_, n) => waitAfter(n + 1))).toEqual([
    15,
    15,
    30,
    180,
    1800,
    1800,
    1800,
    1800,
    3600,
    null,
  ]);
  expect(WAITS.reduce((sum, wait) => sum + wait, 0)).toBe(11_040);
});
