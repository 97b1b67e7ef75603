import type { Context } from "hono";
import { BlockList, isIP } from "node:net";

/** Whether an address is one of the proxies before us, who say truly whom they ask for. */
export type IsProxy = (address: string) => boolean;

const LOOPBACK = ["127.0.0.0/8", "::1"];
const PRIVATE = [
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "100.64.0.0/10",
  "169.254.0.0/16",
  "fc00::/7",
  "fe80::/10",
];

/** This machine, and the addresses and networks that are named; "private" names all private networks. */
export function proxiesOf(named: string[]): IsProxy {
  const list = new BlockList();
  for (const one of [...LOOPBACK, ...named.flatMap((name) => (name === "private" ? PRIVATE : [name]))]) {
    const [address = "", bits] = one.split("/");
    const family = familyOf(address);
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return (address) => isIP(address) !== 0 && list.check(address, familyOf(address));
}

const familyOf = (address: string): "ipv4" | "ipv6" => (isIP(address) === 6 ? "ipv6" : "ipv4");

/**
 * Who asks, for counting: the peer, or, when that is one of our proxies, the last one in X-Forwarded-For who is not.
 * Whatever stands before that one anybody can have written. Of an IPv6 address the network's half, because one household
 * has them all.
 */
export function addressOf(c: Context, isProxy: IsProxy): string {
  const env = c.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined;
  const hops = (c.req.header("x-forwarded-for") ?? "").split(",").map(bare);
  let address = bare(env?.incoming?.socket?.remoteAddress ?? "");
  for (let hop = hops.pop(); hop && isProxy(address); hop = hops.pop()) address = hop;
  return isIP(address) === 6 ? network(address) : address;
}

/** The network that somebody who is counted is of, as such are handed out: /24 of IPv4, /48 of IPv6. */
export const networkOf = (address: string): string =>
  isIP(address) === 4 ? address.split(".", 3).join(".") : address.split(":", 3).join(":");

const LONGEST = 64;

/** An address without a port, and an IPv4 address in its own form. */
function bare(written: string): string {
  const text = written.trim().slice(0, LONGEST);
  const address = /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1] ?? /^([^:]*):\d+$/.exec(text)?.[1] ?? text;
  return address.replace(/^::ffff:(?=\d+\.)/i, "");
}

function network(address: string): string {
  const [head = "", tail = ""] = address.split("::");
  const left = head.split(":").filter(Boolean);
  const right = tail.split(":").filter(Boolean);
  const zeros = address.includes("::")
    ? Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => "0")
    : [];
  return [...left, ...zeros, ...right].slice(0, 4).join(":");
}
