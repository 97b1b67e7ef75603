import { eq } from "drizzle-orm";
import { type Database, inTransaction } from "../../src/db/database.js";
import { freshId } from "../../src/db/ids.js";
import { intakes } from "../../src/db/schema.js";
import { record } from "../../src/shop/audit.js";
import type { Action } from "../../src/shop/rights.js";
import type { Crew, Who } from "./crew.js";

/** Something of a shop that is to be seen: what is there before, what is said, and what only those read who may. */
export interface View {
  what: string;
  needs: Action;
  prepare?(world: Crew, database: Database, who: Who): Promise<unknown>;
  says: string;
  shows: RegExp;
}

/** Ada asks the shop about what she paid to somebody of it. */
async function asked(world: Crew, charged: Who): Promise<void> {
  const orderId = await world.paid(world.crew[charged], "Lunch");
  await world.ada.says(`/contact ${orderId} Where is my soup?`);
}

async function late(world: Crew, { db }: Database): Promise<void> {
  const orderId = await world.paid(world.crew.owner, "Lunch");
  const ofOrder = eq(intakes.orderId, orderId);
  await db.update(intakes).set({ disposition: "held", heldReason: "late" }).where(ofOrder);
}

/** They themselves made an invoice in Thorb's shop, whoever they are now. */
const acted = (world: Crew, { db }: Database, who: Who) =>
  inTransaction(db, (tx) => {
    const deed = { action: "invoice.made" as const, subject: "Teatime", detail: {}, cause: freshId() };
    return record(tx, { merchantId: world.shop.id, userId: world.crew[who].userId, ...deed });
  });

export const VIEWS: View[] = [
  { what: "the figures", needs: "statistics", says: "statistics", shows: /The whole shop · 30 days/ },
  { what: "the figures of a code", needs: "statistics", says: "/statistics coffee", shows: /Coffee · 30 days/ },
  { what: "a file of payments", needs: "files", says: "/csv this month", shows: /no payments of all codes/ },
  { what: "a statement", needs: "files", says: "/statement this month", shows: /Statement no\. THORBS-/ },
  { what: "a poster", needs: "files", says: "/poster coffee a4", shows: /Poster of “Coffee”/ },
  { what: "all posters", needs: "files", says: "/all-codes", shows: /All codes of Thorb's on one sheet/ },
  { what: "the codes", needs: "codes", says: "/my-codes", shows: /Coffee/ },
  { what: "the button of a code", needs: "codes", says: "/html-button coffee", shows: /<mixtill-button/ },
  {
    what: "the keys of programs",
    needs: "programs",
    prepare: (world) => world.key(),
    says: "/keys",
    shows: /Online shop/,
  },
  {
    what: "where programs are told",
    needs: "programs",
    prepare: (world) => world.webhook(),
    says: "/webhooks",
    shows: /hooks\.example/,
  },
  {
    what: "what programs were told",
    needs: "programs",
    prepare: (world) => world.delivery(),
    says: "/deliveries",
    shows: /hooks\\\.example/,
  },
  {
    what: "one thing that programs were told",
    needs: "programs",
    prepare: (world) => world.delivery(),
    says: "/delivery 1",
    shows: /hooks\\\.example/,
  },
  { what: "late money", needs: "late", prepare: late, says: "/late", shows: /Lunch/ },
  { what: "what they did", needs: "activity", prepare: acted, says: "/activity", shows: /Teatime/ },
  {
    what: "messages about their own charges",
    needs: "messages",
    prepare: (world, _, who) => asked(world, who),
    says: "/messages",
    shows: /Where is my soup/,
  },
  {
    what: "messages about others' charges",
    needs: "all messages",
    prepare: (world) => asked(world, "owner"),
    says: "/messages",
    shows: /Where is my soup/,
  },
];
