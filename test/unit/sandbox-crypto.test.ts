import { describe, expect, it } from "vitest";
import {
  conversationId,
  isUuid,
  kernelAssetId,
  membersHash,
  outputId,
  sha256Hex,
  sha3,
} from "../../src/sandbox/bytes.js";
import { ghostKey, ghostMask, openGhostKey } from "../../src/sandbox/crypto/ghost.js";
import { newSeed, publicFromSeed, verifySignature } from "../../src/sandbox/crypto/keys.js";
import {
  addBase,
  littleEndian,
  publicOf,
  scalarBytes,
  scalarFromSeed,
  scalarFromWide,
} from "../../src/sandbox/crypto/scalar.js";
import { decodeTransaction, encodeTransaction, transactionHash } from "../../src/sandbox/crypto/transaction.js";

const hex = (text: string): Buffer => Buffer.from(text, "hex");
const XIN = "c94ac88f-4671-3976-b60a-09064f1811e8";

describe("names", () => {
  it("hashes members like the SDKs, in any order", () => {
    const one = "965e5c6e-434c-3fa9-b780-c50f43cd955c";
    const two = "d1e9ec7e-199d-4578-91a0-a69d9a7ba048";
    expect(membersHash([one])).toBe("b9f49cf777dc4d03bc54cd1367eebca319f8603ea1ce18910d09e2c540c630d8");
    expect(membersHash([two, one])).toBe("6064ec68a229a7d2fe2be652d11477f21705a742e08b75564fd085650f1deaeb");
    expect(
      membersHash([
        "834c17e1-1427-434a-a280-1b3cfee05111",
        "0355e4c0-ba3a-4ba6-82c0-6311e332f57a",
        "506694b3-0c16-4bd2-8ea0-ba3de6840a5a",
      ]),
    ).toBe("36972be0d8ef46deb3974334aa2242bfcdab044cbb99864ecc7f6ddbb9ee8ed9");
  });

  it("names a conversation the same from both sides", () => {
    const one = "965e5c6e-434c-3fa9-b780-c50f43cd955c";
    const two = "d1e9ec7e-199d-4578-91a0-a69d9a7ba048";
    expect(conversationId(one, two)).toBe("60478c27-1052-3df5-b938-b96a8b907e76");
    expect(conversationId(two, one)).toBe("60478c27-1052-3df5-b938-b96a8b907e76");
    expect(isUuid(conversationId(one, two))).toBe(true);
  });

  it("names a group by folding owner, name, random id and members", () => {
    const members = [
      "f937ca18-d1ff-46f5-99e8-e23fbd6fd5f2",
      "0e0a20c8-31b8-4093-81b8-9cebd9bc8afc",
      "8391e472-cdbe-4704-be1f-7d184635b885",
      "831fdb67-13ed-4dc5-ac64-dda89aeda2bb",
      "f7ff9dde-18c2-4375-8097-b364068b120e",
      "088c1e3e-1f07-4065-85b5-6b49b4370d32",
    ].sort();
    let id = conversationId("c8cb0ac7-d456-4341-be66-0b143aa09922", "Mixin Rocks");
    for (const next of ["01d21e2c-76f5-4940-8ea0-9b7f21728674", ...members]) id = conversationId(id, next);
    expect(id).toBe("5dac944e-2037-31b4-bbd9-e5fd3ffe571e");
  });

  it("names assets as the kernel does", () => {
    expect(kernelAssetId("31d2ea9c-95eb-3355-b65b-ba096853bc18")).toBe(
      "2d08123eaeb70546c9981d9650da07e63758c5334e097b244f1a4267eb9851fb",
    );
    expect(kernelAssetId(XIN)).toBe("a99c2e0e2b1da4d648755ef19bd95139acbbe6564cfb06dec7cd34931ca72cdc");
    expect(kernelAssetId("c6d0c728-2624-429b-8e0d-d9d19b6592fa")).toBe(
      "fe6b7788944d328778f98e3e81588215b5a07de4f9a4a7de4db4535b404e65db",
    );
  });

  it("hashes what a token signs", () => {
    expect(sha256Hex("GET/")).toBe("f837ebeb4c2981ad9c64b70d0b0d18724c76c60781b9e4bf7a582510df7ada39");
    expect(sha256Hex("GET/me")).toBe("5e6b58ffa10b3bc51724ff0bbd2afb91c4771ee340f5d685340dfa4c854bafba");
    expect(sha256Hex("POST", "/users/fetch", '["67a87828-18f5-46a1-b6cc-c72a97a77c43"]')).toBe(
      "ca0faed3315a9113596024cdb5802bfda238f702a0279b3ef59a91825b119cba",
    );
  });
});

describe("scalars and one-time keys", () => {
  it("reduces a wide seed to the kernel's scalar", () => {
    const seed = Buffer.from(Array.from({ length: 64 }, (_, i) => i + 1));
    const scalar = scalarFromWide(seed);
    expect(scalarBytes(scalar).toString("hex")).toBe(
      "c91e0907d114fd83c1edc396490bb2dafa43c19815b0354e70dc80c317c3cb0a",
    );
    expect(publicOf(scalar).toString("hex")).toBe("36bb0e309e7e9a82f1527df2c6b0e48181589097fe90c1282c558207ea27ce66");
  });

  it("opens the ghost key of the published vector", () => {
    const spend = hex("921c1ca5927ca9b837a0415f7e825b1c13a4b02a4cbb98b7d26d9a171fff48b8");
    const digest = sha3(spend);
    const view = scalarFromWide(Buffer.concat([digest, digest]));
    const mask = hex("025c555435a78d370131170726e151163ae29059e2cf5361922bc9cae841181e");
    expect(openGhostKey(mask, view, spend, 0).key).toBe(
      "025f7f09967c18ff2b0546ecc7e819486fd59984a51a07f0b45e740a738c9112",
    );
  });

  it("gives sender and receiver the same one-time key", () => {
    const spend = hex(publicFromSeed(newSeed()));
    const view = scalarFromSeed(hex(newSeed()));
    const r = scalarFromSeed(hex(newSeed()));
    for (const index of [0, 1, 127, 128, 255]) {
      expect(openGhostKey(hex(ghostMask(r)), view, spend, index)).toEqual(ghostKey(r, publicOf(view), spend, index));
    }
  });
});

describe("transactions", () => {
  const unsigned =
    "77770005b9f49cf777dc4d03bc54cd1367eebca319f8603ea1ce18910d09e2c540c630d80001c513ffcc684e9585c76bd76245aa7d2def3b9f147422b59ab91db7852c9d97dd000000000000000000010000000405f5e1000001a6c306c3137c2bf4a8bfc95ea5165f7777020916aa36ee6ec394beb9a1e6a164286d4f092015ea327ba12145edd40ddede1bdd80f777c249128d38176e352a130003fffe010000000000000009746573742d6d656d6f0000";
  const seed = "7fb3893475a82c85e2b3c8a9a9232eddb36651ac32fa98ae83e6c2f33fb1be84";
  const view = "0164ba23d5aa1953132bc0bf5d12d0af7e66de2ba8773701ef135e015f24bb0b";
  const signature =
    "fde63b999d519394b3ba8a99a9f1d44bc91c2ee73d472d2085fa222925732889159042b126b4436766d6d3308ee541c50fc1b9b8b83701ac534c68e7f4d0f50c";
  const signed = `${unsigned.slice(0, -4)}000100010000${signature}`;

  it("reads the unsigned vector and writes the same bytes", () => {
    const transaction = decodeTransaction(unsigned);
    expect(transaction).toMatchObject({
      asset: membersHash(["965e5c6e-434c-3fa9-b780-c50f43cd955c"]),
      inputs: [{ hash: "c513ffcc684e9585c76bd76245aa7d2def3b9f147422b59ab91db7852c9d97dd", index: 0 }],
      outputs: [{ kind: "script", amount: 100_000_000n, script: "fffe01" }],
      references: [],
      signatures: [],
    });
    expect(transaction.extra.toString()).toBe("test-memo");
    expect(transactionHash(transaction)).toBe("efef5e4ffda5246694696956685ec62e2b3e81ac4c37f1957c99327fedffa213");
  });

  it("reads the signed vector, whose signature fits the one-time key", () => {
    const transaction = decodeTransaction(signed);
    const hash = transactionHash(transaction);
    expect(hash).toBe(transactionHash(decodeTransaction(unsigned)));
    const spend = hex(publicFromSeed(seed));
    expect(spend.toString("hex")).toBe("dea64fa32b3b01f9a059142c0e9535a57b69f676790ae64f6d52f9a06d90f11e");
    expect(publicOf(scalarFromSeed(hex(seed)))).toEqual(spend);
    const oneTime = addBase(spend, littleEndian(hex(view))).toString("hex");
    expect(oneTime).toBe("0b6c1f0d107d9b825b48d2dcd711993ad5e6b0b06501adce5db767711e97551b");
    const given = transaction.signatures[0]?.get(0) ?? "";
    expect(verifySignature(oneTime, hex(hash), hex(given))).toBe(true);
    expect(verifySignature(oneTime, hex(outputTampered(hash)), hex(given))).toBe(false);
    expect(outputId(hash, 0)).toBe("cc81d46a-1a2e-39d1-a7c4-553b7735d9bd");
  });

  it("hashes the empty transaction as the kernel does", () => {
    const empty = {
      asset: kernelAssetId(XIN),
      inputs: [],
      outputs: [],
      references: [],
      extra: Buffer.alloc(0),
      signatures: [],
    };
    expect(transactionHash(empty)).toBe("814d45237cf84feb5be8cb60a3f985a019169a01a6d05924b74aa3493da02dd6");
  });

  it("refuses every other spelling", () => {
    const padded = unsigned.replace("000405f5e100", "00050005f5e100");
    for (const raw of [
      "",
      "zz",
      unsigned.toUpperCase(),
      `${unsigned}00`,
      unsigned.slice(0, -2),
      padded,
      `88${unsigned}`,
    ]) {
      expect(() => decodeTransaction(raw)).toThrow();
    }
  });

  it("carries withdrawals and several signatures through", () => {
    const transaction = {
      ...decodeTransaction(signed),
      outputs: [
        {
          kind: "withdrawal" as const,
          amount: 5n,
          keys: [],
          mask: "00".repeat(32),
          script: "",
          destination: "bc1q",
          tag: "t",
        },
      ],
      signatures: [
        new Map([
          [0, signature],
          [3, signature],
        ]),
        new Map([[1, signature]]),
      ],
    };
    expect(decodeTransaction(encodeTransaction(transaction).toString("hex"))).toEqual(transaction);
  });
});

function outputTampered(hash: string): string {
  return (hash.startsWith("00") ? "11" : "00") + hash.slice(2);
}
