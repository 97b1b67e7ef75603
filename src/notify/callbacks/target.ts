import { lookup, Resolver } from "node:dns/promises";
import { isIP, type LookupFunction } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { isPublic } from "./addresses.js";

/** Where programs may have us post to. `public`: https, to addresses that anybody can reach. `anywhere`: for development. */
export type Reach = "public" | "anywhere";

/** Somewhere to post to, whose addresses were looked at; or why we do not. */
export type Target = { ok: true; url: URL; lookup: LookupFunction } | { ok: false; problem: string };

/** Patience with one name server, and how often it is asked. */
const RESOLVER = { timeout: 2_000, tries: 2 };
/** Once there is an IPv4 address, so long for others: some name servers never answer the question for them. */
const OTHER_KIND_MS = 500;

/**
 * Looks at an address and resolves its name, once: the connection is then made to one of the addresses that were looked at,
 * whatever the name means by then. `resolve` says what a name means.
 */
export async function findTarget(
  address: string,
  reach: Reach,
  resolve: (name: string) => Promise<string[]> = reach === "public" ? (name) => askNameServers(name) : askSystem,
): Promise<Target> {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url?.protocol !== "https:" && !(url?.protocol === "http:" && reach === "anywhere")) {
    return refused(reach === "public" ? "the address is not https" : "the address is not http or https");
  }
  if (url.username || url.password) return refused("the address has a user name or a password in it");
  // The URL has made plain addresses of 0x7f.1, 2130706433 and the like.
  const name = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const found = isIP(name) === 0 ? await resolve(name).catch(() => []) : [name];
  if (found.length === 0) return refused(`the name ${name} leads to no address`);
  const usable = reach === "public" ? found.filter(isPublic) : found;
  if (usable.length === 0) return refused(`${name} is not on the open internet`);
  return { ok: true, url, lookup: lookingAt(usable) };
}

const refused = (problem: string): Target => ({ ok: false, problem });

/**
 * Not through the system, which has few threads for it: a slow name server would hold up everything else. `servers`: others
 * than the system's, as "127.0.0.1:5353".
 */
export async function askNameServers(name: string, servers: string[] = []): Promise<string[]> {
  const resolver = new Resolver(RESOLVER);
  if (servers.length > 0) resolver.setServers(servers);
  const six = resolver.resolve6(name).catch((): string[] => []);
  const four = await resolver.resolve4(name).catch((): string[] => []);
  if (four.length === 0) return six;
  return [...four, ...(await Promise.race([six, delay(OTHER_KIND_MS, [], { ref: false })]))];
}

/** Knows what is called localhost, and what /etc/hosts says. */
const askSystem = async (name: string): Promise<string[]> =>
  (await lookup(name, { all: true })).map(({ address }) => address);

/** Answers a connection's question for the name's address with these. */
const lookingAt =
  (addresses: string[]): LookupFunction =>
  (_name, { all }, callback) => {
    const found = addresses.map((address) => ({ address, family: isIP(address) }));
    if (all) callback(null, found);
    else callback(null, found[0]!.address, found[0]!.family);
  };
