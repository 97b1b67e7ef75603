import { createHash, randomUUID } from "node:crypto";

const NAMESPACE = Buffer.from("6f1c2a5e0d3b4c7a9e21b8f4d7c60a35", "hex");

/** The id of what follows from a cause: the same cause and purpose give the same id (RFC 9562 version 5). */
export function deriveId(cause: string, purpose: string): string {
  const hash = createHash("sha1").update(NAMESPACE).update(cause).update("\u0000").update(purpose).digest();
  hash[6] = (hash[6]! & 0x0f) | 0x50;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const hex = hash.toString("hex", 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** A fresh id, for causes that begin with us (a web visit, a process). */
export const freshId = (): string => randomUUID();

/** What an id looks like in a pattern, in small letters or capitals: the database refuses to look for anything else. */
export const UUID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

/** True for the text form of a uuid of any version, in either case. */
export const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
