/** Why a handle cannot be taken; each has its own sentence in the chat. */
export type HandleProblem = "length" | "characters" | "edges" | "letter" | "reserved";
export type CheckedHandle = { ok: true; handle: string; skeleton: string } | { ok: false; problem: HandleProblem };

export const HANDLE_MIN = 3;
export const HANDLE_MAX = 30;

/** First segments of our own paths, and names that would pass for us, for Mixin, or for somebody in charge. */
const RESERVED = [
  "about account admin administrator api app apps assets bank billing blog bot bots cancel chat checkout claim code",
  "codes contact dashboard default demo dev docs download faq favicon file files health healthz help home image images",
  "index info invoice invoices legal login logout mail me merchant merchants menu messenger metrics mixin mixinmessenger",
  "mixinnetwork mixinsafe mixpay mixtill mobile moderator money news null official openapi operator order orders owner",
  "pay payee payer payment payments pin pos post poster posters price prices privacy public qr readyz receipt receipts",
  "refund refunds robots root safe sandbox search secure security send service session settings share shop shops",
  "signin signup site sitemap staff static statistics stats status store support system team terms test till transfer",
  "transfers undefined user users verified verify wallet webhook webhooks well-known www",
]
  .join(" ")
  .split(" ");

/** Sequences that are read as another letter at a glance, longest first. */
const LOOKALIKES: [RegExp, string][] = [
  [/-/g, ""],
  [/vv/g, "w"],
  [/rn/g, "m"],
  [/cl/g, "d"],
  [/[1il]/g, "l"],
  [/0/g, "o"],
  [/5/g, "s"],
  [/8/g, "b"],
  [/2/g, "z"],
  [/9/g, "g"],
];

/**
 * What a handle looks like: handles with the same skeleton could be taken for each other, so only one may exist.
 * Letters of other alphabets never get here: a handle is ASCII.
 */
export const handleSkeleton = (handle: string): string =>
  LOOKALIKES.reduce((text, [like, letter]) => text.replace(like, letter), handle);

const reservedSkeletons = new Set(RESERVED.map(handleSkeleton));

/** Reads a handle as people type it (`/Thorb`, `@thorb`): lower case, 3–30 of a–z, 0–9 and single inner hyphens. */
export function checkHandle(typed: string): CheckedHandle {
  const handle = typed.trim().normalize("NFKC").toLowerCase().replace(/^[/@]/, "");
  if (!/^[a-z0-9-]*$/.test(handle)) return { ok: false, problem: "characters" };
  if (handle.length < HANDLE_MIN || handle.length > HANDLE_MAX) return { ok: false, problem: "length" };
  if (/^-|-$|--/.test(handle)) return { ok: false, problem: "edges" };
  if (!/[a-z]/.test(handle)) return { ok: false, problem: "letter" };
  const skeleton = handleSkeleton(handle);
  if (reservedSkeletons.has(skeleton)) return { ok: false, problem: "reserved" };
  return { ok: true, handle, skeleton };
}

/** A free-form name as the ASCII of an address; empty when nothing of it can be written so. */
export function asciiSlug(name: string, max: number): string {
  const plain = name
    .toLowerCase()
    .replace(/ä/g, "ae")
    .replace(/ö/g, "oe")
    .replace(/ü/g, "ue")
    .replace(/ß/g, "ss")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/['’]/g, "")
    .replace(/[^a-z0-9]+/g, "-");
  return plain.slice(0, max).replace(/^-+|-+$/g, "");
}

/**
 * Handles to try for a new shop, best first: the name, the name with a number, the name with digits of the owner's id
 * (which ends every collision). Each of them passes checkHandle.
 */
export function proposeHandles(name: string, userId: string): string[] {
  const base = asciiSlug(name, HANDLE_MAX - 7);
  const digits = userId.replace(/-/g, "").slice(0, 6);
  const candidates = base === "" ? [] : [base, ...[2, 3, 4, 6, 7].map((n) => `${base}-${n}`), `${base}-${digits}`];
  return [...candidates, `shop-${digits}`, `shop-${userId.replace(/-/g, "").slice(0, 20)}`].filter(
    (candidate) => checkHandle(candidate).ok,
  );
}
