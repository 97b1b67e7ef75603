/**
 * Markdown to a tree of `{tag, href?, children}` and strings. Pure and safe: HTML in the text stays text,
 * only http, https and mixin links become links, and the page builds elements from the tree, never from markup.
 */
import { inline } from "./markdown-inline.js";

const MAX_QUOTE_DEPTH = 8;
const FENCE = /^\s{0,3}(`{3,}|~{3,})/;
const HEADING = /^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$/;
const RULE = /^\s{0,3}([-*_])(?:\s*\1){2,}\s*$/;
const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/;
const QUOTE = /^\s{0,3}>\s?/;
const TABLE_RULE = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;

/** The blocks of a markdown text. */
export function parseMarkdown(text) {
  return blocks(text.replaceAll("\r\n", "\n").split("\n"), 0);
}

function blocks(lines, depth) {
  const out = [];
  let at = 0;
  while (at < lines.length) {
    const [block, next] = blockAt(lines, at, depth);
    if (block) out.push(block);
    at = next;
  }
  return out;
}

/** The block that begins at a line, and the line after it. */
function blockAt(lines, at, depth) {
  const line = lines[at];
  if (!line.trim()) return [undefined, at + 1];
  const heading = HEADING.exec(line);
  if (heading) return [node(`h${heading[1].length}`, inline(heading[2])), at + 1];
  if (FENCE.test(line)) return fenced(lines, at);
  if (RULE.test(line)) return [node("hr", []), at + 1];
  if (QUOTE.test(line) && depth < MAX_QUOTE_DEPTH) return quoted(lines, at, depth);
  if (ITEM.test(line)) return list(lines, at, 0);
  if (isTable(lines, at)) return table(lines, at);
  return paragraph(lines, at);
}

function fenced(lines, at) {
  const mark = FENCE.exec(lines[at])[1];
  let end = at + 1;
  while (end < lines.length && !lines[end].trim().startsWith(mark)) end += 1;
  return [node("pre", [node("code", [lines.slice(at + 1, end).join("\n")])]), end + 1];
}

function quoted(lines, at, depth) {
  let end = at;
  while (end < lines.length && QUOTE.test(lines[end])) end += 1;
  const inner = lines.slice(at, end).map((line) => line.replace(QUOTE, ""));
  return [node("blockquote", blocks(inner, depth + 1)), end];
}

/** A list; items that stand further right than the list's first one are a list inside the item before. */
function list(lines, at, depth) {
  const [, indent, mark] = ITEM.exec(lines[at]);
  const items = [];
  let line = at;
  while (line < lines.length) {
    const item = ITEM.exec(lines[line]);
    if (item && item[1].length > indent.length + 1 && items.length > 0 && depth < MAX_QUOTE_DEPTH) {
      const [inner, next] = list(lines, line, depth + 1);
      items.at(-1).children.push(inner);
      line = next;
    } else if (item && item[1].length >= indent.length) {
      items.push(node("li", inline(item[3])));
      line += 1;
    } else if (!item && items.length > 0 && /^\s+\S/.test(lines[line])) {
      items.at(-1).children.push(" ", ...inline(lines[line].trim()));
      line += 1;
    } else break;
  }
  return [node(/\d/.test(mark) ? "ol" : "ul", items), line];
}

function isTable(lines, at) {
  return (
    lines[at].includes("|") && at + 1 < lines.length && TABLE_RULE.test(lines[at + 1]) && lines[at + 1].includes("-")
  );
}

function table(lines, at) {
  const head = node("thead", [row(lines[at], "th")]);
  const rows = [];
  let end = at + 2;
  while (end < lines.length && lines[end].includes("|") && lines[end].trim()) {
    rows.push(row(lines[end], "td"));
    end += 1;
  }
  return [node("table", [head, node("tbody", rows)]), end];
}

function row(line, tag) {
  const cells = line
    .trim()
    .replace(/^\|/, "")
    .replace(/(?<!\\)\|$/, "")
    .split(/(?<!\\)\|/);
  return node(
    "tr",
    cells.map((cell) => node(tag, inline(cell.trim().replaceAll("\\|", "|")))),
  );
}

function paragraph(lines, at) {
  let end = at + 1;
  while (end < lines.length && lines[end].trim() && !beginsBlock(lines, end)) end += 1;
  const children = [];
  for (const line of lines.slice(at, end)) {
    // a chat keeps its line breaks, unlike markdown elsewhere
    if (children.length > 0) children.push(node("br", []));
    children.push(...inline(line.trim()));
  }
  return [node("p", children), end];
}

function beginsBlock(lines, at) {
  return [HEADING, FENCE, RULE, QUOTE, ITEM].some((start) => start.test(lines[at])) || isTable(lines, at);
}

function node(tag, children) {
  return { tag, children };
}
