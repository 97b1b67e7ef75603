import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { generateDrizzleJson, generateMigration } from "drizzle-kit/api";
import { describe, expect, test } from "vitest";
import { VARIABLES } from "../../src/config.js";
import * as tables from "../../src/db/schema.js";
import { projectFiles } from "../support/project-files.js";
import { withDiagrams } from "../support/state-diagrams.js";

const files = projectFiles();
const sources = files.filter((path) => path.startsWith("src/") && /\.tsx?$/.test(path));
/** Names what others may not. */
const THIS_FILE = "test/unit/architecture.test.ts";
const read = (path: string) => readFileSync(path, "utf8");

/** What each part of src may import, besides itself and the type in src/log.ts. A path means that file alone. */
const MAY_IMPORT: Record<string, string[]> = {
  // Whoever sets a mail server wrong hears it at the start, from the one who will use it.
  config: ["mail/server"],
  log: [],
  i18n: [],
  mixin: [],
  // All that knows SMTP, and nothing of who is written to.
  mail: [],
  db: [],
  sandbox: [],
  payments: ["db"],
  liquidity: ["payments/ports", "payments/money"],
  shop: ["payments", "db"],
  // What of all that is paid a shop has sold is said in one place.
  reports: ["db", "payments/money", "payments/sales", "i18n"],
  notify: ["db", "payments", "mixin", "mail", "i18n"],
  flows: ["shop", "payments", "reports", "mixin", "i18n", "db"],
  web: ["shop", "payments", "reports", "i18n", "db"],
  // The two that put parts together: the program, and the check of an installation.
  main: [
    "config",
    "log",
    "i18n",
    "mixin",
    "mail",
    "db",
    "payments",
    "liquidity",
    "shop",
    "reports",
    "notify",
    "flows",
    "web",
  ],
  doctor: ["config", "log", "mixin", "mail", "db"],
};

/** "src/payments/money.ts" → "payments"; "src/main.ts" → "main". */
const partOf = (path: string) => path.split("/")[1]!.replace(/\.tsx?$/, "");

/** The modules a file imports: `specifier`, and `typeOnly` when nothing of it remains when it runs. */
function importsOf(path: string): { specifier: string; typeOnly: boolean }[] {
  const statements = read(path).matchAll(
    /^\s*(?:import|export)\s+(type\s)?(?:[^;"'()]*?\sfrom\s+)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/gm,
  );
  return [...statements].map((found) => ({ specifier: (found[2] ?? found[3])!, typeOnly: found[1] !== undefined }));
}

/** What a relative import points to, without src/ and ending: "payments/money". */
const target = (path: string, specifier: string) =>
  normalize(join(dirname(path), specifier))
    .replace(/^src\//, "")
    .replace(/\.jsx?$/, "");

describe("the layout", () => {
  test("every part of src is in the table of who may import whom", () => {
    expect([...new Set(sources.map(partOf))].filter((part) => !(part in MAY_IMPORT))).toEqual([]);
  });

  test("parts import only what the table allows", () => {
    const wrong: string[] = [];
    for (const path of sources) {
      const allowed = MAY_IMPORT[partOf(path)] ?? [];
      for (const { specifier, typeOnly } of importsOf(path).filter((found) => found.specifier.startsWith("."))) {
        const aim = target(path, specifier);
        const own = aim.split("/")[0] === partOf(path);
        const type = typeOnly && aim === "log" && partOf(path) !== "sandbox";
        if (own || type || allowed.includes(aim) || allowed.includes(aim.split("/")[0]!)) continue;
        wrong.push(`${path} imports ${aim}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test("only the configuration reads the environment, and the sandbox's own entry point", () => {
    const readers = sources.filter((path) => /\bprocess\.env\b|["'](node:)?process["']/.test(read(path)));
    expect(readers.filter((path) => path !== "src/config.ts" && path !== "src/sandbox/main.ts")).toEqual([]);
  });

  test("amounts are made in one place: decimal.js is imported there alone, the sandbox has its own", () => {
    const users = sources.filter((path) => importsOf(path).some((found) => found.specifier === "decimal.js"));
    expect(users.filter((path) => partOf(path) !== "sandbox")).toEqual(["src/payments/money.ts"]);
  });

  test("no file under src is past 300 lines", () => {
    const code = files.filter((path) => path.startsWith("src/") && /\.(tsx?|m?js|css)$/.test(path));
    expect(code.filter((path) => read(path).trimEnd().split("\n").length > 300)).toEqual([]);
  });

  test("no check is silenced: no any, no ignored error, no rule switched off in a comment", () => {
    const silences = (line: string) =>
      /@ts-(ignore|nocheck|expect-error)|(oxlint|eslint)-disable/.test(line) ||
      /(:|<|\bas|\|)\s*any\b/.test(line.replace(/"(\\.|[^"\\])*"/g, "").replace(/(^|\s)(\/\/|\*|\/\*\*).*/, ""));
    const code = files.filter((path) => /^(src|test|bench)\/.*\.tsx?$/.test(path) && path !== THIS_FILE);
    const lines = code.flatMap((path) =>
      read(path)
        .split("\n")
        .map((line, index) => ({ at: `${path}:${index + 1}`, line })),
    );
    expect(lines.filter(({ line }) => silences(line)).map(({ at }) => at)).toEqual([]);
  });

  test("no file names the machine it was written on, nor a package registry", () => {
    const machine = /\/(root|work|Users|home)\/(?!node\b)[\w.-]|"resolved":|_authToken|registry=/;
    const texts = files.filter((path) => !/\.(png|woff2|ico|jpg)$/.test(path) && path !== THIS_FILE);
    expect(texts.filter((path) => machine.test(read(path)))).toEqual([]);
  });
});

describe("the database", () => {
  test("the migrations make exactly the tables in the code", async () => {
    const journal = JSON.parse(read("drizzle/meta/_journal.json")) as { entries: { idx: number }[] };
    const last = String(journal.entries.at(-1)!.idx).padStart(4, "0");
    const migrated = JSON.parse(read(`drizzle/meta/${last}_snapshot.json`)) as ReturnType<typeof generateDrizzleJson>;
    const wanted = generateDrizzleJson(tables, migrated.id, undefined, "snake_case");
    expect(await generateMigration(migrated, wanted), "run: npm run generate").toEqual([]);
  });
});

describe("the documents", () => {
  test(".env.example lists exactly the variables the configuration knows", () => {
    const listed = [...read(".env.example").matchAll(/^#? ?([A-Z][A-Z0-9_]+)=/gm)].map((found) => found[1]!);
    expect(listed.toSorted()).toEqual(VARIABLES.toSorted());
  });

  test("the README explains every variable", () => {
    const readme = read("README.md");
    expect(VARIABLES.filter((name) => !readme.includes(`| \`${name}\` |`))).toEqual([]);
  });

  test("the README draws exactly the legal moves", () => {
    expect(withDiagrams(read("README.md")), "run: npm run diagram").toBe(read("README.md"));
  });

  test("every command and every file that the README names exists", () => {
    const readme = read("README.md");
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    const commands = [...readme.matchAll(/npm (?:run )?([a-z:]+)/g)].map((found) => found[1]!);
    expect(commands.filter((name) => !(name in scripts) && name !== "ci")).toEqual([]);
    const links = [...readme.matchAll(/\]\(([^)#:]+)\)/g)].map((found) => found[1]!);
    expect(
      links.filter((path) => !files.some((file) => file === path || file.startsWith(`${path.replace(/\/$/, "")}/`))),
    ).toEqual([]);
  });

  test("the release is the same in package.json and at the head of the changelog", () => {
    const { version } = JSON.parse(read("package.json")) as { version: string };
    expect(/^## (\S+)/m.exec(read("CHANGELOG.md"))?.[1]).toBe(version);
  });
});
