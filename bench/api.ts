import { join } from "node:path";
import { milliseconds, print, ratio, whole } from "./figures.js";
import { type Asking, load, type LoadFigures } from "./load.js";
import { withBot } from "./ours.js";

/** Orders are limited for one payee: as many as are enough for all that are asked for. */
const PAYEES = 60;

/** What programs and their payers ask for most, beside what the same server says of itself without a look at anything. */
export async function benchApi(folder: string): Promise<void> {
  const { empty, page, result, order } = await withBot(join(folder, "api"), async ({ control, bot }) => {
    const payees: string[] = [];
    for (let n = 0; n < PAYEES; n++) payees.push((await control.addUser(`Payee ${n}`)).user_id);
    const codes: string[] = [];
    for (const [n, payee] of payees.entries()) codes.push(await firstOrder(bot.url, payee, n));
    return {
      empty: await load(`${bot.url}/healthz`, bot.pid),
      page: await load(`${bot.url}/code/${codes[0]}`, bot.pid),
      result: await load(
        bot.url,
        bot.pid,
        asks((n) => get(`/v1/payments_result?traceId=${codes[n % PAYEES]}`)),
      ),
      order: await load(
        bot.url,
        bot.pid,
        asks((n) => post("/v1/one_time_payment", asked(payees[n % PAYEES]!))),
      ),
    };
  });
  const rows = (what: string, figures: LoadFigures) => [
    {
      what: `${what}, per second`,
      ours: whole(figures.perSecond),
      beside: whole(empty.perSecond),
      ratio: ratio(figures.perSecond, empty.perSecond),
    },
    {
      what: "  p99 of sixteen at once",
      ours: milliseconds(figures.p99Ms),
      beside: milliseconds(empty.p99Ms),
      ratio: ratio(figures.p99Ms, empty.p99Ms),
    },
    {
      what: "  processor time for one",
      ours: milliseconds(figures.processorMs),
      beside: milliseconds(empty.processorMs),
    },
  ];
  print("API; beside /healthz, which asks nobody, of the same server", [
    ...rows("checkout page of an order", page),
    ...rows("payments_result", result),
    ...rows("one_time_payment, a new order each", order),
  ]);
}

const asked = (payeeId: string): string => JSON.stringify({ payeeId, quoteAssetId: "usd", quoteAmount: "10" });

/** Also has the bot ask Mixin who the payee is, which is no matter of every request. */
async function firstOrder(url: string, payee: string, n: number): Promise<string> {
  const headers = { "content-type": "application/json", "x-forwarded-for": addressOf(n) };
  const answer = await fetch(`${url}/v1/one_time_payment`, { method: "POST", headers, body: asked(payee) });
  const { data, message } = (await answer.json()) as { data: { code?: string }; message: string };
  if (data.code === undefined) throw new Error(message);
  return data.code;
}

/** From as many addresses as there are requests, for each address has its limit. */
const addressOf = (n: number): string => `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;

const asks = (request: (n: number) => (from: string) => string): Asking => ({
  request: (n) => request(n)(addressOf(n)),
  says: '"success":true',
});

const head = (line: string, from: string): string =>
  `${line} HTTP/1.1\r\nhost: localhost\r\nx-forwarded-for: ${from}\r\n`;
const get = (path: string) => (from: string) => `${head(`GET ${path}`, from)}\r\n`;
const post = (path: string, body: string) => (from: string) =>
  `${head(`POST ${path}`, from)}content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
