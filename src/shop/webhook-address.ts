import { BlockList, isIP } from "node:net";

/** Longer addresses are refused, as those of callbacks are. */
const LONGEST = 2_048;

/** What is wrong with what somebody wants to have called. */
export type AddressProblem = "unreadable" | "spaces" | "too_long" | "not_https" | "password" | "not_public";

export type WebhookAddress = { ok: true; url: string } | { ok: false; problem: AddressProblem };

/**
 * An address as people type it, "shop.example.com/paid" for instance, or what is wrong with it. Said before anything is
 * sent there, so only what can be seen in the address: where its name leads is looked at with every message. `anywhere`:
 * http, too, and addresses that only this machine can reach, for development.
 */
export function readWebhookAddress(typed: string, anywhere = false): WebhookAddress {
  const text = typed.trim();
  if (/\s/u.test(text)) return { ok: false, problem: "spaces" };
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  if (address.length > LONGEST) return { ok: false, problem: "too_long" };
  const url = URL.canParse(address) && !/[\0-\x20\x7f]/.test(address) ? new URL(address) : null;
  if (!url || (address !== text && !/[.:]/.test(url.host))) return { ok: false, problem: "unreadable" };
  if (url.protocol !== "https:" && !(anywhere && url.protocol === "http:")) return { ok: false, problem: "not_https" };
  if (url.username !== "" || url.password !== "") return { ok: false, problem: "password" };
  if (!anywhere && isPrivate(url.hostname)) return { ok: false, problem: "not_public" };
  return { ok: true, url: url.href };
}

/** Names that no server of the open internet has. */
const PRIVATE_NAME = /^[^.]+\.?$|\.(?:localhost|local|internal|lan|home\.arpa)\.?$/;

const here = new BlockList();
for (const [network, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
] as const) {
  here.addSubnet(network, bits, "ipv4");
}

/** Of version 6 only 2000::/3 is routed to everybody. */
function isPrivate(hostname: string): boolean {
  const name = hostname.replace(/^\[(.*)\]$/, "$1");
  if (isIP(name) === 4) return here.check(name, "ipv4");
  return isIP(name) === 6 ? !/^[23][0-9a-f]{3}:/.test(name) : PRIVATE_NAME.test(name);
}
