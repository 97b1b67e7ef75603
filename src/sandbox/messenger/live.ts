import type { Handler } from "hono";
import { type SSEStreamingApi, streamSSE } from "hono/streaming";
import type { Phone } from "./phone.js";
import type { Phones } from "./phones.js";

// a comment now and then keeps the stream from looking dead to whatever is in between
const KEEP_ALIVE = 15_000;

/** The live stream of one page: the events of all the people it shows, `?as=<number>,<number>`. */
export class LiveStreams {
  readonly #ends = new Set<() => void>();

  constructor(readonly phones: Phones) {}

  handler(): Handler {
    return async (c) => {
      const numbers = (c.req.query("as") ?? "").split(",").filter(Boolean);
      const found = await Promise.all(numbers.map((number) => this.phones.get(number)));
      const phones = found.filter((phone) => phone !== undefined);
      return streamSSE(c, async (stream) => {
        const send = (data: object): void => void stream.writeSSE({ data: JSON.stringify(data) });
        // "ready" makes the page look at everything once: only what is heard from before then on can be missed by nobody
        const stops = phones.map((phone) => forward(phone, send));
        send({ type: "ready" });
        const ping = setInterval(() => void stream.write(": \n\n"), KEEP_ALIVE);
        await this.#ended(stream);
        clearInterval(ping);
        for (const stop of stops) stop();
      });
    };
  }

  #ended(stream: SSEStreamingApi): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        this.#ends.delete(end);
        resolve();
      };
      this.#ends.add(end);
      stream.onAbort(end);
    });
  }

  /** Ends every stream, so that the server can stop. */
  close(): void {
    for (const end of this.#ends) end();
  }
}

function forward(phone: Phone, send: (data: object) => void): () => void {
  return phone.subscribe((event) => send({ as: phone.person.identity_number, ...event }));
}
