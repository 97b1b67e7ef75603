import type { Cast } from "./cast.js";
import { type Change, type Row, textOf } from "./changes.js";
import { claimSecret } from "../../src/shop/claims.js";
import { CLAIM_KEY } from "../support/remittances.js";

type Role = "owner" | "manager" | "cashier";

interface KnownOrder {
  merchantId: string;
  createdBy: string;
  title: string;
}

/** What is true now, kept from the changes the database noted: whose is what, and who may see and do it. */
export class Facts {
  readonly orders = new Map<string, KnownOrder>();
  /** Claim links' secrets → the only one who may see them. */
  readonly secrets = new Map<string, string>();
  /** Remittances → who sent them. */
  readonly senders = new Map<string, string>();
  readonly #staff = new Map<string, { role: Role; state: string }>();
  readonly #groups = new Map<string, string>();
  readonly #payees = new Map<string, string>();
  /** "shop user": has paid there, or is to pay there. */
  readonly #guests = new Set<string>();
  /** "shop user": is asked to work there. */
  readonly #invited = new Set<string>();

  constructor(
    private readonly cast: Cast,
    private readonly learns: (thing: string) => void,
  ) {}

  /** Something that people may type from now on. */
  learn(thing: string): void {
    this.learns(thing);
  }

  isOperator(userId: string): boolean {
    return userId === this.cast.operator.userId;
  }

  roleIn(merchantId: string, userId: string): Role | null {
    if (merchantId === userId) return "owner";
    const found = this.#staff.get(`${merchantId} ${userId}`);
    return found?.state === "active" ? found.role : null;
  }

  nameOf(userId: string): string {
    return this.cast.everybody.get(userId)?.name ?? userId;
  }

  /** How a payee is written: names with Mixin IDs, or a group's address. */
  payeeOf(payeeId: string): string {
    return this.#payees.get(payeeId) || this.nameOf(payeeId);
  }

  groupShop(conversationId: string): string | null {
    return this.#groups.get(conversationId) ?? null;
  }

  maySee(merchantId: string, userId: string): boolean {
    const key = `${merchantId} ${userId}`;
    return this.roleIn(merchantId, userId) !== null || this.#guests.has(key) || this.#invited.has(key);
  }

  take({ table, before, after }: Change): void {
    const row: Row = after ?? before ?? {};
    const of = (column: string): string => textOf(row, column);
    switch (table) {
      case "orders":
        this.orders.set(of("id"), { merchantId: of("merchant_id"), createdBy: of("created_by"), title: of("title") });
        for (const guest of ["payer_id", "charged_user_id", "payee_id"]) this.#welcome(of("merchant_id"), of(guest));
        if (!before) this.learns(of("id"));
        return;
      case "intakes":
        this.#welcome(this.orders.get(of("order_id"))?.merchantId ?? "", of("sender_id"));
        return;
      case "staff":
        this.#hire(`${of("merchant_id")} ${of("user_id")}`, { role: of("role") as Role, state: of("state") });
        return;
      case "shop_groups":
        if (after) this.#groups.set(of("conversation_id"), of("merchant_id"));
        else this.#groups.delete(of("conversation_id"));
        return;
      case "payees":
        return void this.#payees.set(of("id"), of("label"));
      case "remittances":
        this.secrets.set(claimSecret(CLAIM_KEY, of("id")), of("sender_id"));
        return void this.senders.set(of("id"), of("sender_id"));
      case "codes":
        return this.learns(of("slug"));
      case "merchants":
        return this.learns(of("handle"));
      default:
    }
  }

  #hire(key: string, member: { role: Role; state: string }): void {
    this.#staff.set(key, member);
    if (member.state === "invited") this.#invited.add(key);
    else this.#invited.delete(key);
  }

  #welcome(merchantId: string, userId: string): void {
    if (userId !== "") this.#guests.add(`${merchantId} ${userId}`);
  }
}
