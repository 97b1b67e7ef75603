import { and, eq } from "drizzle-orm";
import { deriveId } from "../db/ids.js";
import type { OutboxMessage } from "../db/outbox.js";
import { shopGroups, staff } from "../db/tables/team.js";
import { type Language, texts, type Translate } from "../i18n/index.js";
import { buttonGroup, cut, text } from "../mixin/payloads.js";
import { mixinIdOf, type OrderFacts, reader, shopFacts } from "./facts.js";
import { BLUE, causeOf, type Notices, RED, type Teller } from "./teller.js";

type StaffNotices = Pick<Notices, "tell.staff_invited" | "tell.staff_answered" | "tell.staff_removed">;

/** Who is invited to work in a shop, what they answered, and that it is over. */
export function staffNotices(teller: Teller): StaffNotices {
  const { db } = teller;

  /** With the Mixin ID: a name can be made up, it cannot. */
  async function nameWithId(userId: string, t: Translate): Promise<string> {
    const id = await mixinIdOf(db, userId);
    return `${await teller.nameOf(userId, t)}${id === "" ? "" : ` (${id})`}`;
  }

  async function memberFacts(merchantId: string, userId: string) {
    const of = and(eq(staff.merchantId, merchantId), eq(staff.userId, userId));
    const [member] = await db.select().from(staff).where(of);
    return member ?? null;
  }

  return {
    async "tell.staff_invited"({ merchantId, userId }, job) {
      const member = await memberFacts(merchantId, userId);
      if (member?.state !== "invited") return [];
      const inviter = await reader(db, member.invitedBy);
      // Whoever never spoke with the till is asked in the language of who invites them.
      const { language } = await reader(db, userId, inviter.language);
      const t = texts(language);
      const { shop } = await shopFacts(db, merchantId, null);
      const role = t(`staff.role.${member.role}`);
      const said = t("staff.notify.invited", { inviter: await nameWithId(member.invitedBy, t), shop, role });
      const answer = { label: t("staff.notify.answer"), color: BLUE, action: `input:/invitation ${merchantId}` };
      return [text(said), buttonGroup([answer])].map((payload, i) =>
        teller.to(userId, causeOf(job), `invited: tell the invited ${i}`, payload),
      );
    },

    async "tell.staff_answered"({ merchantId, userId, answer }, job) {
      const member = await memberFacts(merchantId, userId);
      const { language } = await reader(db, merchantId);
      const t = texts(language);
      const { shop } = await shopFacts(db, merchantId, null);
      const role = t(`staff.role.${member?.role ?? "cashier"}`);
      const words = { name: await nameWithId(userId, t), shop, role };
      return [teller.to(merchantId, causeOf(job), "invited: tell the owner", text(t(`staff.notify.${answer}`, words)))];
    },

    async "tell.staff_removed"({ merchantId, userId }, job) {
      // Invited again meanwhile: that says more.
      if ((await memberFacts(merchantId, userId))?.state !== "removed") return [];
      const { language } = await reader(db, userId);
      const { shop } = await shopFacts(db, merchantId, null);
      const said = texts(language)("staff.notify.removed", { shop });
      return [teller.to(userId, causeOf(job), "removed: tell the removed", text(said))];
    },
  };
}

/** Besides the owner: whoever made the invoice, as long as they work there, and the shop's groups. */
export async function paidToOthers(
  teller: Teller,
  { order, shop, title }: OrderFacts,
  amounts: (language: Language) => string,
): Promise<OutboxMessage[]> {
  const { db } = teller;
  const card = async (language: Language, line: "staff.notify.paid" | "staff.notify.yours", mayRefund: boolean) => {
    const t = texts(language);
    const payer = await teller.nameOf(order.payerId, t);
    return teller.card({
      title: t("staff.notify.paidTitle", { amount: teller.price(order.quoteAmount, order.quoteAsset, language) }),
      lines: [t(line, { payer, title: cut(title, 200), amounts: amounts(language), shop })],
      buttons: mayRefund ? [{ label: t("staff.notify.refund"), color: RED, action: `input:/refund ${order.id}` }] : [],
    });
  };
  const told: OutboxMessage[] = [];
  const works = and(
    eq(staff.merchantId, order.merchantId),
    eq(staff.userId, order.createdBy ?? order.merchantId),
    eq(staff.state, "active"),
  );
  const [maker] = order.createdBy === null ? [] : await db.select().from(staff).where(works);
  if (maker) {
    const { language } = await reader(db, maker.userId);
    const mayRefund = maker.role === "manager" || maker.refundLimit !== null;
    const payload = await card(language, "staff.notify.yours", mayRefund);
    told.push(teller.to(maker.userId, order.id, "paid: tell who charged", payload));
  }
  const groups = await db.select().from(shopGroups).where(eq(shopGroups.merchantId, order.merchantId));
  for (const { conversationId, linkedBy } of groups) {
    const { language } = await reader(db, linkedBy);
    told.push({
      messageId: deriveId(order.id, `paid: tell the group ${conversationId}`),
      conversationId,
      recipientId: linkedBy,
      ...(await card(language, "staff.notify.paid", false)),
    });
  }
  return told;
}
