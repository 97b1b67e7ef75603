import type { Hono } from "hono";

/** A browser that was signed in at the counter, or was not yet: it keeps its cookies, and says from where its forms come. */
export class Counter {
  readonly #cookies = new Map<string, string>();

  constructor(
    private readonly app: Hono,
    private readonly headers: Record<string, string> = {},
  ) {}

  /** What it is known by; undefined: it is not signed in. */
  get token(): string | undefined {
    return this.#cookies.get("till");
  }

  /** As somebody who has stolen it: the same cookies in another browser. */
  stolen(): Counter {
    const thief = new Counter(this.app, this.headers);
    for (const [name, value] of this.#cookies) thief.#cookies.set(name, value);
    return thief;
  }

  async request(path: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const own = { "user-agent": "Mozilla/5.0 (Linux; Android 14) Chrome/126.0", ...this.headers };
    const headers = { ...own, ...(cookie && { cookie }), ...(init.headers as Record<string, string>) };
    const answer = await this.app.request(path, { ...init, headers });
    for (const set of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (/max-age=0/i.test(set)) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return answer;
  }

  /** A page as its reader sees it. */
  async reads(path: string): Promise<string> {
    return shown(await (await this.request(path)).text());
  }

  /** Sends a form as its own page does. */
  posts(path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
    return this.request(path, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin", ...headers },
      body: new URLSearchParams(fields).toString(),
    });
  }

  opens(secret: string): Promise<Response> {
    return this.posts("/till/open", { secret });
  }
}

/** The words of a page, one space between them. */
export const shown = (html: string): string =>
  html
    .replace(/<(script|style|head)\b.*?<\/\1>/gs, "")
    .replace(/<[^>]*>/g, " ")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replace(/[\u2066-\u2069]/g, "")
    .replace(/\s+/g, " ");

/** What a hidden field of a page holds. */
export const hidden = (html: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? "";
