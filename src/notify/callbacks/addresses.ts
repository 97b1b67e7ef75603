import { BlockList, isIP } from "node:net";

/** Networks of version 4 that are nobody's on the open internet, by IANA's registry of special purposes. */
const SPECIAL_4 = [
  "0.0.0.0/8", // this network
  "10.0.0.0/8", // private
  "100.64.0.0/10", // shared by carriers, and clouds' metadata
  "127.0.0.0/8", // loopback
  "168.63.129.16/32", // Azure's host, to its machines alone
  "169.254.0.0/16", // link-local, and clouds' metadata
  "172.16.0.0/12", // private
  "192.0.0.0/24", // protocols
  "192.0.2.0/24", // documentation
  "192.88.99.0/24", // relays from version 6
  "192.168.0.0/16", // private
  "198.18.0.0/15", // benchmarks
  "198.51.100.0/24", // documentation
  "203.0.113.0/24", // documentation
  "224.0.0.0/4", // multicast
  "240.0.0.0/4", // reserved, broadcast
];

/** Of version 6 only this is routed to everybody: not loopback, link-local, unique local, mapped or translated ones. */
const GLOBAL_6 = ["2000::/3"];
const SPECIAL_6 = [
  "2001::/23", // protocols, and tunnels that carry addresses of version 4
  "2001:db8::/32", // documentation
  "2002::/16", // carries addresses of version 4
  "3fff::/20", // documentation
];

const special4 = listOf(SPECIAL_4);
const global6 = listOf(GLOBAL_6);
const special6 = listOf(SPECIAL_6);

/** True for an address, of either version, that anybody could reach: posting to it gives nobody a way into our network. */
export function isPublic(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !special4.check(address, "ipv4");
    case 6:
      return global6.check(address, "ipv6") && !special6.check(address, "ipv6");
    default:
      return false;
  }
}

/** What counts as one receiver: an address of version 4, and of version 6 the network that somebody has all of. */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [before = [], after] = address.split("::").map((part) => part.split(":"));
  const zeros = after ? Array<string>(Math.max(0, 8 - before.length - after.length)).fill("0") : [];
  return [...before, ...zeros, ...(after ?? [])].slice(0, 4).join(":");
}

function listOf(networks: string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", bits] = network.split("/");
    list.addSubnet(address, Number(bits), isIP(address) === 4 ? "ipv4" : "ipv6");
  }
  return list;
}
