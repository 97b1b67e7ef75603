import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Block, parseMarkdown } from "../../src/sandbox/messenger/static/markdown.js";

/** The tree as text, to compare at a glance: `h1(Title) p(a strong(b))`. */
function show(nodes: (Block | string)[]): string {
  return nodes
    .map((node) => {
      if (typeof node === "string") return node;
      return `${node.tag}${node.href ? `[${node.href}]` : ""}(${show(node.children)})`;
    })
    .join("");
}

function words(nodes: (Block | string)[]): string {
  return nodes.map((node) => (typeof node === "string" ? node : words(node.children))).join("");
}

describe("a post", () => {
  test.each([
    ["# Title\ntext", "h1(Title)p(text)"],
    ["one\ntwo\n\nthree", "p(onebr()two)p(three)"],
    ["a **b** _c_ ~~d~~ `e*`", "p(a strong(b) em(c) del(d) code(e*))"],
    ["**bold *and slanted***", "p(strong(bold *and slanted)*)"],
    ["snake_case_name and 2 * 3 * 4", "p(snake_case_name and 2 * 3 * 4)"],
    ["\\*not slanted\\*", "p(*not slanted*)"],
    ["- a\n- b\n  - c\n- d", "ul(li(a)li(bul(li(c)))li(d))"],
    ["1. a\n2. b", "ol(li(a)li(b))"],
    ["> quoted\n> more", "blockquote(p(quotedbr()more))"],
    ["```\n# code <b>\n```\nafter", "pre(code(# code <b>))p(after)"],
    ["---", "hr()"],
    ["| a | b |\n|---|--:|\n| 1 | **2** |", "table(thead(tr(th(a)th(b)))tbody(tr(td(1)td(strong(2)))))"],
    ["[shop](https://a.example/x?y=1)", "p(a[https://a.example/x?y=1](shop))"],
    [
      "see https://a.example/some_long_name, ok",
      "p(see a[https://a.example/some_long_name](https://a.example/some_long_name), ok)",
    ],
    ["![logo](https://a.example/i.png)", "p(a[https://a.example/i.png](logo))"],
  ])("%j becomes %s", (text, expected) => {
    expect(show(parseMarkdown(text))).toBe(expected);
  });

  test("never links to a script, and keeps markup as text", () => {
    const tree = parseMarkdown(
      "[x](javascript:alert(1)) [y](data:text/html,z) <script>alert(1)</script> <img onerror=a>",
    );
    expect(show(tree)).not.toContain("a[");
    expect(words(tree)).toContain("<script>alert(1)</script> <img onerror=a>");
  });

  test("of any content is read, quickly, into known elements only", () => {
    const known = /^(h[1-6]|p|br|hr|ul|ol|li|pre|code|blockquote|table|thead|tbody|tr|th|td|strong|em|del|a|span)$/;
    const check = (node: Block | string): void => {
      if (typeof node === "string") return;
      expect(node.tag).toMatch(known);
      if (node.href !== undefined) expect(node.href).toMatch(/^(https?|mixin):/i);
      node.children.forEach(check);
    };
    const piece = fc.constantFrom(
      "#",
      "*",
      "_",
      "~~",
      "`",
      "[",
      "](",
      ")",
      "|",
      "---",
      "> ",
      "- ",
      "1. ",
      "\n",
      "http://a",
      "é",
      " ",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 200 }), (pieces) => {
        parseMarkdown(pieces.join("")).forEach(check);
      }),
    );
    for (const letter of ["*", "[", "`", "_", ">", "~", "[a](", "- "]) {
      const begun = performance.now();
      parseMarkdown(letter.repeat(60_000 / letter.length));
      expect(performance.now() - begun).toBeLessThan(2000);
    }
  });
});
