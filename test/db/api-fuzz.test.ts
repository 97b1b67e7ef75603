import { expect, it } from "vitest";
import { Connection } from "../fuzz/api/connection.js";
import { fuzzApi } from "../fuzz/api/run.js";
import { serveApi } from "../fuzz/api/stage.js";
import { eachEngine, quiet } from "../support/databases.js";

const SEED = Number(process.env["FUZZ_SEED"] ?? 20261123);
/** The embedded engine is slower. */
const REQUESTS = { postgres: 800, embedded: 500 };

/** The short form of `npm run fuzz:api`. */
eachEngine("whatever programs send", (open, engine) => {
  it("is answered in the envelope and as documented, and moves nothing", async () => {
    const wanted = Number(process.env["FUZZ_REQUESTS"] ?? REQUESTS[engine]);
    const { failures, missed, requests } = await fuzzApi(await open(), { requests: wanted, seed: SEED });
    expect(failures.join("\n\n")).toBe("");
    expect(missed).toEqual([]);
    expect(requests).toBeGreaterThanOrEqual(wanted);
  }, 300_000);

  it("leaves the connection to the next request, however much was left unread", async () => {
    const server = await serveApi(await open(), quiet);
    const connection = new Connection(server.port);
    const asks = async (method: string, path: string, more = "\r\n") => {
      const request = `${method} /v1${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n${more}`;
      const heard = await connection.asks(Buffer.from(request), method);
      return "nothing" in heard ? heard.nothing : heard.status;
    };
    const megabyte = `100000\r\n${"a".repeat(0x100000)}\r\n0\r\n\r\n`;
    try {
      for (const [method, path] of [
        ["GET", "/setting/assets"],
        ["POST", "/multisig"],
      ] as const) {
        expect(await asks(method, path, `transfer-encoding: chunked\r\n\r\n${megabyte}`)).toBe(413);
        expect(await asks("GET", "/setting/quote_assets")).toBe(200);
      }
    } finally {
      connection.close();
      await server.close();
    }
  });

  it("is limited, where the limits are not lifted as they are for that", async () => {
    const server = await serveApi(await open(), quiet);
    const connection = new Connection(server.port);
    const codes: number[] = [];
    try {
      for (let n = 0; n < 70; n++) {
        const request = "GET /v1/setting/assets HTTP/1.1\r\nhost: 127.0.0.1\r\nx-forwarded-for: 203.0.113.7\r\n\r\n";
        const heard = await connection.asks(Buffer.from(request), "GET");
        if ("nothing" in heard) throw new Error(heard.nothing);
        codes.push(heard.status);
        if (heard.status === 429) {
          expect(JSON.parse(heard.body)).toMatchObject({ code: 1429, success: false, data: [] });
          expect(heard.headers.get("retry-after")).toBe("1");
        }
      }
    } finally {
      connection.close();
      await server.close();
    }
    expect(codes.slice(0, 60)).toEqual(codes.slice(0, 60).map(() => 200));
    expect(codes).toContain(429);
  });
});
