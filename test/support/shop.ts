import { deriveId } from "../../src/db/ids.js";
import { type Payment, type Person, readPayLink, type Received } from "./payer.js";
import { type Patience, until } from "./until.js";

/** Id of the n-th message the bot answers a message with. */
export const replyId = (messageId: string, n = 0): string => deriveId(messageId, `reply:${n}`);

/** Says something to the bot and waits for the answer; resolves to all that came as answer so far, in order. */
export async function converses(person: Person, text: string, patience?: Patience): Promise<Received[]> {
  const messageId = await person.says(text);
  await person.hears(`an answer to “${text}”`, (message) => message.messageId === replyId(messageId), patience);
  const ids = new Set(Array.from({ length: 10 }, (_, n) => replyId(messageId, n)));
  return person.received().filter((message) => ids.has(message.messageId));
}

export interface WantedCode {
  title: string;
  /** As typed: "25 AED", "open AED". */
  price: string;
  /** As typed; default "as paid". */
  settlement?: string;
}

/** Makes a receipt code by chatting, as a merchant does; resolves to its link once the card with it has come. */
export async function makesCode(merchant: Person, wanted: WantedCode, patience?: Patience): Promise<string> {
  await converses(merchant, `receipt code ${wanted.title}`, patience);
  await converses(merchant, wanted.price, patience);
  await converses(merchant, wanted.settlement ?? "as paid", patience);
  await merchant.says("Make it");
  return codeLink(merchant, wanted.title, patience);
}

/** The link on the card of the code with this title. */
export async function codeLink(merchant: Person, title: string, patience?: Patience): Promise<string> {
  return until(`the card of “${title}”`, () => merchant.received().map(linkOn(title)).find(Boolean), patience);
}

const linkOn = (title: string) => (message: Received) => {
  if (message.category !== "APP_CARD") return undefined;
  const card = JSON.parse(message.text) as { title: string; actions?: { action: string }[] };
  const link = card.actions?.find(({ action }) => action.startsWith("http"))?.action;
  return card.title === title && link !== undefined && !link.includes("/code/") ? link : undefined;
};

/** A form on a page, as a browser would send it. */
export interface Form {
  action: string;
  fields: Record<string, string>;
}

/** An order as its page shows it. */
export interface OrderPage {
  orderId: string;
  url: string;
  html: string;
  /** Null when there is nothing to pay (any more), or no asset was chosen yet. */
  payment: Payment | null;
}

/** Somebody with a browser in front of a pay page. Each visitor has an address of their own: pages limit how fast one may ask. */
export class Visitor {
  static #count = 0;
  readonly #headers: Record<string, string>;

  constructor() {
    const n = ++Visitor.#count;
    this.#headers = {
      // A kept connection would be lost when the program is killed.
      connection: "close",
      "x-forwarded-for": `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`,
      "accept-language": "en",
    };
  }

  /** Sends the form of a code's page; `amount` for codes on which the payer decides. */
  async opens(codeUrl: string, assetId: string, amount?: string): Promise<OrderPage> {
    const { html } = await this.#get(codeUrl);
    const form = readForm(html, codeUrl);
    return this.#submit({ ...form, fields: { ...form.fields, asset: assetId, ...(amount ? { amount } : {}) } });
  }

  /** The order's page as it is now. */
  async sees(orderUrl: string): Promise<OrderPage> {
    return readOrder(await this.#get(orderUrl));
  }

  /** Asks for a new amount and link on an order's page. */
  async renews(orderUrl: string, assetId: string): Promise<OrderPage> {
    const { html } = await this.#get(orderUrl);
    const form = readForm(html, orderUrl);
    return this.#submit({ ...form, fields: { ...form.fields, asset: assetId } });
  }

  async #get(url: string): Promise<{ url: string; html: string }> {
    return this.#page(await fetch(url, { headers: this.#headers, signal: AbortSignal.timeout(15_000) }));
  }

  async #submit({ action, fields }: Form): Promise<OrderPage> {
    const answer = await fetch(action, {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: { ...this.#headers, origin: new URL(action).origin },
      signal: AbortSignal.timeout(15_000),
    });
    return readOrder(await this.#page(answer));
  }

  async #page(answer: Response): Promise<{ url: string; html: string }> {
    const html = await answer.text();
    if (!answer.ok) throw new Error(`${answer.url}: ${answer.status} ${html.slice(0, 500)}`);
    return { url: answer.url, html };
  }
}

/** The first form that posts, with the values a browser would send untouched. */
export function readForm(html: string, pageUrl: string): Form {
  const form = [...html.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gis)].find(([, tag]) =>
    /method="?post/i.test(tag ?? ""),
  );
  if (!form) throw new Error(`${pageUrl} has no form: ${html.replace(/<[^>]+>/g, " ").slice(0, 300)}`);
  const fields: Record<string, string> = {};
  for (const [tag] of form[2]!.matchAll(/<input\b[^>]*>/gi)) {
    const name = attribute(tag, "name");
    const type = attribute(tag, "type") ?? "text";
    const isChosen = !/^(radio|checkbox)$/.test(type) || /\schecked\b/.test(tag);
    if (name && isChosen && type !== "submit") fields[name] = attribute(tag, "value") ?? "";
  }
  return { action: new URL(attribute(form[1]!, "action") ?? "", pageUrl).href, fields };
}

function readOrder({ url, html }: { url: string; html: string }): OrderPage {
  const orderId = /\/code\/([0-9a-f-]{36})/.exec(url)?.[1];
  if (!orderId) throw new Error(`no order's page: ${url}`);
  const link = [...html.matchAll(/href="([^"]+)"/g)].map(([, href]) => plain(href!)).find(isPayLink);
  return { orderId, url, html, payment: link ? readPayLink(link) : null };
}

const isPayLink = (href: string): boolean => /\/pay\/[0-9a-f-]{36}\?/.test(href) && href.includes("trace=");

const attribute = (tag: string, name: string): string | undefined => {
  const value = new RegExp(`\\s${name}="([^"]*)"`, "i").exec(tag)?.[1];
  return value === undefined ? undefined : plain(value);
};

const plain = (text: string): string =>
  text.replaceAll("&amp;", "&").replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&lt;", "<");
