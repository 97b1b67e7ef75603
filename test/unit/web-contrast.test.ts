import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync("assets/web/style.css", "utf8");

/** Custom properties of the light scheme, and of the dark one laid over it. */
function scheme(name: "light" | "dark"): Record<string, string> {
  const [light = "", dark = ""] = [...css.matchAll(/:root \{([^}]*)\}/g)].map((match) => match[1]);
  const read = (block: string) =>
    Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((match) => [match[1]!, match[2]!]));
  return { ...read(light), ...(name === "dark" ? read(dark) : {}) };
}

/** WCAG 2.2 relative luminance. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light! + 0.05) / (dark! + 0.05);
}

const TEXT: [text: string, ground: string][] = [
  ["ink", "card"],
  ["ink", "ground"],
  ["ink", "tint"],
  ["muted", "card"],
  ["muted", "ground"],
  ["muted", "tint"],
  ["accent", "card"],
  ["accent", "ground"],
  ["accent", "tint"],
  ["on-accent", "accent"],
  ["on-accent", "accent-hover"],
  ["good", "card"],
  ["bad", "bad-tint"],
  ["bad", "card"],
];

describe.each(["light", "dark"] as const)("the colours of the %s scheme", (name) => {
  const colours = scheme(name);

  it.each(TEXT)("%s on %s are read easily (AA: 4.5 to 1)", (text, ground) => {
    expect(contrast(colours[text]!, colours[ground]!)).toBeGreaterThanOrEqual(4.5);
  });

  it("show the edge of a field (AA: 3 to 1)", () => {
    expect(contrast(colours["control"]!, colours["card"]!)).toBeGreaterThanOrEqual(3);
  });
});
