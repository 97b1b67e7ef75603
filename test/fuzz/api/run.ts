import { inspect } from "node:util";
import type { Database } from "../../../src/db/database.js";
import { deriveId } from "../../../src/db/ids.js";
import { opensShop, SHOP } from "../../support/history.js";
import type { OpenApi } from "../../support/open-api.js";
import { markPaid, openShop, THORB } from "../../support/pay-pages.js";
import { USDT_TRON, ASSETS } from "../../support/rates.js";
import { Dice } from "../random.js";
import { Books } from "./books.js";
import { Connection } from "./connection.js";
import { readDocument } from "./document.js";
import { codeOf, Judge } from "./judge.js";
import { type Asked, type Kind, KINDS, Requests } from "./requests.js";
import { type ApiServer, LIFTED, serveApi } from "./stage.js";
import { HUSH, secretsOf, withKeys } from "./keys.js";
import { Values, type World } from "./values.js";

export interface FuzzOptions {
  requests: number;
  seed: number;
  /** Ends early after so many failures. */
  failuresMost?: number;
  /** Told now and then how far it is. */
  onProgress?: (done: number, perSecond: number) => void;
}

export interface FuzzResult {
  failures: string[];
  requests: number;
  kinds: Record<Kind, number>;
  /** How often each endpoint was answered with each code. */
  reached: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Endpoints that never gave what was asked for. */
  missed: string[];
  slowestMs: number;
  seconds: number;
}

const CONNECTIONS = 8;
const LOOKED_AT_EVERY = 5_000;
/** Requests of a seed differ from those of the next one. */
const STRIDE = 0x9e3779b1;
/** Some of what is drawn is there and some is not: within as many one is fulfilled. */
const TRIES = 20;
/** Orders that are there from the beginning. */
const OPENED = 40;
const SHOWN = 4_000;

/** Asks the API for everything and anything over real connections, and looks at what is answered and at what is left. */
export async function fuzzApi(database: Database, options: FuzzOptions): Promise<FuzzResult> {
  const { requests: wanted, seed, failuresMost = 5 } = options;
  const begun = Date.now();
  const failures: string[] = [];
  let done = 0;
  const repeat = () => `repeat: npm run fuzz:api -- --seed ${seed} --requests ${done + CONNECTIONS}`;
  const logged: string[] = [];
  const server = await serveApi(
    database,
    (level, message, fields) => {
      const line = `${message} ${describe(fields)}`;
      if (level === "error" || /mixtill_[\w-]{20}/.test(line)) logged.push(line);
    },
    { usual: LIFTED, results: LIFTED, payee: LIFTED, keyed: LIFTED, shop: LIFTED },
  );
  const connections = Array.from({ length: CONNECTIONS }, () => new Connection(server.port));
  try {
    const world = await inhabited(database, server, seed);
    const values = new Values(world, seed);
    const document = (await (await fetch(`http://127.0.0.1:${server.port}/openapi.json`)).json()) as OpenApi;
    const { operations, refusal } = readDocument(document);
    const requests = new Requests(operations, values);
    const judge = new Judge(refusal, [...server.secrets, ...secretsOf(world.keys)], HUSH);
    const books = new Books(database, SHOP);
    const kinds = Object.fromEntries(KINDS.map((kind) => [kind, 0])) as Record<Kind, number>;
    const reached = new Map(operations.map(({ name }) => [name, new Map<string, number>()]));
    let slowestMs = 0;

    const fails = (asked: Asked, what: string): void => {
      const { kind, operation, bytes } = asked;
      failures.push([`${operation.name} (${kind}): ${what}`, `    ${shell(bytes, server.port)}`, repeat()].join("\n"));
    };

    const ask = async (asked: Asked, connection: Connection): Promise<string> => {
      kinds[asked.kind]++;
      if (asked.kind === "left") {
        await connection.leaves(asked.bytes);
        return "left";
      }
      const heard = await connection.asks(asked.bytes, asked.method);
      // What of it was left over would be the next request.
      if (asked.kind === "broken") connection.close();
      const wrong = judge.wrong(asked, heard);
      if (wrong) fails(asked, `${wrong}${"nothing" in heard ? "" : `: ${heard.status} ${heard.body.slice(0, 500)}`}`);
      for (const line of logged.splice(0))
        fails(asked, `the server's log (maybe of a request at the same time): ${line}`);
      slowestMs = Math.max(slowestMs, heard.millis);
      const code = codeOf(heard);
      const codes = reached.get(asked.operation.name)!;
      if (asked.kind === "plain" || asked.kind === "wrong") codes.set(code, (codes.get(code) ?? 0) + 1);
      return code;
    };

    const lookAround = async (): Promise<void> => {
      for (const what of await books.wrong()) failures.push(`after ${done} requests: ${what}\n${repeat()}`);
      const added = Object.keys(Object.prototype);
      if (added.length > 0) failures.push(`after ${done} requests: every object has ${added.join(", ")}\n${repeat()}`);
    };

    const lane = async (connection: Connection): Promise<void> => {
      while (done < wanted && failures.length < failuresMost) {
        const n = done++;
        await ask(requests.next(new Dice(Math.imul(seed, STRIDE) + n)), connection);
        if (n % LOOKED_AT_EVERY === 0) await lookAround();
        if (n > 0 && n % (2 * LOOKED_AT_EVERY) === 0) options.onProgress?.(n, (1000 * n) / (Date.now() - begun));
      }
    };

    await lookAround();
    // First what has to be given, so that a failure of that is told as what it is.
    for (const operation of operations) {
      let code = "";
      for (let n = 0; n < TRIES && code !== "0"; n++) {
        code = await ask(requests.bare(operation, new Dice(Math.imul(seed, STRIDE) - 1 - n)), connections[0]!);
      }
    }
    await Promise.all(connections.map(lane));
    await lookAround();
    const missed = [...reached].flatMap(([name, codes]) => (codes.has("0") ? [] : [name]));
    const seconds = (Date.now() - begun) / 1000;
    return { failures, requests: done, kinds, reached, missed, slowestMs, seconds };
  } finally {
    for (const connection of connections) connection.close();
    await server.close();
  }
}

const many = (count: number, made: (n: number) => string): string[] => Array.from({ length: count }, (_, n) => made(n));

/** A shop, people, and orders, the first of which is paid; numbers and traces that orders will get. */
async function inhabited(database: Database, { users, port }: ApiServer, seed: number): Promise<World> {
  // The one that has keys goes first: the other takes another handle.
  await opensShop(database);
  const merchant = await openShop(database);
  const people = users.filter(({ full_name: name }) => ["Thorb", "Ada", "Ben"].includes(name));
  const traces = many(300, (n) => deriveId(`${seed} ${n}`, "trace"));
  const world: World = {
    payees: [THORB, ...people.map((one) => one.user_id)],
    users: people.map((one) => one.user_id),
    mixinIds: people.map((one) => one.identity_number),
    assets: ASSETS.map(({ assetId }) => assetId),
    opened: traces.slice(0, OPENED),
    traces,
    numbers: many(300, (n) => `order-${n}`),
    clients: many(30, (n) => deriveId(`${seed} ${n}`, "client")),
    ...(await withKeys(database, { other: merchant.id, seed, port })),
  };
  for (const [n, traceId] of world.opened.entries()) {
    const order = { payeeId: THORB, quoteAssetId: "usd", quoteAmount: "10", paymentAssetId: USDT_TRON, traceId };
    const asked = new URLSearchParams({ ...order, orderId: world.numbers[n]! }).toString();
    const answer = await fetch(`http://127.0.0.1:${port}/v1/payments?${asked}`, { method: "POST" });
    const { success, message } = (await answer.json()) as { success: boolean; message: string };
    if (!success) throw new Error(`there is no order to begin with: ${message}`);
  }
  await markPaid(database, world.opened[0]!, new Date());
  return world;
}

/** A line for a shell that sends the same again. */
function shell(bytes: Buffer, port: number): string {
  const text = bytes.toString("latin1");
  const escaped = text.replaceAll(
    /[^\x20-\x7e]|['\\%]/g,
    (one) => `\\x${one.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
  return `printf '${escaped.slice(0, SHOWN)}' | nc 127.0.0.1 ${port}${escaped.length > SHOWN ? ` # the first of ${bytes.length} bytes` : ""}`;
}

function describe(fields: Record<string, unknown> = {}): string {
  const { error, ...rest } = fields;
  return `${JSON.stringify(rest)} ${inspect(error)}`;
}
