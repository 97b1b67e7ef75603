import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";

/** A bot's identity and keys, as the Mixin dashboard exports them plus the spend key. Keys are hex. */
export interface Keystore {
  app_id: string;
  session_id: string;
  server_public_key: string;
  session_private_key: string;
  spend_private_key: string;
  /** Set by the sandbox, so that its keystores cannot be mistaken for real ones. */
  sandbox?: boolean;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const KEY = /^[0-9a-f]{64}$/;
const LEGACY_NAMES = ["client_id", "pin_token", "private_key", "pin"] as const;
const SPEND_KEY_HELP =
  'spend_private_key is missing: the dashboard shows it once, when the bot is registered for Safe; add it to the file as "spend_private_key"';

type Parsed = { ok: true; keystore: Keystore } | { ok: false; problems: string[] };

/** Reads a keystore's JSON text. Reports every problem at once, each with its fix; never repeats a key. */
export function parseKeystore(text: string): Parsed {
  const fields = parseObject(text);
  if (fields === undefined) {
    return { ok: false, problems: ["the keystore is not a JSON object: download it again from the Mixin dashboard"] };
  }
  const legacy = LEGACY_NAMES.filter((name) => name in fields);
  if (legacy.length > 0 && !("app_id" in fields)) {
    const problem = `the keystore has the old dashboard's names (${legacy.join(", ")}): create a new Ed25519 session in the Mixin dashboard and download its keystore`;
    return { ok: false, problems: [problem] };
  }

  const problems: string[] = [];
  const uuid = (name: string) => readField(fields, name, UUID, "a uuid like 7f7a2f9c-…, 36 characters", problems);
  const key = (name: string) => readField(fields, name, KEY, "32 bytes in hex, 64 characters", problems);
  const keystore: Keystore = {
    app_id: uuid("app_id"),
    session_id: uuid("session_id"),
    server_public_key: key("server_public_key"),
    session_private_key: key("session_private_key"),
    spend_private_key: isEmpty(fields["spend_private_key"]) ? "" : key("spend_private_key"),
  };
  if (isEmpty(fields["spend_private_key"])) problems.push(SPEND_KEY_HELP);
  else if (keystore.spend_private_key !== "" && keystore.spend_private_key === keystore.session_private_key) {
    problems.push("spend_private_key equals session_private_key: they are two different keys, put the spend key there");
  }
  if (fields["sandbox"] === true) keystore.sandbox = true;
  return problems.length > 0 ? { ok: false, problems } : { ok: true, keystore };
}

/** The public half of the spend key, hex: what Mixin must know as the wallet's spend key. */
export function spendPublicKey(keystore: Keystore): string {
  const jwk = createPublicKey(privateKeyFromSeed(keystore.spend_private_key)).export({ format: "jwk" });
  return Buffer.from(jwk.x ?? "", "base64url").toString("hex");
}

/** An Ed25519 signing key from its 32-byte seed in hex. */
export function privateKeyFromSeed(seedHex: string): KeyObject {
  const PKCS8_ED25519_PREFIX = "302e020100300506032b657004220420"; // RFC 8410
  const der = Buffer.from(PKCS8_ED25519_PREFIX + seedHex, "hex");
  return createPrivateKey({ key: der, format: "der", type: "pkcs8" });
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function readField(
  fields: Record<string, unknown>,
  name: string,
  shape: RegExp,
  wanted: string,
  problems: string[],
): string {
  const value = fields[name];
  if (isEmpty(value)) {
    problems.push(`${name} is missing: it must be ${wanted}`);
    return "";
  }
  const text = typeof value === "string" ? value.trim().toLowerCase() : "";
  if (shape.test(text)) return text;
  const found = typeof value === "string" ? `${value.length} characters` : `a ${typeof value}`;
  problems.push(`${name} must be ${wanted} (found ${found}): copy it again from the Mixin dashboard`);
  return "";
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}
