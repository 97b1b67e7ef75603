/** Where pages come from: the routes themselves, or a running program. */
export interface Site {
  request(path: string, init?: RequestInit): Response | Promise<Response>;
}

/** A page as somebody in front of it sees it. */
export interface Seen {
  status: number;
  /** Where it stands, after whatever sent the browser on. */
  url: string;
  html: string;
  /** The words alone. */
  words: string;
}

const NAMED = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'" } as Record<string, string>;

const wordsOf = (html: string): string =>
  html
    .replace(/<(script|style|head)\b.*?<\/\1>/gs, "")
    .replace(/<[^>]*>/g, " ")
    .replace(/&[#\w]+;/g, (name) => NAMED[name] ?? name)
    .replace(/[\u2068\u2069]/g, "")
    .replace(/\s+/g, " ");

/** Somebody with a browser, its cookies, and an address of their own. */
export class Claimant {
  static #count = 0;
  readonly #cookies = new Map<string, string>();
  readonly #address = `10.9.${(++Claimant.#count >> 8) & 255}.${Claimant.#count & 255}`;

  constructor(
    readonly app: Site,
    readonly language = "en",
  ) {}

  async open(path: string): Promise<Seen> {
    return this.#follow(path, await this.app.request(path, { headers: this.#headers() }));
  }

  /** Sends the form on this page whose address has `part` in it, with these fields filled in. */
  async send(page: Seen, part: string, fields: Record<string, string> = {}): Promise<Seen> {
    const forms = [...page.html.matchAll(/<form method="post" action="([^"]*)".*?<\/form>/gs)];
    const wanted = (form: RegExpExecArray) =>
      form[1]!.includes(part) && (!fields["way"] || form[0].includes(`name="way" value="${fields["way"]}"`));
    const form = forms.find(wanted);
    if (!form) throw new Error(`there is no form for ${part} on ${page.url}: ${page.words}`);
    const hidden = [...form[0].matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
    const given = Object.fromEntries(hidden.map(([, name, value]) => [name!, value!]));
    return this.post(form[1]!.replaceAll("&amp;", "&"), { ...given, ...fields });
  }

  async post(path: string, fields: Record<string, string>): Promise<Seen> {
    const headers = { "content-type": "application/x-www-form-urlencoded", ...this.#headers() };
    const body = new URLSearchParams(fields).toString();
    return this.#follow(path, await this.app.request(path, { method: "POST", headers, body }));
  }

  /** Where a link on our page leads outside; cookies set on the way are kept. */
  async leaves(path: string): Promise<string> {
    const answer = await this.app.request(path, { headers: this.#headers() });
    this.#keep(answer);
    return answer.headers.get("location") ?? "";
  }

  #headers(): Record<string, string> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    return { "accept-language": this.language, "x-forwarded-for": this.#address, ...(cookie && { cookie }) };
  }

  #keep(answer: Response): void {
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      const at = pair.indexOf("=");
      if (/max-age=0/i.test(line)) this.#cookies.delete(pair.slice(0, at));
      else this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
  }

  async #follow(url: string, answer: Response): Promise<Seen> {
    this.#keep(answer);
    const location = answer.headers.get("location");
    if (location !== null) return this.open(location);
    const html = await answer.text();
    return { status: answer.status, url, html, words: wordsOf(html) };
  }
}
