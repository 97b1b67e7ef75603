import { createSocket } from "node:dgram";
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { isPublic, networkOf } from "../../src/notify/callbacks/addresses.js";
import { askNameServers, findTarget } from "../../src/notify/callbacks/target.js";

describe("addresses that anybody could reach", () => {
  test.each([
    "1.1.1.1",
    "8.8.8.8",
    "9.255.255.255",
    "11.0.0.0",
    "52.198.117.57",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.0",
    "168.63.129.17",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.0",
    "192.167.255.255",
    "192.169.0.0",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "2606:4700:4700::1111",
    "2a00:1450:4001:81b::200e",
    "2001:200::1",
    "2400:cb00::1",
  ])("%s", (address) => expect(isPublic(address)).toBe(true));

  test.each([
    ["this network", "0.0.0.0"],
    ["this network", "0.255.255.255"],
    ["private", "10.0.0.0"],
    ["private", "10.255.255.255"],
    ["private", "172.16.0.1"],
    ["private", "172.31.255.255"],
    ["private", "192.168.0.1"],
    ["carriers", "100.64.0.0"],
    ["carriers", "100.127.255.255"],
    ["metadata in the carriers' range", "100.100.100.200"],
    ["loopback", "127.0.0.1"],
    ["loopback", "127.255.255.254"],
    ["metadata", "169.254.169.254"],
    ["link-local", "169.254.0.1"],
    ["a cloud's host", "168.63.129.16"],
    ["protocols and metadata", "192.0.0.192"],
    ["documentation", "192.0.2.1"],
    ["documentation", "198.51.100.7"],
    ["documentation", "203.0.113.255"],
    ["relays", "192.88.99.1"],
    ["benchmarks", "198.18.0.1"],
    ["benchmarks", "198.19.255.255"],
    ["multicast", "224.0.0.1"],
    ["multicast", "239.255.255.255"],
    ["reserved", "240.0.0.1"],
    ["broadcast", "255.255.255.255"],
    ["unspecified", "::"],
    ["loopback", "::1"],
    ["mapped loopback", "::ffff:127.0.0.1"],
    ["mapped loopback", "::ffff:7f00:1"],
    ["mapped, public", "::ffff:8.8.8.8"],
    ["compatible", "::127.0.0.1"],
    ["translated", "::ffff:0:127.0.0.1"],
    ["NAT64", "64:ff9b::7f00:1"],
    ["NAT64", "64:ff9b::8.8.8.8"],
    ["local NAT64", "64:ff9b:1::1"],
    ["discard", "100::1"],
    ["Teredo", "2001::1"],
    ["ORCHID", "2001:20::1"],
    ["documentation", "2001:db8::1"],
    ["documentation", "3fff::1"],
    ["6to4 of loopback", "2002:7f00:1::1"],
    ["unique local", "fc00::1"],
    ["unique local, metadata", "fd00:ec2::254"],
    ["link-local", "fe80::1"],
    ["link-local with its zone", "fe80::1%eth0"],
    ["site-local", "fec0::1"],
    ["multicast", "ff02::1"],
    ["segment routing", "5f00::1"],
    ["no address", "localhost"],
    ["no address", ""],
    ["no address", "1.2.3"],
  ])("not %s: %s", (_what, address) => expect(isPublic(address)).toBe(false));
});

test.each([
  ["52.198.117.57", "52.198.117.57"],
  ["2606:4700:a:b:1:2:3:4", "2606:4700:a:b"],
  ["2606:4700:a:b::4", "2606:4700:a:b"],
  ["2606:4700::1", "2606:4700:0:0"],
  ["2606:4700::b:1:2:3:4", "2606:4700:0:b"],
])("who has %s has all of %s", (address, network) => expect(networkOf(address)).toBe(network));

/** Nothing is asked of the net: what an address leads to is given. */
const leadingTo =
  (...addresses: string[]) =>
  () =>
    Promise.resolve(addresses);

describe("where a callback may go", () => {
  const PUBLIC = "52.198.117.57";

  test.each([
    "https://127.0.0.1/",
    "https://127.1/",
    "https://0x7f.1/",
    "https://0x7f000001/",
    "https://2130706433/",
    "https://0177.0.0.1/",
    "https://017700000001/",
    "https://127.0.0.1./",
    "https://１２７.0.0.1/",
    "https://127。0。0。1/",
    "https://%31%32%37.0.0.1/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:a9fe:a9fe]/latest/meta-data",
    "https://[64:ff9b::a9fe:a9fe]/",
    "https://0/",
    "https://169.254.169.254/latest/meta-data",
    "https://10.0.0.5:8443/hook",
  ])("not to a private address, however it is written: %s", async (url) => {
    expect(await findTarget(url, "public", leadingTo(PUBLIC))).toMatchObject({
      ok: false,
      problem: expect.stringMatching(/is not on the open internet$/),
    });
  });

  test.each([
    ["http://shop.example.com/", "the address is not https"],
    ["ftp://shop.example.com/", "the address is not https"],
    ["file:///etc/passwd", "the address is not https"],
    ["gopher://127.0.0.1:6379/", "the address is not https"],
    ["shop.example.com", "the address is not https"],
    ["https://", "the address is not https"],
    ["", "the address is not https"],
    ["https://user:secret@shop.example.com/", "the address has a user name or a password in it"],
    ["https://shop.example.com@127.0.0.1/", "the address has a user name or a password in it"],
  ])("%s: %s", async (url, problem) => {
    expect(await findTarget(url, "public", leadingTo(PUBLIC))).toEqual({ ok: false, problem });
  });

  test("a name counts by what it leads to, and only what anybody could reach is connected to", async () => {
    const url = "https://shop.example.com/?wc-api=wc_gateway_mixpay";
    const inside = await findTarget(url, "public", leadingTo("10.0.0.1", "::1", "169.254.169.254"));
    expect(inside).toEqual({ ok: false, problem: "shop.example.com is not on the open internet" });
    const mixed = await findTarget(url, "public", leadingTo("127.0.0.1", PUBLIC, "fd00::1", "2606:4700::1"));
    if (!mixed.ok) throw new Error(mixed.problem);
    expect(mixed.url.href).toBe(url);
    // Whatever the name leads to by now, this is what a connection hears.
    const heard = (all: boolean) =>
      new Promise((resolve) =>
        mixed.lookup("shop.example.com", { all }, (_error, found, family) => resolve({ found, family })),
      );
    expect(await heard(true)).toEqual({
      found: [
        { address: PUBLIC, family: 4 },
        { address: "2606:4700::1", family: 6 },
      ],
    });
    expect(await heard(false)).toEqual({ found: PUBLIC, family: 4 });
  });

  test("a name that leads nowhere, and one that cannot be asked for", async () => {
    const problem = "the name shop.example.com leads to no address";
    for (const resolve of [leadingTo(), () => Promise.reject(new Error("no name server"))]) {
      expect(await findTarget("https://shop.example.com/", "public", resolve)).toEqual({ ok: false, problem });
    }
  });

  test("for development: anywhere, but still the web", async () => {
    expect(await findTarget("http://localhost:3000/hook", "anywhere")).toMatchObject({ ok: true });
    expect(await findTarget("http://127.1:3000/hook", "anywhere")).toMatchObject({ ok: true });
    expect(await findTarget("ftp://localhost/", "anywhere")).toMatchObject({ ok: false });
    expect(await findTarget("http://user@localhost/", "anywhere")).toMatchObject({ ok: false });
    // The system knows this name; the name servers that are asked for a public address may not, or say the same.
    expect(await findTarget("https://localhost/", "public")).toMatchObject({ ok: false });
  });
});

describe("what name servers say", () => {
  /** Knows one IPv4 address for every name; a question for another kind gets no answer at all. */
  async function nameServer(asksForOthers: () => void) {
    const server = createSocket("udp4").bind(0, "127.0.0.1");
    server.on("message", (asked, { port, address }) => {
      const [kind, A] = [asked.readUInt16BE(asked.indexOf(0, 12) + 1), 1];
      if (kind !== A) return asksForOthers();
      const question = asked.subarray(12, asked.indexOf(0, 12) + 5);
      const head = Buffer.from([asked[0]!, asked[1]!, 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]);
      const record = Buffer.from([0xc0, 12, 0, A, 0, 1, 0, 0, 0, 60, 0, 4, 52, 198, 117, 57]);
      server.send(Buffer.concat([head, question, record]), port, address);
    });
    await once(server, "listening");
    return server;
  }

  test("of one kind of address is enough, where the question for the other is never answered", async () => {
    let others = 0;
    const server = await nameServer(() => (others += 1));
    expect(await askNameServers("shop.example.com", [`127.0.0.1:${server.address().port}`])).toEqual(["52.198.117.57"]);
    // To ask again to the end takes six seconds, which is more than there is for a connection; once it may, on a busy machine.
    expect(others).toBeLessThanOrEqual(2);
    server.close();
  });
});
