/**
 * What a link in a chat leads to. Pure: no page needed.
 * The kinds are those of the real client: `input:` text, pay links, people, other web pages.
 */

const URL_IN_TEXT = /(?:https?:\/\/|mixin:\/\/)[^\s<>"'`\u3000-\u303f\uff00-\uffef]+/giu;
const TRAILING = /[.,;:!?)\]}*_~]+$/u;
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Splits text into pieces; a piece with `href` is a link. Joined texts give the input back. */
export function linkify(text) {
  const pieces = [];
  let end = 0;
  for (const match of text.matchAll(URL_IN_TEXT)) {
    const href = withoutTrailing(match[0]);
    if (!href || !parseUrl(href)) continue;
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) });
    pieces.push({ text: href, href });
    end = match.index + href.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}

/** Whether a link may be followed at all: http, https and mixin only, so no `javascript:`. */
export function isSafeHref(href) {
  const url = parseUrl(href);
  return url !== undefined && ["http:", "https:", "mixin:"].includes(url.protocol);
}

/**
 * What an action or a scanned text means; `here` is the origin of this messenger.
 * `{kind: "input", text}`, `{kind: "pay" | "web", href}`, `{kind: "user", id}` or `{kind: "unknown", text}`.
 */
export function classifyLink(action, here) {
  // the Android client wants more than the bare prefix: "input:" alone does nothing
  if (action.startsWith("input:")) {
    const text = action.slice("input:".length).trim();
    return text ? { kind: "input", text } : { kind: "unknown", text: action };
  }
  const url = parseUrl(action);
  if (!url) return { kind: "unknown", text: action };
  const path = mixinPath(url, here);
  if (path !== undefined) {
    const [head, id] = path.split("/").filter(Boolean);
    if (head === "pay" && id) return { kind: "pay", href: action };
    if ((head === "users" || head === "apps") && id) return { kind: "user", id };
  }
  if (url.protocol === "http:" || url.protocol === "https:") return { kind: "web", href: url.href };
  return { kind: "unknown", text: action };
}

/** The path inside Mixin's own name space (`/pay/…`, `/users/…`), or undefined for any other link. */
function mixinPath(url, here) {
  if (url.protocol === "mixin:") {
    // mixin://pay/x has the host "pay", mixin://mixin.one/pay/x the host "mixin.one"
    return url.host === "mixin.one" ? url.pathname : `/${url.host}${url.pathname}`;
  }
  if (url.protocol === "https:" && (url.host === "mixin.one" || url.host === "www.mixin.one")) return url.pathname;
  return sameServer(url, new URL(here)) ? url.pathname : undefined;
}

/** localhost, 127.0.0.1 and ::1 are one machine: a sandbox is often opened by the other name. */
function sameServer(a, b) {
  if (a.protocol !== b.protocol || a.port !== b.port) return false;
  return a.hostname === b.hostname || (LOOPBACK.has(a.hostname) && LOOPBACK.has(b.hostname));
}

function parseUrl(text) {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** "(see http://a/b)." links to http://a/b, while http://a/b_(c) keeps its bracket. */
function withoutTrailing(url) {
  let end = url;
  for (;;) {
    const cut = end.replace(TRAILING, "");
    if (cut === end) return end;
    const bracket = end.slice(cut.length).startsWith(")") && cut.split("(").length > cut.split(")").length;
    if (bracket) return cut + ")";
    end = cut;
  }
}
