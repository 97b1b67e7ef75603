import { eq } from "drizzle-orm";
import type { Db } from "../../db/database.js";
import { mails, remittances } from "../../db/schema.js";
import { withoutLinks } from "../../db/text.js";
import { formatMoment } from "../../i18n/format.js";
import { type Language, pickLanguage, texts } from "../../i18n/index.js";
import { mixinIdOf, plainName } from "../facts.js";
import type { Teller } from "../teller.js";

/** The longest note that is repeated whole. */
const NOTE_LENGTH = 300;

/** A mail with the transfer it is about. */
export async function mailFacts(db: Db, mailId: string) {
  const [row] = await db
    .select({ mail: mails, remittance: remittances })
    .from(mails)
    .innerJoin(remittances, eq(remittances.id, mails.remittanceId))
    .where(eq(mails.id, mailId));
  if (!row) throw new Error(`there is no mail ${mailId}`);
  return row;
}

/** A transfer as its recipient reads of it. */
export interface RemittanceWords {
  language: Language;
  /** The sender's name, and their Mixin ID, which nobody can make up. */
  sender: string;
  mixinId: string;
  amount: string;
  note: string | null;
  until: string;
}

type Paid = Pick<
  typeof remittances.$inferSelect,
  "senderId" | "language" | "assetId" | "amount" | "note" | "expiresAt"
>;

/** The words of a paid transfer in its recipient's language. Where they are nobody knows: times are in UTC. */
export async function remittanceWords(teller: Teller, remittance: Paid): Promise<RemittanceWords> {
  const { senderId, assetId, amount, note, expiresAt } = remittance;
  const language = pickLanguage(remittance.language);
  if (assetId === null || amount === null || expiresAt === null) throw new Error("the transfer is not paid yet");
  return {
    language,
    // A name is whatever its owner calls themselves, and the mail is the operator's.
    sender: withoutLinks(await teller.nameOf(senderId, texts(language))),
    mixinId: await mixinIdOf(teller.db, senderId),
    amount: teller.amount(amount, assetId, language),
    note: note === null ? null : plainName(withoutLinks(note.replaceAll(/\s+/g, " ")), NOTE_LENGTH) || null,
    until: formatMoment(expiresAt, language, "UTC"),
  };
}

/** What a sender passes on by themselves: the same in their own name. `link` may be a marker. */
export function messageToForward(words: RemittanceWords, link: string): string {
  const t = texts(words.language);
  return [
    t("mail.forward.text", { amount: words.amount }),
    words.note === null ? null : t("mail.forward.note", { note: words.note }),
    t("mail.forward.take", { date: words.until }),
    link,
    t("mail.keep"),
  ]
    .filter((line) => line !== null)
    .join("\n");
}
