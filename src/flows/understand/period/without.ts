/** The text without one of these words at its beginning or end. */
export function without(text: string, all: readonly string[], where: "before" | "behind"): string {
  for (const word of all.toSorted((a, b) => b.length - a.length)) {
    const open = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]$/u.test(word);
    const rest = where === "before" ? text.slice(word.length) : text.slice(0, -word.length);
    const fits = where === "before" ? text.startsWith(word) : text.endsWith(word);
    if (fits && rest.trim() !== "" && (open || (where === "before" ? rest.startsWith(" ") : rest.endsWith(" ")))) {
      return rest.trim();
    }
  }
  return text;
}
