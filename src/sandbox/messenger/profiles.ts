import { type Person, type Profile, profileOf } from "./types.js";
import type { Client } from "./wallet.js";

/** Who a user id is: from the address book, else from Mixin, which is asked once for each. */
export class Profiles {
  readonly #fetched = new Map<string, Profile>();

  constructor(
    readonly client: Client,
    readonly people: () => Person[],
  ) {}

  /** Whom Mixin does not know is called "Unknown". */
  async get(userId: string): Promise<Profile> {
    const known = this.people().find((person) => person.user_id === userId);
    if (known) return profileOf(known);
    const cached = this.#fetched.get(userId);
    if (cached) return cached;
    const profile = await this.#fetch(userId);
    if (profile.identity_number) this.#fetched.set(userId, profile);
    return profile;
  }

  async #fetch(user_id: string): Promise<Profile> {
    try {
      const { identity_number, full_name } = await this.client.user.fetch(user_id);
      // numbers of ten digits that begin with 7000 are bots
      return { user_id, identity_number, full_name, is_bot: /^7000\d{6}$/.test(identity_number) };
    } catch {
      return { user_id, identity_number: "", full_name: "Unknown", is_bot: false };
    }
  }
}
