import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { createLimiter } from "../../src/web/limiter.js";
import { addressOf, proxiesOf } from "../../src/web/who-asks.js";

describe("the limiter", () => {
  it("lets a burst pass, then as many as come with time, and counts each address apart", () => {
    let now = 0;
    const limiter = createLimiter({ burst: 3, perSecond: 0.5 }, () => new Date(now));
    const takes = (key: string, times: number) => Array.from({ length: times }, () => limiter.take(key));
    expect(takes("a", 4)).toEqual([0, 0, 0, 2]);
    expect(takes("b", 1)).toEqual([0]);
    now += 1_000;
    expect(takes("a", 1)).toEqual([1]);
    now += 1_000;
    expect(takes("a", 2)).toEqual([0, 2]);
    now += 3_600_000;
    expect(takes("a", 4)).toEqual([0, 0, 0, 2]);
  });

  it("forgets old addresses rather than growing for ever", () => {
    const limiter = createLimiter({ burst: 1, perSecond: 0.001 }, () => new Date(0));
    expect(limiter.take("first")).toBe(0);
    for (let i = 0; i < 20_000; i++) limiter.take(`other ${i}`);
    expect(limiter.take("first")).toBe(0);
    expect(limiter.take("first")).toBeGreaterThan(0);
  });
});

describe("who asks", () => {
  const app = (proxies: string[] = []) => new Hono().get("/", (c) => c.text(addressOf(c, proxiesOf(proxies))));
  async function ask(peer: string, forwarded?: string, proxies?: string[]): Promise<string> {
    const env = { incoming: { socket: { remoteAddress: peer } } };
    const headers: Record<string, string> = forwarded === undefined ? {} : { "x-forwarded-for": forwarded };
    return (await app(proxies).request("/", { headers }, env)).text();
  }

  it("is the peer, unless the proxy on this machine says otherwise", async () => {
    expect(await ask("203.0.113.9")).toBe("203.0.113.9");
    expect(await ask("203.0.113.9", "198.51.100.1")).toBe("203.0.113.9");
    expect(await ask("10.0.0.5", "198.51.100.1")).toBe("10.0.0.5");
    expect(await ask("::ffff:127.0.0.1", "198.51.100.1")).toBe("198.51.100.1");
    expect(await ask("::1", "198.51.100.1")).toBe("198.51.100.1");
    expect(await ask("127.0.0.1")).toBe("127.0.0.1");
    expect(await ask("127.0.0.1", "")).toBe("127.0.0.1");
  });

  it.each([
    ["one address", ["10.0.0.5"]],
    ["a network", ["192.0.2.1", "10.0.0.0/24"]],
    ["private networks", ["private"]],
  ])("is whom a named proxy names: %s", async (_, proxies) => {
    expect(await ask("10.0.0.5", "198.51.100.1", proxies)).toBe("198.51.100.1");
    expect(await ask("::ffff:10.0.0.5", "198.51.100.1:4711", proxies)).toBe("198.51.100.1");
    expect(await ask("10.0.0.5", "[2001:db8:1:2::7]:443", proxies)).toBe("2001:db8:1:2");
    expect(await ask("11.0.0.5", "198.51.100.1", proxies)).toBe("11.0.0.5");
  });

  it("cannot be chosen by a stranger, through however many proxies", async () => {
    const proxies = ["10.0.0.0/8", "fd00::/8"];
    for (const forged of ["6.6.6.6", "127.0.0.1", "10.0.0.7", "::1", "rubbish", "6.6.6.6, 10.0.0.7", ","]) {
      expect(await ask("10.0.0.5", `${forged}, 198.51.100.1`, proxies), forged).toBe("198.51.100.1");
      expect(await ask("10.0.0.5", `${forged}, 198.51.100.1, fd00::1, 10.0.0.6`, proxies), forged).toBe("198.51.100.1");
      expect(await ask("203.0.113.9", forged, proxies), forged).toBe("203.0.113.9");
    }
    expect(await ask("10.0.0.5", "10.0.0.8, 10.0.0.6", proxies)).toBe("10.0.0.8");
    expect(await ask("10.0.0.5", "x".repeat(500), proxies)).toHaveLength(64);
  });

  it("is the network of an IPv6 address", async () => {
    expect(await ask("2001:db8:1:2:3:4:5:6")).toBe("2001:db8:1:2");
    expect(await ask("2001:db8::1")).toBe(await ask("2001:db8:0:0:9::2"));
  });

  it("is empty where there is no connection", async () => {
    expect(await (await app().request("/")).text()).toBe("");
  });
});
