import { randomInt, randomUUID } from "node:crypto";
import { stamp } from "../clock.js";
import { newSeed, publicFromSeed } from "../crypto/keys.js";
import { ApiError, invalidField } from "../errors.js";
import type { Store } from "../store/store.js";
import type { SandboxKeystore, SandboxUser, UserRow } from "./types.js";

export interface NewPerson {
  readonly full_name: string;
  readonly phone?: string | undefined;
  readonly is_bot?: boolean | undefined;
  readonly identity_number?: string | undefined;
  readonly has_safe?: boolean | undefined;
}

/** Users by id, Mixin number and phone, and how they stand to each other. */
export class People {
  private readonly byNumber = new Map<string, UserRow>();
  private readonly byPhone = new Map<string, UserRow>();

  constructor(
    private readonly store: Store,
    private readonly url: () => string,
  ) {
    for (const user of store.users.values()) this.index(user);
  }

  get(userId: string): UserRow | undefined {
    return this.store.users.get(userId);
  }

  all(): UserRow[] {
    return [...this.store.users.values()];
  }

  /** People and bots that somebody can act as: no network users, no accounts of the network. */
  listed(): UserRow[] {
    return this.all().filter((user) => user.app_id === "" && !user.is_system);
  }

  /** By Mixin number or phone, as typed into a search. */
  find(query: string): UserRow | undefined {
    return query.startsWith("+") ? this.byPhone.get(query) : this.byNumber.get(query);
  }

  /** Adds a person or bot with keys of their own. Refuses a number or phone in use with 10002. */
  add(person: NewPerson): UserRow {
    const number = person.identity_number ?? this.freeNumber(person.is_bot === true);
    if (this.byNumber.has(number)) throw invalidField("identity_number", "in use");
    if (person.phone !== undefined && this.byPhone.has(person.phone)) throw invalidField("phone", "in use");
    const session = newSeed();
    const spend = newSeed();
    return this.insert({
      identity_number: number,
      phone: person.phone ?? "",
      full_name: person.full_name,
      is_bot: person.is_bot === true,
      app_id: "",
      session_seed: session,
      session_public: publicFromSeed(session),
      spend_seed: spend,
      spend_public: publicFromSeed(spend),
      has_safe: person.has_safe !== false,
    });
  }

  /** A network user: its creator keeps the keys, it has no Mixin number, and starts without a wallet. */
  addSubUser(creator: UserRow, fullName: string, sessionPublic: string): UserRow {
    return this.insert({
      identity_number: "",
      phone: "",
      full_name: fullName,
      is_bot: false,
      app_id: creator.user_id,
      session_seed: "",
      session_public: sessionPublic,
      spend_seed: "",
      spend_public: "",
      has_safe: false,
    });
  }

  save(user: UserRow): void {
    this.store.users.put(user.user_id, user);
  }

  relation(owner: string, other: string): string {
    return owner === other ? "ME" : (this.store.relations.get(`${owner}|${other}`) ?? "STRANGER");
  }

  setRelation(owner: string, other: string, relation: "FRIEND" | "BLOCKING" | "STRANGER"): void {
    if (relation === "STRANGER") this.store.relations.delete(`${owner}|${other}`);
    else this.store.relations.put(`${owner}|${other}`, relation);
  }

  related(owner: string, relation: string): UserRow[] {
    return this.all().filter((user) => this.relation(owner, user.user_id) === relation);
  }

  /** Receivers must be registered on Safe; anything else is Mixin's 10404. */
  onSafe(userId: string): UserRow {
    const user = this.get(userId);
    if (user === undefined || !user.has_safe) throw new ApiError(10404, "Opponent not registered to safe.");
    return user;
  }

  keystore(user: UserRow): SandboxKeystore {
    return {
      app_id: user.user_id,
      session_id: user.session_id,
      server_public_key: user.server_public,
      session_private_key: user.session_seed,
      spend_private_key: user.spend_seed,
      sandbox: true,
    };
  }

  avatarUrl(user: UserRow): string {
    return `${this.url()}/sandbox/avatars/${user.user_id}.svg`;
  }

  /** The control interface's view, with everything needed to act as the user. */
  describe(user: UserRow): SandboxUser {
    return {
      user_id: user.user_id,
      identity_number: user.identity_number,
      phone: user.phone,
      full_name: user.full_name,
      avatar_url: this.avatarUrl(user),
      is_bot: user.is_bot,
      keystore: this.keystore(user),
    };
  }

  /** Accounts of the network itself, with the ids that clients know. */
  addSystem(userId: string, fullName: string): UserRow {
    const known = this.get(userId);
    if (known !== undefined) return known;
    const session = newSeed();
    const spend = newSeed();
    const row = { identity_number: "", phone: "", full_name: fullName, is_bot: false, app_id: "", has_safe: true };
    const sessionKeys = { session_seed: session, session_public: publicFromSeed(session) };
    return this.insert({ ...row, ...sessionKeys, spend_seed: spend, spend_public: publicFromSeed(spend) }, userId);
  }

  /** A new session with a new key, as when an owner replaces it. */
  rotateSession(user: UserRow): void {
    user.session_id = randomUUID();
    user.session_seed = newSeed();
    user.session_public = publicFromSeed(user.session_seed);
    this.save(user);
  }

  private insert(
    row: Omit<
      UserRow,
      | "user_id"
      | "session_id"
      | "biography"
      | "server_seed"
      | "server_public"
      | "view_seed"
      | "tip_public"
      | "tip_counter"
      | "created_at"
      | "is_system"
    >,
    systemId?: string,
  ): UserRow {
    const server = newSeed();
    const user: UserRow = {
      ...row,
      user_id: systemId ?? randomUUID(),
      is_system: systemId !== undefined,
      session_id: randomUUID(),
      biography: "",
      server_seed: server,
      server_public: publicFromSeed(server),
      view_seed: newSeed(),
      tip_public: "",
      tip_counter: 0,
      created_at: stamp(),
    };
    this.save(user);
    this.index(user);
    return user;
  }

  private index(user: UserRow): void {
    if (user.identity_number !== "") this.byNumber.set(user.identity_number, user);
    if (user.phone !== "") this.byPhone.set(user.phone, user);
  }

  /** Bots have 7000 and six digits, people five to eight digits that start with another one. */
  private freeNumber(bot: boolean): string {
    for (;;) {
      const number = bot ? `7000${randomInt(100_000, 999_999)}` : String(randomInt(1_000_000, 6_999_999));
      if (!this.byNumber.has(number)) return number;
    }
  }
}
