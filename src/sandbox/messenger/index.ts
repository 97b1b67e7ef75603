import { join } from "node:path";
import type { Hono } from "hono";
import { messengerApi } from "./api.js";
import { onlyOurPages } from "./guard.js";
import { LiveStreams } from "./live.js";
import { MESSENGER_CSP, messengerPage, PAY_CSP, payPage } from "./pages.js";
import { Phones } from "./phones.js";
import { sendStatic } from "./static-files.js";
import { type Person, profileOf } from "./types.js";

export type { Person, PersonKeystore } from "./types.js";

export interface MessengerOptions {
  /** the sandbox's own address, asked only once it listens */
  url: () => string;
  /** everybody in the sandbox, with keys; asked anew each time */
  users: () => Person[];
  /** where the phones keep their chats; without it they forget with the process */
  dataDir?: string;
}

/**
 * Puts the browser messenger under `/messenger` and the target of pay links under `/pay`.
 * Each person opened there gets a phone that talks to the sandbox only through its public interfaces.
 * `close` hangs up all phones and ends all live streams; call it before the server stops.
 */
export function mountMessenger(app: Hono, options: MessengerOptions): { close(): Promise<void> } {
  const { url, users, dataDir } = options;
  const phones = new Phones(url, users, dataDir && join(dataDir, "phones"));
  const live = new LiveStreams(phones);
  const payers = () => users().flatMap((person) => (person.is_bot ? [] : [profileOf(person)]));

  app.get("/messenger", (c) => c.html(messengerPage(), 200, { "content-security-policy": MESSENGER_CSP }));
  app.get("/messenger/static/:file", sendStatic);
  app.get("/pay/:recipient", (c) => {
    const { pathname, search } = new URL(c.req.url);
    return c.html(payPage(payers(), pathname + search), 200, { "content-security-policy": PAY_CSP });
  });
  app.use("/messenger/api/*", onlyOurPages(url));
  app.get("/messenger/api/events", live.handler());
  app.route("/messenger/api", messengerApi(phones, users, url));

  return {
    async close() {
      live.close();
      await phones.close();
    },
  };
}
