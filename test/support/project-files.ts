import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Every file of the project as a clone has it, relative to its root: what .gitignore names is left out. */
export function projectFiles(): string[] {
  const ignored = readFileSync(".gitignore", "utf8").split("\n").filter(Boolean).map(pattern);
  const walk = (folder: string): string[] =>
    readdirSync(folder || ".", { withFileTypes: true }).flatMap((entry) => {
      const name = entry.isDirectory() ? `${entry.name}/` : entry.name;
      if (name === ".git/" || entry.name === ".git" || ignored.some((hides) => hides.test(name))) return [];
      return entry.isDirectory() ? walk(join(folder, entry.name)) : [join(folder, entry.name)];
    });
  return walk("").toSorted();
}

/** Our .gitignore uses names and stars only. */
function pattern(line: string): RegExp {
  return new RegExp(`^${line.replaceAll(".", "\\.").replaceAll("*", ".*")}$`);
}
