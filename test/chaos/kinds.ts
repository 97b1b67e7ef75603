/** What happens about an order of a shop (or without one): every case of the table. */
const SALE_KINDS = [
  "exact",
  "less",
  "over",
  "rest",
  "wrong asset",
  "second",
  "corrected",
  "burnt",
  "cancelled",
  "part expires",
  "late accepted",
  "late refused",
  "late unanswered",
  "unknown kept",
  "unknown returned",
  "unknown assigned",
  "stale in band",
  "stale out of band",
  "group",
  "converts",
  "converts strict",
  "refunded",
] as const;
export type SaleKind = (typeof SALE_KINDS)[number];

/** What happens to money that people send each other. */
const SEND_KINDS = [
  "sent, taken",
  "sent, exchanged",
  "sent, refused",
  "sent to several",
  "sent in parts",
  "sent too much",
  "sent by phone",
  "sent by mail",
  "sent, dropped unpaid",
  "cancel against claim",
  "two claims of one link",
  "claim against end",
  "sent, never taken",
  "sent, paid too late",
] as const;
export type SendKind = (typeof SEND_KINDS)[number];

export type Kind = SaleKind | SendKind;
export const KINDS: readonly Kind[] = [...SALE_KINDS, ...SEND_KINDS];

const STALE: readonly Kind[] = ["stale in band", "stale out of band"];
const TIMED: readonly Kind[] = ["late accepted", "late refused", "late unanswered"];
const LONG: readonly Kind[] = ["claim against end", "sent, never taken", "sent, paid too late"];
const SENT: readonly Kind[] = SEND_KINDS;

/** Its quote has to be over when the run begins. */
export const isStale = (kind: Kind): boolean => STALE.includes(kind);
/** Its order's deadline is within the run. */
export const isTimed = (kind: Kind): boolean => TIMED.includes(kind);
export const isSent = (kind: Kind): kind is SendKind => SENT.includes(kind);
/** Its end is in the run that follows, with the same people. */
export const isLong = (kind: Kind): boolean => LONG.includes(kind);
