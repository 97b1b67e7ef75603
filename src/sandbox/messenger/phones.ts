import { join } from "node:path";
import { Phone } from "./phone.js";
import type { Person } from "./types.js";

/** The phones that were switched on: one for each person whom somebody opened in the browser. */
export class Phones {
  readonly #phones = new Map<string, Promise<Phone>>();

  constructor(
    readonly url: () => string,
    readonly people: () => Person[],
    readonly folder: string | undefined,
  ) {}

  /** The phone of a person by Mixin number, switched on when it was off; undefined when there is no such person. */
  async get(number: string): Promise<Phone | undefined> {
    const person = this.people().find((someone) => someone.identity_number === number && !someone.is_bot);
    if (!person) return undefined;
    const running = this.#phones.get(person.user_id);
    if (running) return running;
    const file = this.folder && join(this.folder, `${person.user_id}.jsonl`);
    const started = Phone.start({ person, url: this.url().replace(/\/$/, ""), file, people: this.people });
    this.#phones.set(person.user_id, started);
    // a phone that could not start is tried again when it is opened again
    started.catch(() => this.#phones.delete(person.user_id));
    return started;
  }

  async close(): Promise<void> {
    const started = await Promise.allSettled(this.#phones.values());
    const phones = started.flatMap((phone) => (phone.status === "fulfilled" ? [phone.value] : []));
    this.#phones.clear();
    await Promise.all(phones.map((phone) => phone.close()));
  }
}
