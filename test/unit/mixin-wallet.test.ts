import {
  blake3Hash,
  encodeSafeTransaction,
  hashMembers,
  signSafeTransaction,
  type SafeTransaction,
} from "@mixin.dev/mixin-node-sdk";
import { describe, expect, test } from "vitest";
import { readOutput } from "../../src/mixin/outputs.js";
import { signTransaction } from "../../src/mixin/signing.js";
import { readTransaction } from "../../src/mixin/transaction.js";

// Vector 6 of the protocol notes, from the tests of Mixin's own SDK.
const unsigned =
  "77770005b9f49cf777dc4d03bc54cd1367eebca319f8603ea1ce18910d09e2c540c630d80001c513ffcc684e9585c76bd76245aa7d2def3b9f147422b59ab91db7852c9d97dd000000000000000000010000000405f5e1000001a6c306c3137c2bf4a8bfc95ea5165f7777020916aa36ee6ec394beb9a1e6a164286d4f092015ea327ba12145edd40ddede1bdd80f777c249128d38176e352a130003fffe010000000000000009746573742d6d656d6f0000";
const signature =
  "fde63b999d519394b3ba8a99a9f1d44bc91c2ee73d472d2085fa222925732889159042b126b4436766d6d3308ee541c50fc1b9b8b83701ac534c68e7f4d0f50c";
const seed = "7fb3893475a82c85e2b3c8a9a9232eddb36651ac32fa98ae83e6c2f33fb1be84";
const view = "0164ba23d5aa1953132bc0bf5d12d0af7e66de2ba8773701ef135e015f24bb0b";
const signed = `${unsigned.slice(0, -4)}000100010000${signature}`;

const key = (n: number) => n.toString(16).padStart(64, "0");
const transaction = (inputs: number, amounts: string[]): SafeTransaction => ({
  version: 5,
  asset: key(9),
  inputs: Array.from({ length: inputs }, (_, index) => ({ hash: key(index + 1), index })),
  outputs: amounts.map((amount, index) => ({ amount, keys: [key(index + 1)], mask: key(7), script: "fffe01" })),
  extra: Buffer.from("memo"),
  references: [],
});

describe("a transaction", () => {
  test("is read, signed or not, to the same hash (vector 6)", () => {
    const read = readTransaction(unsigned);
    expect(read).toMatchObject({
      kernelAssetId: "b9f49cf777dc4d03bc54cd1367eebca319f8603ea1ce18910d09e2c540c630d8",
      inputs: [{ hash: "c513ffcc684e9585c76bd76245aa7d2def3b9f147422b59ab91db7852c9d97dd", index: 0 }],
      outputs: [{ amount: "1", script: "fffe01" }],
      signatures: 0,
      hash: "efef5e4ffda5246694696956685ec62e2b3e81ac4c37f1957c99327fedffa213",
    });
    expect(read.extra.toString()).toBe("test-memo");
    expect(readTransaction(signed)).toEqual({ ...read, signatures: 1 });
  });

  test("is signed as Mixin's vector says", async () => {
    const tx: SafeTransaction = {
      version: 5,
      asset: "b9f49cf777dc4d03bc54cd1367eebca319f8603ea1ce18910d09e2c540c630d8",
      inputs: [{ hash: "c513ffcc684e9585c76bd76245aa7d2def3b9f147422b59ab91db7852c9d97dd", index: 0 }],
      outputs: readTransaction(unsigned).outputs,
      extra: Buffer.from("test-memo"),
      references: [],
    };
    expect(await signTransaction(tx, [view], seed)).toBe(signed);
  });

  test("with many inputs gets the same bytes from the sliced signing as from the SDK", async () => {
    const tx = transaction(20, ["1", "2.5"]);
    const views = tx.inputs.map(() => view);
    expect(await signTransaction(tx, views, seed)).toBe(signSafeTransaction(tx, views, seed));
    expect(readTransaction(await signTransaction(tx, views, seed)).signatures).toBe(20);
    await expect(signTransaction(tx, views.slice(1), seed)).rejects.toThrow("number of view keys");
  });

  test("keeps amounts that the SDK's decoder would round", () => {
    const amounts = ["92233720368.54775807", "123456789012345678.12345678", "0.00000001"];
    const raw = encodeSafeTransaction(transaction(1, amounts));
    expect(readTransaction(raw).outputs.map(({ amount }) => amount)).toEqual(amounts);
    expect(readTransaction(raw).hash).toBe(blake3Hash(Buffer.from(raw, "hex")).toString("hex"));
  });

  test("that is cut short, continued or something else is refused", () => {
    expect(() => readTransaction(signed.slice(0, -2))).toThrow("ends too early");
    expect(() => readTransaction(`${unsigned}00`)).toThrow("goes on");
    expect(() => readTransaction("00")).toThrow("ends too early");
    expect(() => readTransaction("88880005")).toThrow("not a Mixin transaction");
  });
});

test("members are hashed in order whatever order they come in (vector 1)", () => {
  const members = ["d1e9ec7e-199d-4578-91a0-a69d9a7ba048", "965e5c6e-434c-3fa9-b780-c50f43cd955c"];
  expect(hashMembers(members)).toBe("6064ec68a229a7d2fe2be652d11477f21705a742e08b75564fd085650f1deaeb");
});

describe("an output", () => {
  const wire = {
    output_id: "o",
    sequence: 1,
    transaction_hash: key(1),
    output_index: 0,
    asset_id: "c94ac88f-4671-3976-b60a-09064f1811e8",
    amount: "1.5",
    mask: key(2),
    keys: [key(3)],
    state: "unspent",
    created_at: "2026-01-01T00:00:00Z",
  };

  test("has its memo as text when it is text, and nothing otherwise", () => {
    expect(readOutput({ ...wire, extra: Buffer.from("order é").toString("hex") }).memo).toBe("order é");
    expect(readOutput({ ...wire, extra: "ff00" })).toMatchObject({ memo: "", extraHex: "ff00" });
    expect(readOutput(wire)).toMatchObject({ memo: "", requestId: "", senders: [] });
  });

  test("gets the asset's kernel id computed when the answer leaves it out", () => {
    expect(readOutput(wire).kernelAssetId).toBe("a99c2e0e2b1da4d648755ef19bd95139acbbe6564cfb06dec7cd34931ca72cdc");
  });

  test("in a state we do not know is not guessed at", () => {
    expect(() => readOutput({ ...wire, state: "frozen" })).toThrow("do not know: frozen");
  });
});
