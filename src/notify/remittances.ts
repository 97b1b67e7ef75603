import { and, eq, inArray } from "drizzle-orm";
import { signal, type Tx } from "../db/database.js";
import type { Job } from "../db/jobs.js";
import { type OutboxMessage, queueMessages } from "../db/outbox.js";
import { claimRequests, orders, payees, transfers } from "../db/schema.js";
import type { JobHandler } from "../db/worker.js";
import { formatList } from "../i18n/format.js";
import { type Language, texts } from "../i18n/index.js";
import { text } from "../mixin/payloads.js";
import { decimal, plain, sameAmount } from "../payments/money.js";
import { type Remittance, remittanceById, remittancesOfOrder } from "../payments/remittances/read.js";
import type { RemittanceNews, Unfunded } from "../payments/remittances/tell.js";
import { claimMarker } from "./claim-marker.js";
import { plainName, type Reader, reader } from "./facts.js";
import { messageToForward, remittanceWords } from "./mail/facts.js";
import { queueMail } from "./mail/queue.js";
import { remittanceCards } from "./remittance-cards.js";
import { createTeller, type TellOptions } from "./teller.js";

const RETRY = { steps: [1, 2, 5, 15, 60], forever: true };
const NOTE_LENGTH = 300;
/** Coins have eight places at most. */
const SMALLEST = "0.00000001";

/** What a telling comes to: messages, and a mail that brings the link. */
interface Told {
  messages: OutboxMessage[];
  mail?: { cause: string; kind: "claim" | "reminder"; remittance: Remittance };
}

interface News {
  remittanceId: string;
  what: RemittanceNews;
  why?: Unfunded;
}

/** What it was paid by, and what its recipient was to be paid by. */
const ordersOf = ({ orderId, claimOrderId }: Remittance): string[] =>
  claimOrderId === null ? [orderId] : [orderId, claimOrderId];

/** Jobs that tell sender and recipient what becomes of money that people send each other. */
export function remittanceTellers(
  options: TellOptions,
): Record<"tell.remitted" | "tell.remittance" | "tell.claim_request", JobHandler> {
  const teller = createTeller(options);
  const { db } = teller;

  const { toText, personText, keptText, untilText, takeCard, isItYouCard } = remittanceCards(teller);

  /** Words for its sender, and behind them, of a link without a mail, the message to pass on. */
  async function toSender(remittance: Remittance, cause: string, say: (of: Reader) => Promise<string>) {
    const sender = await reader(db, remittance.senderId);
    return teller.to(sender.userId, remittance.id, `transfer: ${cause}, to the sender`, text(await say(sender)));
  }

  async function toForward(remittance: Remittance, cause: string): Promise<OutboxMessage> {
    const words = messageToForward(await remittanceWords(teller, remittance), claimMarker(remittance.id));
    return teller.to(remittance.senderId, remittance.id, `transfer: ${cause}, to forward`, text(words));
  }

  /** Without a mail server the link to an e-mail address is its sender's to pass on. */
  const isMailed = ({ recipientKind }: Remittance): boolean => recipientKind === "email" && options.isMailSetUp;

  /** Its recipient hears of it, or whoever is to bring them the link. */
  async function bring(remittance: Remittance, cause: string, kind: "claim" | "reminder"): Promise<Told> {
    const { recipientId, id } = remittance;
    if (recipientId !== null) return { messages: [await takeCard(remittance, recipientId, cause)] };
    if (isMailed(remittance)) return { messages: [], mail: { cause: `${id} ${cause}`, kind, remittance } };
    return { messages: [await toForward(remittance, cause)] };
  }

  async function remitted(remittance: Remittance): Promise<Told> {
    if (remittance.state !== "waiting") return { messages: [] };
    const first = await toSender(remittance, "paid", async (sender) => {
      const t = texts(sender.language);
      const to = await toText(remittance, sender.language);
      const words = { to, amount: keptText(remittance, sender.language), date: untilText(remittance, sender) };
      const next = isMailed(remittance) ? t("transfer.mailed", { to }) : t("transfer.forward");
      return [t("transfer.sent", words), ...(remittance.recipientId === null ? [next] : [])].join("\n");
    });
    const brought = await bring(remittance, "paid", "claim");
    return { ...brought, messages: [first, ...brought.messages] };
  }

  async function reminder(remittance: Remittance, job: Job): Promise<Told> {
    if (remittance.state !== "waiting") return { messages: [] };
    const cause = `reminder ${job.id}`;
    const first = await toSender(remittance, cause, async (sender) => {
      const t = texts(sender.language);
      const to = await toText(remittance, sender.language);
      const words = { to, amount: keptText(remittance, sender.language), date: untilText(remittance, sender) };
      const isPassedOn = remittance.recipientId === null && !isMailed(remittance);
      return isPassedOn
        ? [t("transfer.stillWaits", words), t("transfer.forward")].join("\n")
        : t("transfer.reminded", words);
    });
    const brought = await bring(remittance, cause, "reminder");
    return { ...brought, messages: [first, ...brought.messages] };
  }

  async function delivered(remittance: Remittance): Promise<Told> {
    const [claim] = await db
      .select({ order: orders, members: payees.members, kind: payees.kind })
      .from(orders)
      .innerJoin(payees, eq(payees.id, orders.payeeId))
      .where(eq(orders.id, remittance.claimOrderId!));
    const { settledAsset, settlementAmount, networkFee } = claim!.order;
    const arrived = plain(decimal(settlementAmount!).minus(networkFee ?? "0"));
    const got = (language: Language) => teller.amount(arrived, settledAsset!, language);
    const isSame = settledAsset === remittance.assetId && sameAmount(arrived, remittance.amount!);
    const message = await toSender(remittance, "delivered", async ({ language }) => {
      const words = { to: await toText(remittance, language), amount: got(language) };
      const t = texts(language);
      return isSame
        ? t("transfer.delivered", words)
        : t("transfer.deliveredAs", { ...words, sent: keptText(remittance, language) });
    });
    if (claim!.kind !== "individual") return { messages: [message] };
    const to = await reader(db, claim!.members[0]!, remittance.language);
    const words = { amount: got(to.language), sender: await personText(remittance.senderId, to.language) };
    const received = text(texts(to.language)("transfer.received", words));
    const receipt = teller.to(to.userId, remittance.id, "transfer: delivered, to the recipient", received);
    return { messages: [message, receipt] };
  }

  async function returned(remittance: Remittance): Promise<Told> {
    const reason = remittance.returnReason!;
    // What could not be paid out may have become other coins on its way.
    const [back] = await db
      .select({ amount: transfers.amount, assetId: transfers.assetId })
      .from(transfers)
      .where(and(inArray(transfers.orderId, ordersOf(remittance)), eq(transfers.remittanceId, remittance.id)));
    const message = await toSender(remittance, "returned", async ({ language }) => {
      const { amount, assetId } = back!;
      const words = { to: await toText(remittance, language), amount: teller.amount(amount, assetId, language) };
      return texts(language)(`transfer.returned.${reason}`, words);
    });
    // Who refused it knows; who has only a link sees it there.
    if (remittance.recipientId === null || reason === "refused") return { messages: [message] };
    const to = await reader(db, remittance.recipientId, remittance.language);
    const words = {
      amount: keptText(remittance, to.language),
      sender: await personText(remittance.senderId, to.language),
    };
    const gone = text(texts(to.language)("transfer.gone", words));
    return { messages: [message, teller.to(to.userId, remittance.id, "transfer: returned, to the recipient", gone)] };
  }

  /** The message to pass on, because its sender asked for it. */
  async function linkAgain(remittance: Remittance, job: Job): Promise<Told> {
    if (remittance.state !== "waiting" || remittance.claimHash === null) return { messages: [] };
    return { messages: [await toForward(remittance, `link ${job.dedupeKey ?? job.id}`)] };
  }

  /** Several that are sent together have one order: its end is told once. */
  async function unpaid(remittance: Remittance, why: Unfunded | undefined): Promise<Told> {
    if (why === "cancelled") return { messages: [] };
    const together = await remittancesOfOrder(db, remittance.orderId);
    const paid = together.find(({ id, paidAt }) => id !== remittance.id && paidAt !== null);
    if (why === "not_convertible" && paid) return tooSmall(remittance, together, paid);
    if (remittance.ordinal > 0) return { messages: [] };
    const [order] = await db.select({ title: orders.title }).from(orders).where(eq(orders.id, remittance.orderId));
    const message = await toSender(remittance, "unpaid", async ({ language }) => {
      const words = { title: plainName(order!.title, NOTE_LENGTH) };
      return texts(language)(why === "not_convertible" ? "transfer.unconvertible" : "transfer.unpaid", words);
    });
    return { messages: [message] };
  }

  /** Nothing was left of these parts of what was paid, and the others were sent: told by the first of them. */
  async function tooSmall(remittance: Remittance, together: Remittance[], { assetId }: Remittance): Promise<Told> {
    const unsent = together.filter(({ state }) => state === "cancelled");
    if (unsent[0]?.id !== remittance.id) return { messages: [] };
    const message = await toSender(remittance, "too small", async ({ language }) => {
      const to = new Set(await Promise.all(unsent.map((one) => toText(one, language))));
      const least = teller.amount(SMALLEST, assetId!, language);
      return texts(language)("transfer.tooSmall", { to: formatList([...to], language), least });
    });
    return { messages: [message] };
  }

  function newsOf(remittance: Remittance, { what, why }: News, job: Job): Promise<Told> {
    switch (what) {
      case "claimed":
        // Whoever claims it is answered there; its sender hears of it when it has arrived.
        return Promise.resolve({ messages: [] });
      case "delivered":
        return delivered(remittance);
      case "returned":
        return returned(remittance);
      case "cancelled":
        return unpaid(remittance, why);
      case "reminder":
        return reminder(remittance, job);
      case "link":
        return linkAgain(remittance, job);
      default:
        return what satisfies never;
    }
  }

  async function asked(requestId: string): Promise<Told> {
    const [request] = await db.select().from(claimRequests).where(eq(claimRequests.id, requestId));
    const remittance = request && (await remittanceById(db, request.remittanceId));
    if (!remittance || request.state !== "asked") return { messages: [] };
    return { messages: [await isItYouCard(request, remittance)] };
  }

  async function write(tx: Tx, { messages, mail }: Told): Promise<void> {
    await queueMessages(tx, messages);
    if (mail) await queueMail(tx, mail);
    if (messages.length > 0) await signal(tx, "outbox", "");
  }

  const handler = (tell: (job: Job) => Promise<Told>): JobHandler => ({
    retry: RETRY,
    async run(job, commit) {
      const told = await tell(job);
      await commit((tx) => write(tx, told));
    },
  });

  const about = async (job: Job, tell: (remittance: Remittance) => Promise<Told>): Promise<Told> => {
    const remittance = await remittanceById(db, String(job.payload["remittanceId"]));
    return remittance ? tell(remittance) : { messages: [] };
  };

  return {
    "tell.remitted": handler((job) => about(job, remitted)),
    "tell.remittance": handler((job) => about(job, (one) => newsOf(one, job.payload as unknown as News, job))),
    "tell.claim_request": handler((job) => asked(String(job.payload["requestId"]))),
  };
}
