import { type Database, inTransaction } from "../../src/db/database.js";
import { deriveId } from "../../src/db/ids.js";
import { people, staff } from "../../src/db/schema.js";
import type { Language } from "../../src/i18n/index.js";
import { type Code, createCode } from "../../src/shop/codes.js";
import { createInvoice } from "../../src/shop/invoices.js";
import { ensureMerchant, type Merchant } from "../../src/shop/merchants.js";
import type { startChat } from "../support/conversation.js";

export interface Member {
  userId: string;
  name: string;
  mixinId: string;
  /** Null: never met. */
  language: Language | null;
}

export interface Shop {
  merchant: Merchant;
  owner: Member;
  codes: Code[];
  /** In every title of the shop, and nowhere else: whoever sees it has seen into the shop. */
  mark: string;
}

type Talks = readonly [name: string, language: Language | null, weight: number];

/** Who talks, and how much. */
const CAST = {
  thorb: ["Thorb", "en", 14],
  bea: ["Bea", "de", 7],
  chen: ["Chen", "zh", 6],
  mara: ["Mara", "ja", 8],
  cleo: ["Cleo", "es", 8],
  rita: ["Rita", "ar", 4],
  olga: ["Olga", "en", 12],
  ada: ["Ada", "en", 6],
  paco: ["Paco", "es", 5],
  hana: ["Hana", "ja", 5],
  omar: ["Omar", "ar", 5],
  lin: ["Lin", "zh", 4],
  uwe: ["Uwe", "de", 4],
  sven: ["Sven", "en", 3],
  sofia: ["Sofía", "es", 3],
  samir: ["سمير", "ar", 3],
  newt: ["Newt", null, 3],
} as const satisfies Record<string, Talks>;
type Name = keyof typeof CAST;

const PAYERS: Name[] = ["ada", "paco", "hana", "omar", "lin", "uwe"];

export type Cast = Awaited<ReturnType<typeof gather>>;

/** Three shops with codes and invoices, those who work in them, those who pay, and those who have nothing to do with them. */
export async function gather(database: Database, chat: ReturnType<typeof startChat>, seed: string, now: Date) {
  const { db } = database;
  const everybody = new Map<string, Member>();

  /** Somebody who can be found on Mixin. */
  function meet(name: string, language: Language | null): Member {
    const n = everybody.size;
    const member: Member = { userId: deriveId(seed, `user ${n}`), name, mixinId: `${7_000_201_000 + n}`, language };
    everybody.set(member.userId, member);
    chat.person(name, member.userId);
    const user = { userId: member.userId, identityNumber: member.mixinId, fullName: name, avatarUrl: "" };
    chat.users.set(member.userId, { ...user, hasSafe: true, isBot: false });
    chat.directory.set(member.mixinId, { status: "found", user: { ...user, hasSafe: true, isBot: false } });
    return member;
  }

  const cast = Object.fromEntries(
    Object.entries(CAST).map(([key, [name, language]]) => [key, meet(name, language)]),
  ) as Record<Name, Member>;
  for (const { userId, mixinId: identityNumber, name: fullName, language } of Object.values(cast)) {
    if (language === null) continue;
    await db.insert(people).values({ userId, identityNumber, fullName, language, profileAt: now });
  }

  const shops: Shop[] = [];
  for (const [owner, quoteAsset] of [
    [cast.thorb, "usd"],
    [cast.bea, "eur"],
    [cast.chen, "cny"],
  ] as const) {
    const mark = `Kx${"abc"[shops.length]!}${shops.length + 3}q`;
    const merchant = await ensureMerchant(db, { userId: owner.userId, name: `${owner.name}'s`, quoteAsset });
    const codes = await inTransaction(db, async (tx) => {
      const made: Code[] = [];
      for (const [title, quoteAmount] of [
        ["Tea", "3"],
        ["Tips", null],
        ["Cake & Pie", "250"],
      ] as const) {
        const id = deriveId(merchant.id, title);
        const terms = { quoteAsset, quoteAmount, settlementAsset: null };
        made.push(await createCode(tx, { id, merchant, title: `${mark} ${title}`, ...terms }));
      }
      return made;
    });
    shops.push({ merchant, owner, codes, mark });
  }
  const [first, second] = shops as [Shop, Shop, Shop];
  const place = { invitedBy: first.owner.userId, answeredAt: now };
  await db.insert(staff).values([
    { ...place, merchantId: first.merchant.id, userId: cast.mara.userId, role: "manager", state: "active" },
    {
      ...place,
      merchantId: first.merchant.id,
      userId: cast.cleo.userId,
      role: "cashier",
      state: "active",
      refundLimit: "40",
    },
    {
      ...place,
      merchantId: first.merchant.id,
      userId: cast.rita.userId,
      role: "manager",
      state: "removed",
      removedAt: now,
    },
    { ...place, merchantId: second.merchant.id, userId: cast.mara.userId, role: "cashier", state: "active" },
  ]);

  let invoices = 0;
  /** A shop's invoice, as its owner or cashier makes them. */
  const invoice = (
    shop: Shop,
    quoteAmount: string,
    by: Member = shop.owner,
    lastsSeconds: number | null = null,
    at = now,
  ) =>
    inTransaction(db, (tx) =>
      createInvoice(tx, {
        id: deriveId(seed, `invoice ${++invoices}`),
        merchant: shop.merchant,
        title: `${shop.mark} No ${invoices}`,
        quoteAsset: shop.merchant.quoteAsset,
        quoteAmount,
        settlementAsset: null,
        lastsSeconds,
        now: at,
        by: by.userId,
        language: by.language ?? "en",
      }),
    );

  return {
    everybody,
    cast,
    shops,
    payers: PAYERS.map((key) => cast[key]),
    cashier: cast.cleo,
    operator: cast.olga,
    group: deriveId(seed, "group"),
    talkers: Object.entries(CAST).map(([key, [, , weight]]) => [weight, cast[key as Name]] as const),
    meet,
    invoice,
  };
}
