import { blake3 } from "../bytes.js";
import { ByteReader, ByteWriter } from "./wire.js";

// Version 5 of the kernel's transaction, kernel common/encoding.go and decoding.go.
const HEADER = 0x77770005;
const MAGIC = 0x7777;
const MAX_BYTES = 4 * 1024 * 1024;

export interface TransactionInput {
  readonly hash: string;
  readonly index: number;
}

export interface TransactionOutput {
  readonly kind: "script" | "withdrawal";
  /** In units of 1e-8. */
  readonly amount: bigint;
  readonly keys: readonly string[];
  readonly mask: string;
  /** fffe and the threshold; empty on a withdrawal. */
  readonly script: string;
  readonly destination: string;
  readonly tag: string;
}

/** One map an input: key index → 64-byte signature, hex. */
export type SignatureMap = ReadonlyMap<number, string>;

export interface Transaction {
  readonly asset: string;
  readonly inputs: readonly TransactionInput[];
  readonly outputs: readonly TransactionOutput[];
  readonly references: readonly string[];
  readonly extra: Buffer;
  readonly signatures: readonly SignatureMap[];
}

export class TransactionFormatError extends Error {}

function readAmount(reader: ByteReader): bigint {
  const bytes = reader.bytes16();
  return bytes.length === 0 ? 0n : BigInt(`0x${bytes.toString("hex")}`);
}

function readInput(reader: ByteReader): TransactionInput {
  const input = { hash: reader.hex(32), index: reader.uint16() };
  if (reader.uint16() !== 0) throw new TransactionFormatError("genesis inputs are not spendable");
  if (reader.uint16() !== 0) throw new TransactionFormatError("deposit inputs are the network's own");
  if (reader.uint16() !== 0) throw new TransactionFormatError("mint inputs are the network's own");
  return input;
}

function readOutput(reader: ByteReader): TransactionOutput {
  const type = reader.uint16();
  if (type !== 0x0000 && type !== 0x00a1) throw new TransactionFormatError(`output type ${type} is not supported`);
  const amount = readAmount(reader);
  const keys = Array.from({ length: reader.uint16() }, () => reader.hex(32));
  const mask = reader.hex(32);
  const script = reader.bytes16().toString("hex");
  const marker = reader.uint16();
  if (marker !== 0 && marker !== MAGIC) throw new TransactionFormatError("broken withdrawal marker");
  const destination = marker === MAGIC ? reader.bytes16().toString() : "";
  const tag = marker === MAGIC ? reader.bytes16().toString() : "";
  return { kind: type === 0 ? "script" : "withdrawal", amount, keys, mask, script, destination, tag };
}

function readSignatures(reader: ByteReader): SignatureMap {
  const map = new Map<number, string>();
  let last = -1;
  for (let left = reader.uint16(); left > 0; left--) {
    const index = reader.uint16();
    if (index <= last) throw new TransactionFormatError("signatures are not in the order of their keys");
    last = index;
    map.set(index, reader.hex(64));
  }
  return map;
}

/**
 * Reads a raw transaction and insists on its one canonical spelling.
 * Throws TransactionFormatError on anything a kernel node would refuse to parse.
 */
export function decodeTransaction(raw: string): Transaction {
  if (!/^([0-9a-f]{2})+$/.test(raw) || raw.length > MAX_BYTES * 2) throw new TransactionFormatError("not hex");
  const reader = new ByteReader(Buffer.from(raw, "hex"), (reason) => new TransactionFormatError(reason));
  if (reader.uint32() !== HEADER) throw new TransactionFormatError("not a version 5 transaction");
  const transaction: Transaction = {
    asset: reader.hex(32),
    inputs: Array.from({ length: reader.uint16() }, () => readInput(reader)),
    outputs: Array.from({ length: reader.uint16() }, () => readOutput(reader)),
    references: Array.from({ length: reader.uint16() }, () => reader.hex(32)),
    extra: reader.bytes(reader.uint32()),
    signatures: Array.from({ length: reader.uint16() }, () => readSignatures(reader)),
  };
  if (encodeTransaction(transaction).toString("hex") !== raw) throw new TransactionFormatError("not canonical");
  return transaction;
}

function writeOutput(writer: ByteWriter, output: TransactionOutput): void {
  writer.uint16(output.kind === "script" ? 0x0000 : 0x00a1);
  const amount = output.amount.toString(16);
  writer.bytes16(Buffer.from(amount.length % 2 === 0 ? amount : `0${amount}`, "hex"));
  writer.uint16(output.keys.length);
  for (const key of output.keys) writer.hex(key);
  writer.hex(output.mask);
  writer.bytes16(Buffer.from(output.script, "hex"));
  if (output.kind === "script") {
    writer.uint16(0);
    return;
  }
  writer.uint16(MAGIC);
  writer.bytes16(Buffer.from(output.destination));
  writer.bytes16(Buffer.from(output.tag));
}

/** The canonical bytes of a transaction. */
export function encodeTransaction(transaction: Transaction): Buffer {
  const writer = new ByteWriter();
  writer.uint32(HEADER);
  writer.hex(transaction.asset);
  writer.uint16(transaction.inputs.length);
  for (const input of transaction.inputs) {
    writer.hex(input.hash);
    writer.uint16(input.index);
    writer.uint16(0);
    writer.uint16(0);
    writer.uint16(0);
  }
  writer.uint16(transaction.outputs.length);
  for (const output of transaction.outputs) writeOutput(writer, output);
  writer.uint16(transaction.references.length);
  for (const reference of transaction.references) writer.hex(reference);
  writer.uint32(transaction.extra.length);
  writer.bytes(transaction.extra);
  writer.uint16(transaction.signatures.length);
  for (const map of transaction.signatures) {
    writer.uint16(map.size);
    for (const [index, signature] of map) {
      writer.uint16(index);
      writer.hex(signature);
    }
  }
  return writer.done();
}

/** The hash that names the transaction and that its inputs sign: BLAKE3 of it without signatures. */
export function transactionHash(transaction: Transaction): string {
  return blake3(encodeTransaction({ ...transaction, signatures: [] })).toString("hex");
}
