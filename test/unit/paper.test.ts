import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCanvas, loadImage } from "@napi-rs/canvas";
import jsqrModule from "jsqr";
import { describe, expect, it } from "vitest";
import type { Db } from "../../src/db/database.js";
import { LANGUAGES } from "../../src/i18n/index.js";
import { type FilePorts, type FileSpec, makeFile } from "../../src/reports/files/index.js";

// The package is CommonJS: its default export arrives wrapped.
const jsqr = jsqrModule as unknown as typeof jsqrModule.default;

const TOOLS = ["pdftoppm", "pdftotext", "pdfinfo", "zbarimg"];
const missing = TOOLS.filter((tool) => spawnSync(tool, ["-v"]).error !== undefined);
if (missing.length > 0) {
  const why = `${missing.join(", ")} not found (apt-get install poppler-utils zbar-tools)`;
  if (process.env["CI"] === "true") throw new Error(why);
  console.warn(`tests of paper skipped: ${why}`);
}

/** Posters and sheets are made of the words in their spec: nothing of the world is asked. */
const NO_WORLD: FilePorts = {
  db: null as unknown as Db,
  unit: () => expect.fail("no unit is asked for"),
  names: () => expect.fail("no name is asked for"),
};

const URL = "https://till.example.com/thorb/donate";
const words = {
  shop: "Thorb's Coffee",
  title: "Donate",
  price: "20 AED",
  url: URL,
  link: "till.example.com/thorb/donate",
  language: "en" as const,
  name: "poster-thorb-donate",
};
const codes = (count: number) =>
  JSON.stringify(
    Array.from({ length: count }, (_, i) => ({ title: `Code ${i}`, price: "", url: `${URL}-${i}`, link: `l/${i}` })),
  );

interface Paper {
  name: string;
  text: string;
  info: string;
  /** Each page at this resolution. */
  pages(dpi: number): Buffer[];
}

async function onPaper<T>(spec: FileSpec, look: (paper: Paper) => T | Promise<T>): Promise<T> {
  const made = await makeFile(spec, NO_WORLD);
  if ("refused" in made) throw new Error(made.refused);
  const folder = mkdtempSync(join(tmpdir(), "paper-"));
  const file = join(folder, "paper.pdf");
  try {
    writeFileSync(file, Buffer.from(await made.content.arrayBuffer()));
    return await look({
      name: made.name,
      text: execFileSync("pdftotext", ["-layout", file, "-"]).toString(),
      info: execFileSync("pdfinfo", [file]).toString(),
      pages(dpi) {
        execFileSync("pdftoppm", ["-png", "-r", String(dpi), file, join(folder, "page")]);
        const names = readdirSync(folder).filter((name) => name.endsWith(".png"));
        return names.toSorted().map((name) => readFileSync(join(folder, name)));
      },
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function zbar(png: Buffer): string[] {
  const folder = mkdtempSync(join(tmpdir(), "scan-"));
  try {
    writeFileSync(join(folder, "a.png"), png);
    const said = execFileSync("zbarimg", ["--quiet", "--raw", join(folder, "a.png")], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    return said.toString().trim().split("\n").toSorted();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function scan(png: Buffer): Promise<string | undefined> {
  const image = await loadImage(png);
  const context = createCanvas(image.width, image.height).getContext("2d");
  context.drawImage(image, 0, 0);
  const { data, width, height } = context.getImageData(0, 0, image.width, image.height);
  return jsqr(data, width, height)?.data;
}

describe.skipIf(missing.length > 0)("on paper", () => {
  it.each(LANGUAGES)("a poster in %s is one A4 page whose code is read, small and large", (language) =>
    onPaper({ kind: "file.poster", ...words, language }, async (paper) => {
      expect(paper.name).toBe("poster-thorb-donate.pdf");
      expect(paper.info).toMatch(/Pages:\s+1\n/);
      expect(paper.info).toMatch(/Page size:\s+595(\.\d+)? x 84[12](\.\d+)? pts \(A4\)/);
      expect(paper.text).toContain("Donate");
      for (const dpi of [36, 100]) expect(zbar(paper.pages(dpi)[0]!)).toEqual([URL]);
      expect(await scan(paper.pages(100)[0]!)).toBe(URL);
    }),
  );

  it.each(LANGUAGES)("a table tent in %s has its code on both faces", (language) =>
    onPaper(
      { kind: "file.tent", ...words, title: "Ein sehr langer Titel für eine Tasse Kaffee", language },
      (paper) => {
        expect(paper.info).toMatch(/Pages:\s+1\n/);
        const [page] = paper.pages(100);
        expect(zbar(page!).filter((said) => said === URL).length).toBeGreaterThan(0);
        expect(paper.text.match(/till.example.com\/thorb\/donate/g)!.length).toBeGreaterThan(0);
      },
    ),
  );

  it("the faces of a tent are A6, and each half of the sheet is read by itself", () =>
    onPaper({ kind: "file.tent", ...words }, async (paper) => {
      const image = await loadImage(paper.pages(100)[0]!);
      for (const half of [0, 1]) {
        const canvas = createCanvas(image.width, image.height / 2);
        canvas.getContext("2d").drawImage(image, 0, (-half * image.height) / 2);
        expect(zbar(canvas.toBuffer("image/png"))).toEqual([URL]);
      }
    }));

  it("all codes are on one sheet, six a page, and every one is read", () =>
    onPaper({ kind: "file.codes", shop: "Thorb's", codes: codes(8), language: "en", name: "codes" }, (paper) => {
      const pages = paper.pages(150);
      expect(pages).toHaveLength(2);
      expect(pages.flatMap(zbar).toSorted()).toEqual(Array.from({ length: 8 }, (_, i) => `${URL}-${i}`));
      expect(paper.text).toContain("Page 2 of 2");
    }));

  it("names that our fonts cannot draw, and long ones, leave the code as it is", () =>
    onPaper(
      { kind: "file.tent", ...words, shop: "🐟", title: "x".repeat(900), price: "1,234,567,890.12345678 USDT (TRON)" },
      (paper) => expect(zbar(paper.pages(100)[0]!)).toContain(URL),
    ));

  it("a spec that is none of ours is refused", () => {
    expect(() => makeFile({ kind: "file.portrait" }, NO_WORLD)).toThrow();
    expect(() => makeFile({ kind: "file.poster", ...words, url: "" }, NO_WORLD)).toThrow();
    expect(() => makeFile({ kind: "file.codes", ...words, codes: codes(121) }, NO_WORLD)).toThrow();
  });
});
