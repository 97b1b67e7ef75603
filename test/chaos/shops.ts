import { buildMixAddress } from "@mixin.dev/mixin-node-sdk";
import type { Person } from "../support/payer.js";
import { ASSETS } from "../support/sandbox.js";
import { converses, makesCode } from "../support/shop.js";
import type { World } from "./world.js";

/** A merchant who is there for all runs of a world, and the code at their till. */
export interface Shop {
  person: Person;
  link: string;
  title: string;
  /** Decimal, in `unit`. */
  price: string;
  unit: string;
  payee: { members: string[]; threshold: number };
  /** What they want to receive; null: what is paid. */
  wants: string | null;
  /** What of a failed conversion goes back to the payer. */
  strict: boolean;
}

/** Merchants of every kind. */
export interface Shops {
  people: Person[];
  /** Makes invoices and answers for late money. */
  plain: Shop;
  /** Paid to two of three. */
  group: Shop;
  /** Both want to receive USDT on Ethereum. */
  lenient: Shop;
  strict: Shop;
  /** Gives back what it is paid. */
  kind: Shop;
  /** They send each other what is taken, or goes back, a run later. */
  friends: [Person, Person];
}

type Nine = [Person, Person, Person, Person, Person, Person, Person, Person, Person];

const WANTED = "USDT (Ethereum)";

/** Lets merchants come and set up their shops by chatting. Nothing goes wrong yet. */
export async function openShops(world: World): Promise<Shops> {
  const names = [
    "Plain Shop",
    "Group Shop",
    "Lenient Shop",
    "Strict Shop",
    "Kind Shop",
    "Second Member",
    "Third Member",
    "First Friend",
    "Second Friend",
  ];
  const people = await Promise.all(names.map((name) => world.newPerson(name)));
  const [plain, group, lenient, strict, kind, second, third, friend, mate] = people as Person[] & Nine;
  const members = [group, second, third].map(({ userId }) => userId).toSorted();
  const mine = (person: Person): Shop["payee"] => ({ members: [person.userId], threshold: 1 });

  const open = async (person: Person, title: string, given: Partial<Shop> = {}): Promise<Shop> => {
    const [price, unit] = ["9", "USD"];
    const wants = given.wants ?? null;
    const settlement = wants === null ? "as paid" : WANTED;
    const link = await makesCode(person, { title, price: `${price} ${unit}`, settlement });
    return { person, link, title, price, unit, payee: mine(person), strict: false, ...given, wants };
  };

  const wants = ASSETS.usdtEthereum;
  const [opened, shared, easy, hard, soft] = await Promise.all([
    open(plain, "Plain thing"),
    becomesGroup(group, members).then(() => open(group, "Shared thing", { payee: { members, threshold: 2 } })),
    open(lenient, "Lenient thing", { wants }),
    converses(strict, "/strict return it").then(() => open(strict, "Strict thing", { wants, strict: true })),
    open(kind, "Kind thing"),
  ]);
  return { people, plain: opened, group: shared, lenient: easy, strict: hard, kind: soft, friends: [friend, mate] };
}

/** From now on the shop's money goes to the group. */
async function becomesGroup(person: Person, members: string[]): Promise<void> {
  // A shop first: there is nothing whose money could go anywhere else.
  await makesCode(person, { title: "First thing", price: "1 USD" });
  const address = buildMixAddress({ version: 2, uuidMembers: members, xinMembers: [], threshold: 2 });
  await converses(person, `/payee ${address}`);
  await converses(person, "Change it");
}
