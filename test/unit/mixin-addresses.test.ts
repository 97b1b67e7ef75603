import { createHash } from "node:crypto";
import {
  attachInvoiceEntry,
  buildMixAddress,
  estimateStorageCost,
  getInvoiceString,
  getMainnetAddressFromPublic,
  getPublicFromMainnetAddress,
  newMixinInvoice,
  parseMixAddress,
  parseMixinInvoice,
  type MixinInvoice,
} from "@mixin.dev/mixin-node-sdk";
import { describe, expect, it } from "vitest";
import { sha3 } from "../../src/sandbox/bytes.js";
import { publicOf, scalarFromWide } from "../../src/sandbox/crypto/scalar.js";
import { looksLikeMixAddress, mixAddress, readMixAddress } from "../../src/mixin/addresses.js";
import { parsePayLink } from "../../src/sandbox/messenger/pay-link.js";

// Published vectors of the Go SDKs (mix_test.go, invoice_test.go, mixinnet/address_test.go), each written by
// hand from the described layout and by the SDK that the messenger's pay sheet reads addresses with.

const A = "67a87828-18f5-46a1-b6cc-c72a97a77c43";
const XIN_ASSET = "c94ac88f-4671-3976-b60a-09064f1811e8";
const BTC = "c6d0c728-2624-429b-8e0d-d9d19b6592fa";
const ETH = "43d61dcd-e413-450d-80b8-101d5e903357";
const SEVEN = [A, XIN_ASSET, BTC, A, XIN_ASSET, BTC, A];
const ONE_TEXT = "MIX3QEeg1WkLrjvjxyMQf6Xc8dxs81tpPc";
const SEVEN_TEXT =
  "MIX4fwusRK88p5GexHWddUQuYJbKMJTAuBvhudgahRXKndvaM8FdPHS2Hgeo7DQxNVoSkKSEDyZeD8TYBhiwiea9PvCzay1A9Vx1C2nugc4iAmhwLGGv4h3GnABeCXHTwWEto9wEe1MWB49jLzy3nuoM81tqE2XnLvUWv";
const XIN_TEXT = "XIN3BMNy9pQyj5XWDJtTbaBVE2zQ66zBo2weyc43iL286asdqwApWswAzQC5qba26fh3fzHK9iMoxyx1q3Lgj45KJftzGD9q";
const XIN_MIX_TEXT =
  "MIXPYWwhjxKsbFRzAP2Dcb2mMjj7sQQo4MpCSv3NYaYCdQ2kEcbcimpPT81gaxtuNhunLWPx7Sv7fawjZ8DhRmEj8E2hrQM4Z6e";
const INVOICE =
  "MINAABzAgQHZ6h4KBj1RqG2zMcql6d8Q8lKyI9GcTl2tgoJBk8YEejG0McoJiRCm44N2dGbZZL6Z6h4KBj1RqG2zMcql6d8Q8lKyI9GcTl2tgoJBk8YEejG0McoJiRCm44N2dGbZZL6Z6h4KBj1RqG2zMcql6d8QwJ3LmvvO_9PzJh9Kbr8p01jxtDHKCYkQpuODdnRm2WS-gowLjEyMzQ1Njc4AAlleHRyYSBvbmUBAH7Pn8Sf9NLjZCS45T5nrtjMTp0I18vcp9i9sVPtL83eNVLRFrKdTXKbJDyjsuD5wkPWHc3kE0UNgLgQHV6QM1cKMC4yMzM0NTY3OAAJZXh0cmEgdHdvAgEAAEpfecdoclJMakqBsXQzhYTnkPCfsFnDnPKolN4bPDHGTTpvYA";

const uuid = (text: string): Buffer => Buffer.from(text.replaceAll("-", ""), "hex");

function base58(bytes: Buffer): string {
  const alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  let text = "";
  for (let rest = BigInt(`0x${bytes.toString("hex")}`); rest > 0n; rest /= 58n) {
    text = `${alphabet.charAt(Number(rest % 58n))}${text}`;
  }
  return text;
}

/** The bytes and the beginning of their hash, which tells typing errors. */
function checked(prefix: string, payload: Buffer): Buffer {
  const sum = sha3(Buffer.concat([Buffer.from(prefix), payload])).subarray(0, 4);
  return Buffer.concat([payload, sum]);
}

const mixPayload = (threshold: number, members: readonly Buffer[]): Buffer =>
  Buffer.concat([Buffer.from([2, threshold, members.length]), ...members]);
const mixText = (payload: Buffer): string => `MIX${base58(checked("MIX", payload))}`;
const xinText = (keys: Buffer): string => `XIN${base58(checked("XIN", keys))}`;

const link = (recipient: string) => parsePayLink(`https://mixin.one/pay/${recipient}`).recipient;

describe("addresses of members (MIX)", () => {
  it("are written like the published ones, in the order of the members", () => {
    expect(mixText(mixPayload(1, [uuid(A)]))).toBe(ONE_TEXT);
    expect(mixText(mixPayload(4, SEVEN.map(uuid)))).toBe(SEVEN_TEXT);
    const build = (uuidMembers: string[], xinMembers: string[], threshold: number) =>
      buildMixAddress({ version: 2, uuidMembers, xinMembers, threshold });
    expect(build([A], [], 1)).toBe(ONE_TEXT);
    expect(build([...SEVEN], [], 4)).toBe(SEVEN_TEXT);
    expect(build([], [XIN_TEXT], 1)).toBe(XIN_MIX_TEXT);
    expect(build([...SEVEN].sort(), [], 4)).not.toBe(SEVEN_TEXT);
  });

  it("are read by the pay sheet", () => {
    expect(link(ONE_TEXT)).toEqual({ members: [A], threshold: 1 });
    expect(link(SEVEN_TEXT)).toEqual({ members: SEVEN, threshold: 4 });
    expect(link(XIN_MIX_TEXT)).toEqual({ members: [XIN_TEXT], threshold: 1 });
    for (const text of [ONE_TEXT, SEVEN_TEXT, XIN_MIX_TEXT]) {
      const other = text.endsWith("a") ? "b" : "a";
      expect(() => link(text.slice(0, -1) + other)).toThrow("cannot be read");
    }
  });
});

describe("addresses of members as a merchant sends them", () => {
  const group = [A, XIN_ASSET, BTC];

  it("name the same group in any order, with its members sorted", () => {
    const text = mixAddress({ members: group, threshold: 2 });
    expect(mixAddress({ members: group.toReversed(), threshold: 2 })).toBe(text);
    expect(text).toBe(mixText(mixPayload(2, group.toSorted().map(uuid))));
    expect(readMixAddress(text)).toEqual({ ok: true, group: { members: group.toSorted(), threshold: 2 } });
    const unsorted = mixText(mixPayload(2, [BTC, A, XIN_ASSET].map(uuid)));
    expect(readMixAddress(unsorted)).toEqual({ ok: true, group: { members: group.toSorted(), threshold: 2 } });
  });

  it("of one member are read as well", () => {
    expect(readMixAddress(ONE_TEXT)).toEqual({ ok: true, group: { members: [A], threshold: 1 } });
  });

  it("are refused with a typing error, with keys of the network, and with a member twice", () => {
    const typo = ONE_TEXT.replace(/.$/, (last) => (last === "a" ? "b" : "a"));
    for (const text of [typo, ONE_TEXT.slice(0, -3), "MIX", `${ONE_TEXT}0`, `${ONE_TEXT}é`]) {
      expect(readMixAddress(text), text).toEqual({ ok: false, problem: "unreadable" });
    }
    expect(readMixAddress(mixText(mixPayload(3, [A, BTC].map(uuid))))).toEqual({ ok: false, problem: "unreadable" });
    expect(readMixAddress(XIN_MIX_TEXT)).toEqual({ ok: false, problem: "network_members" });
    expect(readMixAddress(SEVEN_TEXT)).toEqual({ ok: false, problem: "repeated" });
  });

  it("are told from other words", () => {
    expect([ONE_TEXT, SEVEN_TEXT, XIN_MIX_TEXT].every(looksLikeMixAddress)).toBe(true);
    expect(["MIX", "Mix of tea", "7000103970", `XIN${ONE_TEXT}`].some(looksLikeMixAddress)).toBe(false);
  });
});

describe("addresses of the network (XIN)", () => {
  const spend = Buffer.from("d03ac2718891838840c55f681b6b049af5b9efbf0d7d2a06d6741bbc17f68262", "hex");
  const text = "XINUF4GcHPYHUimJxvzoamCJjek6aGBqJAAwZVPGbbpSMGrvjngaZuYjnTyf4or9M7j71z4QzZS44FqvdEiT1fYZrmvSJyfj";

  it("follow from a spend key, whose hash is the view key", () => {
    const digest = sha3(spend);
    const view = publicOf(scalarFromWide(Buffer.concat([digest, digest])));
    expect(xinText(Buffer.concat([spend, view]))).toBe(text);
    expect(getMainnetAddressFromPublic(Buffer.concat([spend, view]))).toBe(text);
    expect(getPublicFromMainnetAddress(text)).toEqual(Buffer.concat([spend, view]));
  });

  it("are read by the pay sheet, and refused with a typing error", () => {
    expect(link(text)).toEqual({ members: [text], threshold: 1 });
    expect(() => link(text.replace("UF4", "UF5"))).toThrow("typing error");
  });
});

describe("invoices (MIN)", () => {
  const hashes = {
    first: "7ecf9fc49ff4d2e36424b8e53e67aed8cc4e9d08d7cbdca7d8bdb153ed2fcdde",
    second: "4a5f79c76872524c6a4a81b174338584e790f09fb059c39cf2a894de1b3c31c6",
  };
  const entries: MixinInvoice["entries"] = [
    {
      trace_id: "772e6bef-3bff-4fcc-987d-29bafca74d63",
      asset_id: BTC,
      amount: "0.12345678",
      extra: Buffer.from("extra one"),
      index_references: [],
      hash_references: [hashes.first],
    },
    {
      trace_id: "3552d116-b29d-4d72-9b24-3ca3b2e0f9c2",
      asset_id: ETH,
      amount: "0.23345678",
      extra: Buffer.from("extra two"),
      index_references: [0],
      hash_references: [hashes.second],
    },
  ];

  it("are written like the published one, by hand and by the SDK", () => {
    const sized = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length]), bytes]);
    const parts = entries.map((entry) => [
      uuid(entry.trace_id),
      uuid(entry.asset_id),
      Buffer.from([entry.amount.length]),
      Buffer.from(entry.amount),
      sized(entry.extra),
      Buffer.from([entry.index_references.length + entry.hash_references.length]),
      ...entry.index_references.map((index) => Buffer.from([1, index])),
      ...entry.hash_references.map((hash) => Buffer.from(`00${hash}`, "hex")),
    ]);
    const head = [Buffer.from([0]), sized(mixPayload(4, SEVEN.map(uuid))), Buffer.from([entries.length])];
    const payload = Buffer.concat([...head, ...parts.flat()]);
    expect(`MIN${checked("MIN", payload).toString("base64url")}`).toBe(INVOICE);

    const invoice = newMixinInvoice(SEVEN_TEXT);
    if (invoice === undefined) throw new Error("the recipient cannot be read");
    for (const entry of entries) attachInvoiceEntry(invoice, entry);
    expect(getInvoiceString(invoice)).toBe(INVOICE);
  });

  it("are read again, and refused with a typing error", () => {
    const invoice = parseMixinInvoice(INVOICE);
    expect(invoice?.recipient).toMatchObject({ uuidMembers: SEVEN, threshold: 4 });
    expect(invoice?.entries.map(({ trace_id: trace }) => trace)).toEqual(entries.map(({ trace_id: trace }) => trace));
    expect(invoice?.entries.map(({ amount }) => amount)).toEqual(["0.12345678", "0.23345678"]);
    expect(parseMixinInvoice(INVOICE.replace("gowLjEy", "gowLjEz"))).toBeUndefined();
    expect(parseMixinInvoice(INVOICE.slice(0, -1))).toBeUndefined();
    // The messenger says so instead of paying only a part.
    expect(() => link(INVOICE)).toThrow("MIN");
  });

  it("cost storage by the started kilobyte", () => {
    expect(estimateStorageCost(Buffer.alloc(512)).toString()).toBe("0.0001");
    expect(estimateStorageCost(Buffer.alloc(1024)).toString()).toBe("0.0002");
  });
});

it("the SDK refuses the network's storage address, which Go accepts: one member, all 64 must agree", () => {
  const storage = mixText(mixPayload(64, [createHash("sha512").update("any").digest()]));
  expect(parseMixAddress(storage)).toBeUndefined();
});
