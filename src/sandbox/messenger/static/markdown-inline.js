/** The inside of a markdown line: bold, italic, struck, code, links. See markdown.js. */
import { isSafeHref, linkify } from "./links.js";

const MAX_DEPTH = 12;
const SPECIAL = /[\\`*_~[!]/g;
const ESCAPE = /\\([\\`*_{}[\]()#+\-.!|~>])/y;
const LINK = /!?\[([^[\]]*)\]\(\s*([^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*)(?:\s+"[^"]*")?\s*\)/y;
const MARKS = [
  ["**", "strong"],
  ["__", "strong"],
  ["~~", "del"],
  ["*", "em"],
  ["_", "em"],
];

/** The pieces of one line: strings and `{tag, children}`. */
export function inline(text, depth = 0) {
  const out = [];
  let plain = "";
  let at = 0;
  const flush = () => {
    for (const piece of linkify(plain)) {
      out.push(piece.href ? { tag: "a", href: piece.href, children: [piece.text] } : piece.text);
    }
    plain = "";
  };
  while (at < text.length) {
    SPECIAL.lastIndex = at;
    const special = depth < MAX_DEPTH ? SPECIAL.exec(text) : null;
    if (!special || insideUrl(text, at, special.index)) {
      const end = special ? endOfUrl(text, special.index) : text.length;
      plain += text.slice(at, end);
      at = end;
      continue;
    }
    plain += text.slice(at, special.index);
    at = special.index;
    const escaped = sticky(ESCAPE, text, at);
    if (escaped) {
      plain += escaped[1];
      at += escaped[0].length;
      continue;
    }
    const found = codeAt(text, at) ?? linkAt(text, at, depth) ?? markAt(text, at, depth);
    if (found) {
      flush();
      out.push(found.node);
      at = found.end;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  flush();
  return out;
}

/** An underscore or a tilde inside a bare URL belongs to the URL. */
function insideUrl(text, from, at) {
  const word = text.slice(from, at).split(/\s/).at(-1);
  return /(?:https?|mixin):\/\//.test(word) && text[at] !== "`";
}

function endOfUrl(text, at) {
  const space = text.slice(at).search(/\s/);
  return space === -1 ? text.length : at + space;
}

function codeAt(text, at) {
  if (text[at] !== "`") return undefined;
  const mark = /^`+/.exec(text.slice(at, at + 32))[0];
  const end = text.indexOf(mark, at + mark.length);
  if (end === -1) return undefined;
  const code = text.slice(at + mark.length, end);
  return code.trim() ? { node: { tag: "code", children: [code.trim()] }, end: end + mark.length } : undefined;
}

/** A link; a picture becomes a link too, since a post loads nothing from outside by itself. */
function linkAt(text, at, depth) {
  const link = sticky(LINK, text, at);
  if (!link) return undefined;
  const end = at + link[0].length;
  const label = link[1] || link[2];
  if (!isSafeHref(link[2])) return { node: { tag: "span", children: [label] }, end };
  const children = link[1] ? inline(label, depth + 1).map(unlinked) : [label];
  return { node: { tag: "a", href: link[2], children }, end };
}

function unlinked(piece) {
  return typeof piece !== "string" && piece.tag === "a" ? { tag: "span", children: piece.children } : piece;
}

function markAt(text, at, depth) {
  for (const [mark, tag] of MARKS) {
    if (!text.startsWith(mark, at)) continue;
    const start = at + mark.length;
    // snake_case and 2 * 3 are not emphasis
    if (!/\S/.test(text[start] ?? " ") || (mark.startsWith("_") && /[\p{L}\p{N}]/u.test(text[at - 1] ?? " "))) continue;
    const end = closing(text, mark, start);
    if (end !== -1) {
      return { node: { tag, children: inline(text.slice(start, end), depth + 1) }, end: end + mark.length };
    }
  }
  return undefined;
}

function closing(text, mark, start) {
  let end = text.indexOf(mark, start + 1);
  while (end !== -1) {
    const after = text[end + mark.length] ?? " ";
    const closes = /\S/.test(text[end - 1]) && !(mark.startsWith("_") && /[\p{L}\p{N}]/u.test(after));
    // "*a **b** c*": a single star does not close at a double one
    const single = mark.length === 1 && (after === mark || text[end - 1] === mark);
    if (closes && !single) return end;
    end = text.indexOf(mark, end + (single ? 2 : 1));
  }
  return -1;
}

function sticky(pattern, text, at) {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
