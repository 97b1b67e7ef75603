import { expect, test } from "vitest";
import type { Code } from "../../src/shop/codes.js";
import { findCode } from "../../src/flows/ask/which-code.js";

const codes = [
  { slug: "cafe", title: "Café" },
  { slug: "code", title: "قهوة" },
  { slug: "code-2", title: "الشاي" },
] as Code[];

test.each([
  ["cafe", "Café"],
  ["CAFÉ", "Café"],
  ["القهوة", "قهوة"],
  ["قهوه", "قهوة"],
  ["شاي", "الشاي"],
  ["2", "قهوة"],
  ["٢", "قهوة"],
  ["#٣", "الشاي"],
  ["٩", undefined],
  ["ال", undefined],
])("a code is found by “%s”", (typed, title) => {
  expect(findCode(codes, typed)?.title).toBe(title);
});
