/** Text as PostgreSQL can keep it: NUL characters and halves of surrogate pairs, which strangers can send us, replaced. */
export const storable = (text: string): string => text.replaceAll(/\0|\p{Surrogate}/gu, "\ufffd");

/** On one line, without what could disguise the words around it: controls and changes of direction. */
export const oneLine = (text: string): string =>
  text
    .replaceAll(/(?!\s)[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "")
    .replaceAll(/\s+/g, " ")
    .trim();

/** What people cannot see, and whoever shows the text may drop: it must not hide a link from us. */
const UNSEEN = String.raw`[\p{Cf}\p{Cc}\p{Variation_Selector}]*`;
const DOT = String.raw`[.\uFF0E\uFF61]`;
const OCTET = String.raw`(?:25[0-5]|2[0-4]\d|1?\d?\d)`;

/** "https://", also with one slash or many. */
const SCHEME = new RegExp(String.raw`\b[a-z][a-z0-9+.-]{1,40}${UNSEEN}:${UNSEEN}(?:/${UNSEEN})+`, "giu");
/** Any other "://", and "//" before a name: of the browser's own scheme. */
const SLASHES = new RegExp(
  String.raw`(?=/)(?<=:${UNSEEN})(?:/${UNSEEN}){2,}|(?<![\p{L}\p{M}\p{N}/])(?:/${UNSEEN}){2,}(?=\S)`,
  "gu",
);
/** The dot before what could end a host's name, and that after "www". */
const IN_HOST = new RegExp(
  String.raw`(?=${DOT})(?<=[\p{L}\p{M}\p{N}_-]${UNSEEN})${DOT}(?=${UNSEEN}\p{L}${UNSEEN}[\p{L}\p{M}])|(?=${DOT})(?<=www${UNSEEN})${DOT}`,
  "giu",
);
/** An IPv4 address as it is usually written. */
const IPV4 = new RegExp(String.raw`(?<!\d)${OCTET}(?:\.${OCTET}){3,}(?!\d)`, "gu");

/** What strangers write to each other leads nowhere: an address is read, not opened. */
export const withoutLinks = (text: string): string =>
  text
    .replace(SCHEME, "")
    .replace(SLASHES, "")
    .replace(IN_HOST, "[.]")
    .replace(IPV4, (address) => address.replaceAll(".", "[.]"));
