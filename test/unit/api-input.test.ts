import { type AddressInfo, connect } from "node:net";
import { once } from "node:events";
import { serve, type ServerType } from "@hono/node-server";
import { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ApiError } from "../../src/web/api/errors.js";
import { type Names, readInput, TooLarge } from "../../src/web/api/input.js";
import { parseExactly } from "../../src/web/api/json.js";

const NAMES: Names = new Map([
  ["payeeId", "text"],
  ["amount", "text"],
  ["isTemp", "text"],
  ["receivers", "list"],
]);

/** Tells what it understood of a request. */
const app = new Hono().all("*", async (c) => c.json(await readInput(c, NAMES)));
app.onError((error, c) => {
  if (!(error instanceof ApiError)) throw error;
  return c.json({ refused: error.message }, error instanceof TooLarge ? 413 : 200);
});

const FORM = { "content-type": "application/x-www-form-urlencoded" };
const JSON_TYPE = { "content-type": "application/json" };

async function post(
  body: string | FormData | null,
  headers: Record<string, string> = {},
  query = "",
): Promise<unknown> {
  return (await app.request(`/x${query}`, { method: "POST", body, headers })).json();
}

describe("a request's parameters", () => {
  const both = { payeeId: "p", amount: "10.5" };

  test("may stand in the query, also of a POST without a body", async () => {
    expect(await (await app.request("/x?payeeId=p&amount=10.5")).json()).toEqual(both);
    expect(await post(null, {}, "?payeeId=p&amount=10.5")).toEqual(both);
    expect(await post(null, JSON_TYPE, "?payeeId=p&amount=10.5")).toEqual(both);
    expect(await post("", JSON_TYPE, "?payeeId=p&amount=10.5")).toEqual(both);
    expect(await post("", FORM, "?payeeId=p&amount=10.5")).toEqual(both);
  });

  test("may stand in a form of either kind", async () => {
    expect(await post("payeeId=p&amount=10.5", FORM)).toEqual(both);
    const form = new FormData();
    form.set("payeeId", "p");
    form.set("amount", "10.5");
    expect(await post(form)).toEqual(both);
  });

  describe("may stand in a multipart form", () => {
    const type = { "content-type": 'multipart/form-data; boundary="b-1"' };
    const sent = (...parts: [head: string, value: string][]) =>
      `${parts.map(([head, value]) => `--b-1\r\n${head}\r\n\r\n${value}\r\n`).join("")}--b-1--\r\n`;
    const amount: [string, string] = ['Content-Disposition: form-data; name="amount"', "10.5"];
    const forms: Record<string, string> = {
      "as .NET writes it": sent(
        ["Content-Type: text/plain; charset=utf-8\r\nContent-Disposition: form-data; name=payeeId", "p"],
        ["Content-Type: text/plain; charset=utf-8\r\nContent-Disposition: form-data; name=amount", "10.5"],
      ),
      "without a space": sent(['content-disposition:form-data;name="payeeId"', "p"], amount),
      "with more spaces": sent(["Content-Disposition: Form-Data ;  NAME=payeeId ", "p"], amount),
      "after a text for people": `for people\r\n${sent([amount[0].replace("amount", "payeeId"), "p"], amount)}`,
      "with the boundary's letters in a value, and bytes": sent(
        ["Content-Disposition: form-data; name=other", "b-1, --b-1"],
        ["Content-Type: application/octet-stream\r\nContent-Disposition: form-data; name=payeeId", "p"],
        amount,
      ),
      "from a file": sent(["Content-Disposition: form-data; name=payeeId; filename=p.txt", "p"], amount),
      "before a text for nobody": `${sent(["Content-Disposition: form-data; name=payeeId", "p"], amount)}after the end`,
      "without an end of the last line": sent(["Content-Disposition: form-data;name=payeeId", "p"], amount).trimEnd(),
    };
    for (const [way, form] of Object.entries(forms)) {
      test(way, async () => expect(await post(form, type)).toEqual(both));
    }

    test("whose values stay as they are, byte for byte", async () => {
      for (const value of ["ä 💶 Ünï \u00a0 名", "--b", "a\r\n--b\r\n\r\nContent-Disposition: form-data;name=amount"]) {
        const form = sent(["Content-Disposition: form-data; name=payeeId", value], amount);
        expect(await post(form, type)).toEqual({ payeeId: value, amount: "10.5" });
      }
      const list = sent(
        ["Content-Disposition: form-data; name=receivers[]", "a"],
        ["Content-Disposition: form-data; name=receivers[]", "b"],
      );
      expect(await post(list, type)).toEqual({ receivers: ["a", "b"] });
    });

    test("which says nothing by a part that is no field", async () => {
      const none = [
        ["Content-Type: text/plain", "p"],
        ["Content-Disposition: attachment; name=payeeId", "p"],
      ] as const;
      for (const [head, value] of none)
        expect(await post(sent([head, value], amount), type)).toEqual({ amount: "10.5" });
    });

    test("but not in one that broke off, or has no name for a value", async () => {
      const head = "Content-Disposition: form-data; name=payeeId";
      const whole = sent([head, "p"], amount);
      const broken = [
        whole.slice(0, -6),
        whole.slice(0, whole.lastIndexOf("--b-1\r\n")),
        sent([head, "p"]).replace("--b-1--", "--b-1"),
        sent(["Content-Disposition: form-data", "p"]),
        sent([`${head}; filename=p.txt`, "p"]).slice(0, -8),
        "payeeId=p&amount=10.5",
      ];
      for (const form of broken) {
        expect([form, await post(form, type)]).toEqual([form, { refused: "The body is no multipart form." }]);
      }
      for (const other of ["multipart/form-data", "multipart/mixed; boundary=b-1", "multipart/form-data; boundary="]) {
        expect(await post(whole, { "content-type": other })).toEqual({ refused: "The body is no multipart form." });
      }
    });

    test("in no time, however it is written", async () => {
      const begun = performance.now();
      const long = (text: string) => text.repeat(Math.floor(60_000 / text.length));
      for (const filling of ["a", ";", " ", '"', "name=", "; name=a", "\r\n", "\r\n--b-1", "\r\n--b-1\r\n\r\n"]) {
        await post(`--b-1\r\nContent-Disposition: form-data${long(filling)}\r\n\r\np\r\n--b-1--`, type);
        await post(long(filling), { "content-type": `multipart/form-data${filling.trim()}; boundary=b-1` });
      }
      await post("x", { "content-type": `multipart/form-data${long(";")}${long(" ")}${long("; boundary=")}` });
      expect(performance.now() - begun).toBeLessThan(5_000);
    });
  });

  test("may stand in JSON, whatever the request says that it is", async () => {
    const json = '{"payeeId":"p","amount":"10.5"}';
    for (const headers of [JSON_TYPE, { "content-type": "application/vnd.api+json; charset=utf-8" }, FORM, {}]) {
      expect(await post(json, headers)).toEqual(both);
    }
    expect(await post(`\ufeff ${json}`, JSON_TYPE)).toEqual(both);
  });

  test("in JSON may be numbers, which keep every digit", async () => {
    expect(await post('{"amount":0.1234567890123456789}', JSON_TYPE)).toEqual({ amount: "0.1234567890123456789" });
    expect(await post('{"amount":1e-7}', JSON_TYPE)).toEqual({ amount: "0.0000001" });
    expect(await post('{"amount":1.50}', JSON_TYPE)).toEqual({ amount: "1.50" });
    // Written out it would be a line of billions of zeros.
    expect(await post('{"amount":1e999999999}', JSON_TYPE)).toEqual({ amount: "1e999999999" });
  });

  test("in JSON may be true and false", async () => {
    expect(await post('{"isTemp":true}', JSON_TYPE)).toEqual({ isTemp: "true" });
    expect(await post('{"isTemp":false}', JSON_TYPE)).toEqual({ isTemp: "false" });
    expect(await post('{"isTemp":1}', JSON_TYPE)).toEqual({ isTemp: "1" });
  });

  test("go before those of the query when they stand in the body", async () => {
    expect(await post("amount=2", FORM, "?amount=1&payeeId=p")).toEqual({ amount: "2", payeeId: "p" });
    expect(await post("receivers=b", FORM, "?receivers=a&receivers=c")).toEqual({ receivers: ["b"] });
  });

  test("are absent when they are blank, null or not asked for", async () => {
    expect(await post("amount=+&payeeId=+p+&other=1", FORM)).toEqual({ payeeId: "p" });
    expect(await post('{"amount":null,"payeeId":"","other":{"a":[1]}}', JSON_TYPE)).toEqual({});
    expect(await post("amount=", FORM, "?amount=1")).toEqual({ amount: "1" });
    for (const nothing of ["[]", "null", "{}", " "]) expect(await post(nothing, JSON_TYPE)).toEqual({});
  });

  test("can be lists in every way that callers write them", async () => {
    const ways = [
      "receivers[]=a&receivers[]=b",
      "receivers[0]=a&receivers[1]=b",
      "receivers%5B0%5D=a&receivers%5B1%5D=b",
      "receivers=a&receivers=b",
      "receivers=a&receivers[]=&receivers[7]=b",
    ];
    for (const way of ways) expect(await post(way, FORM)).toEqual({ receivers: ["a", "b"] });
    for (const json of ['["a","b"]', '{"0":"a","5":"b"}', '["a",null,"b",""]']) {
      expect(await post(`{"receivers":${json}}`, JSON_TYPE)).toEqual({ receivers: ["a", "b"] });
    }
    expect(await post('{"receivers":"a"}', JSON_TYPE)).toEqual({ receivers: ["a"] });
    const form = new FormData();
    form.append("receivers[]", "a");
    form.append("receivers[]", "b");
    expect(await post(form)).toEqual({ receivers: ["a", "b"] });
  });

  test("are the last one when a text comes several times", async () => {
    expect(await post("amount=1&amount=2", FORM)).toEqual({ amount: "2" });
    expect(await post('{"amount":["1","2"]}', JSON_TYPE)).toEqual({ amount: "2" });
  });

  test("of names that objects have by themselves are parameters like others", async () => {
    expect(await post('{"__proto__":{"amount":"1"},"constructor":"x","payeeId":"p"}', JSON_TYPE)).toEqual({
      payeeId: "p",
    });
  });

  test("that no database could keep are refused by name", async () => {
    const refused = { refused: "amount holds a character that is no text." };
    expect(await post("amount=a%00b", FORM)).toEqual(refused);
    expect(await post('{"amount":"a\\u0000b"}', JSON_TYPE)).toEqual(refused);
    expect(await post('{"amount":"a\\ud800b"}', JSON_TYPE)).toEqual(refused);
    expect(await post('{"amount":"a\\ud83d\\ude00b"}', JSON_TYPE)).toEqual({ amount: "a😀b" });
  });

  test("that cannot be read are refused in words", async () => {
    for (const broken of ["{", '{"a":}', "{'a':1}", "{1:2}", '{"a":012}', '{"a":"\n"}', '{"a"', "[1"]) {
      expect(await post(broken, JSON_TYPE)).toEqual({ refused: "The body is no JSON." });
    }
    for (const other of ["[1]", '"text"', "5"]) {
      expect(await post(other, JSON_TYPE)).toEqual({ refused: "The body is no JSON object." });
    }
    const multipart = { "content-type": "multipart/form-data; boundary=x" };
    expect(await post("no form", multipart)).toEqual({ refused: "The body is no multipart form." });
    expect(await post("--x", { "content-type": "multipart/form-data" })).toEqual({
      refused: "The body is no multipart form.",
    });
  });

  test("are refused when they are too many to be meant", async () => {
    const large = "x".repeat(65 * 1024);
    expect(await post(`amount=${large}`, FORM)).toEqual({ refused: "The request is too large." });
    const stream = new ReadableStream({
      pull(controller) {
        controller.enqueue(new TextEncoder().encode("x".repeat(10_000)));
      },
    });
    const streamed = await app.request(
      new Request("http://x/x", { method: "POST", body: stream, headers: FORM, duplex: "half" }),
    );
    expect(streamed.status).toBe(413);
  });

  test("are refused when they are more than anybody sends, in whichever way", async () => {
    const names = (count: number, name = "receivers") => Array.from({ length: count }, () => `${name}=a`).join("&");
    const refused = { refused: "The request says more than 1000 things." };
    expect(await post(names(1000), FORM)).toEqual({ receivers: Array.from({ length: 1000 }, () => "a") });
    expect(await post(names(1001), FORM)).toEqual(refused);
    expect(await post(names(1001, "unheardOf"), FORM)).toEqual(refused);
    expect(await post(null, {}, `?${names(1001)}`)).toEqual(refused);
    expect(await post(JSON.stringify({ receivers: Array(1001).fill("a") }), JSON_TYPE)).toEqual(refused);
  });
});

describe("a server", () => {
  let server: ServerType;
  let port = 0;
  beforeAll(async () => {
    server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" });
    await once(server, "listening");
    ({ port } = server.address() as AddressInfo);
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  /** The bodies of the answers to what is written on one connection, which is then closed. */
  async function raw(...requests: string[]): Promise<string[]> {
    const socket = connect(port, "127.0.0.1");
    let heard = "";
    socket.on("data", (chunk) => (heard += String(chunk)));
    socket.write(requests.join(""));
    await once(socket, "close");
    return [...heard.matchAll(/HTTP\/1\.1[\s\S]*?\r\n\r\n(\{.*\})/gm)].map(([, body]) => body!);
  }
  const head = (method: string, ...lines: string[]) =>
    [`${method} /x?payeeId=p HTTP/1.1`, "host: x", ...lines, "", ""].join("\r\n");
  const last = head("GET", "connection: close");

  test("reads JSON under GET, of told length or in chunks, and then the next request", async () => {
    const json = '{"amount":1.10}';
    const told = head("GET", "content-type: application/json", `content-length: ${json.length}`) + json;
    const chunked = `${head("GET", "transfer-encoding: chunked")}${json.length.toString(16)}\r\n${json}\r\n0\r\n\r\n`;
    const both = '{"payeeId":"p","amount":"1.10"}';
    expect(await raw(told, chunked, last)).toEqual([both, both, '{"payeeId":"p"}']);
  });

  test("reads a form in chunks, and a GET that says JSON and brings nothing", async () => {
    const form = "amount=1";
    const chunked = `${head("POST", "transfer-encoding: chunked")}${form.length.toString(16)}\r\n${form}\r\n0\r\n\r\n`;
    const empty = head("GET", "content-type: application/json");
    expect(await raw(chunked, empty, last)).toEqual([
      '{"payeeId":"p","amount":"1"}',
      '{"payeeId":"p"}',
      '{"payeeId":"p"}',
    ]);
  });

  test("refuses too much under GET, too, and goes on", async () => {
    const large = "x".repeat(70_000);
    const told = head("GET", `content-length: ${large.length}`) + large;
    const chunked = `${head("GET", "transfer-encoding: chunked")}${large.length.toString(16)}\r\n${large}\r\n0\r\n\r\n`;
    const refused = '{"refused":"The request is too large."}';
    expect(await raw(told, last)).toEqual([refused, '{"payeeId":"p"}']);
    expect((await raw(chunked, last))[0]).toEqual(refused);
  });
});

describe("JSON", () => {
  test("is read as it is but for its numbers", () => {
    const text = '{"a":[1,-2.50,1E+2,-0],"b":"x\\"1\\\\","c":{"d":true,"e":null,"1":"2"},"f":" 3 "}';
    expect(parseExactly(text)).toEqual({
      a: ["1", "-2.50", "100", "-0"],
      b: 'x"1\\',
      c: { d: true, e: null, "1": "2" },
      f: " 3 ",
    });
    expect(parseExactly("12")).toBe("12");
  });
});
