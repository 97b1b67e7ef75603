import type { OutboxMessage } from "../db/outbox.js";
import type { claimRequests } from "../db/schema.js";
import { withoutLinks } from "../db/text.js";
import { formatMoment, formatPhone } from "../i18n/format.js";
import { type Language, texts } from "../i18n/index.js";
import type { Remittance } from "../payments/remittances/read.js";
import { mixinIdOf, plainName, type Reader, reader } from "./facts.js";
import { BLUE, GREEN, RED, type Teller } from "./teller.js";

const NOTE_LENGTH = 300;

/** The cards that recipients of money get, and the words for it that its sender reads, too. */
export function remittanceCards(teller: Teller) {
  const { db } = teller;

  /** "Ada (7000103970)", "+971 50 123 4567", an e-mail address. */
  async function toText({ recipientId, recipientKind, address }: Remittance, language: Language): Promise<string> {
    if (recipientId !== null) return personText(recipientId, language);
    return recipientKind === "phone" ? formatPhone(address) : plainName(address, 254);
  }

  async function personText(userId: string, language: Language): Promise<string> {
    const name = await teller.nameOf(userId, texts(language));
    const mixinId = await mixinIdOf(db, userId);
    return mixinId === "" ? name : `${name} (${mixinId})`;
  }

  const keptText = ({ amount, assetId }: Remittance, language: Language): string =>
    teller.amount(amount!, assetId!, language);

  const untilText = ({ expiresAt }: Remittance, { language, timeZone }: Reader): string =>
    formatMoment(expiresAt!, language, timeZone);

  /** What its recipient can do with it, in their chat. */
  async function takeCard(remittance: Remittance, recipientId: string, cause: string): Promise<OutboxMessage> {
    const to = await reader(db, recipientId, remittance.language);
    const t = texts(to.language);
    const words = {
      sender: await personText(remittance.senderId, to.language),
      amount: keptText(remittance, to.language),
    };
    const note = plainName(withoutLinks(remittance.note ?? ""), NOTE_LENGTH);
    const claim = `input:/claim ${remittance.id}`;
    const lines = [
      cause === "paid" ? t("transfer.card.text", words) : t("transfer.reminder", words),
      note === "" ? null : t("transfer.card.note", { note }),
      t("transfer.card.until", { date: untilText(remittance, to) }),
      t("transfer.card.safe"),
    ];
    const payload = teller.card({
      title: t("transfer.card.title"),
      lines,
      buttons: [
        { label: t("transfer.card.take"), color: GREEN, action: claim },
        { label: t("transfer.card.choose"), color: BLUE, action: `${claim} choose` },
        { label: t("transfer.card.refuse"), color: RED, action: `${claim} refuse` },
      ],
    });
    return teller.to(recipientId, remittance.id, `transfer: ${cause}, to the recipient`, payload);
  }

  /** Somebody on a claim page says they are this user: are they? */
  async function isItYouCard(
    { id, userId }: typeof claimRequests.$inferSelect,
    remittance: Remittance,
  ): Promise<OutboxMessage> {
    const to = await reader(db, userId, remittance.language);
    const t = texts(to.language);
    const words = {
      amount: keptText(remittance, to.language),
      sender: await personText(remittance.senderId, to.language),
    };
    const answer = `input:/confirm-claim ${id}`;
    const payload = teller.card({
      title: t("transfer.card.title"),
      lines: [t("transfer.request.text", words), t("transfer.card.safe")],
      buttons: [
        { label: t("transfer.request.yes"), color: GREEN, action: `${answer} yes` },
        { label: t("transfer.request.no"), color: RED, action: `${answer} no` },
      ],
    });
    return teller.to(userId, id, "transfer: is it you?", payload);
  }

  return { toText, personText, keptText, untilText, takeCard, isItYouCard };
}
