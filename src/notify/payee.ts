import { texts, type Translate } from "../i18n/index.js";
import { buttonGroup, text, fitting, MAX_TITLE } from "../mixin/payloads.js";
import { type Payee, payeeOf } from "../payments/payees.js";
import { orderFacts, plainName, reader, shopFacts, transferFacts } from "./facts.js";
import { BLUE, causeOf, type Notices, type Teller } from "./teller.js";

/** The address of a group of 64 is longer than a card. */
const MOST_LABEL = 4_000;

/** Where a shop's money goes has changed; and money that cannot get there. */
export function payeeNotices(teller: Teller): Pick<Notices, "tell.payee" | "tell.stuck"> {
  const { db } = teller;

  /** As people read it: its label, in full; without one the name of its person. */
  const nameOf = async (payee: Payee, t: Translate): Promise<string> =>
    plainName(payee.label, MOST_LABEL) || teller.nameOf(payee.kind === "individual" ? payee.members[0]! : null, t);

  /** Who is to hear of it: a bot has no chat to be told in, but whoever made it has. */
  async function ownersOf({ kind, members }: Payee): Promise<string[]> {
    if (kind !== "developer") return members;
    const creator = await teller.options.creatorOf(members[0]!);
    return creator === null ? [] : [creator];
  }

  const changeButton = (t: Translate) => ({
    label: t("notify.payee.button"),
    color: BLUE,
    action: "input:/payee",
  });

  return {
    async "tell.payee"({ merchantId, codeId, oldPayeeId, newPayeeId }, job) {
      const { shop, code } = await shopFacts(db, merchantId, codeId);
      const [before, after] = [await payeeOf(db, oldPayeeId), await payeeOf(db, newPayeeId)];
      const cause = causeOf(job);
      const merchant = await reader(db, merchantId);
      const t = texts(merchant.language);
      const words = { shop, from: await nameOf(before, t), to: await nameOf(after, t) };
      const said = code === null ? t("notify.payee.changed", words) : t("notify.payee.changedCode", { ...words, code });
      const toMerchant = [text(`${said}\n${t("notify.payee.notMe")}`), buttonGroup([changeButton(t)])];
      const owners = (await ownersOf(before)).filter((owner) => owner !== merchantId);
      const formerly = owners.map(async (owner) => {
        const { userId, language } = await reader(db, owner);
        const theirs = texts(language);
        const facts = { shop, from: await nameOf(before, theirs), to: await nameOf(after, theirs) };
        const told =
          code === null
            ? theirs("notify.payee.formerly", facts)
            : theirs("notify.payee.formerlyCode", { ...facts, code });
        return teller.to(userId, cause, `payee: tell the former ${userId}`, text(told));
      });
      const told = toMerchant.map((payload, i) =>
        teller.to(merchantId, cause, `payee: tell the merchant ${i}`, payload),
      );
      return [...told, ...(await Promise.all(formerly))];
    },

    async "tell.stuck"({ requestId }, job) {
      const transfer = await transferFacts(db, requestId);
      if (transfer.state !== "stuck" || transfer.orderId === null) return [];
      const { order, ownerId, title } = await orderFacts(db, transfer.orderId);
      // Nobody but a shop can do anything about it, and the operators know.
      if (ownerId === null) return [];
      const merchant = await reader(db, ownerId);
      const t = texts(merchant.language);
      const amount = teller.amount(transfer.amount, transfer.assetId, merchant.language);
      const settlement = transfer.kind === "settlement";
      const to = settlement
        ? await nameOf(await payeeOf(db, transfer.account?.replace(/^payee:/, "") ?? order.payeeId), t)
        : await teller.nameOf(transfer.members[0] ?? null, t);
      const card = teller.card({
        title: fitting(t("notify.payee.stuckTitle", { amount }), amount, MAX_TITLE),
        lines: [t(settlement ? "notify.payee.stuck" : "notify.payee.stuckRefund", { amount, code: title, to })],
        buttons: settlement ? [changeButton(t)] : [],
      });
      // Sent another way and refused again is told again.
      return [teller.to(merchant.userId, causeOf(job), "stuck: tell the merchant", card)];
    },
  };
}
