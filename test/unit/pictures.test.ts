import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCanvas, loadImage, type SKRSContext2D } from "@napi-rs/canvas";
import jsqrModule from "jsqr";
import { afterEach, describe, expect, it, vi } from "vitest";
import { LANGUAGE_NAMES, LANGUAGES, LOCALES, texts } from "../../src/i18n/index.js";
import { drawable, font, registerFonts } from "../../src/reports/fonts.js";
import { drawPicture, type KnownPicture } from "../../src/reports/pictures.js";
import { qrPath } from "../../src/reports/qr.js";

// The package is CommonJS: its default export arrives wrapped.
const jsqr = jsqrModule as unknown as typeof jsqrModule.default;

const URL_SHORT = "https://till.example.com/thorb/donate";
const LONG = "Ein ganz außerordentlich langer Titel für etwas, das man auch kürzer hätte sagen können ".repeat(6);

const poster = (change: Partial<Extract<KnownPicture, { kind: "poster" }>> = {}): KnownPicture => ({
  kind: "poster",
  shop: "Thorb's Coffee",
  title: "Donate",
  price: "20 AED",
  url: URL_SHORT,
  link: "till.example.com/thorb/donate",
  language: "en",
  ...change,
});

async function pixels(png: Buffer, longerSide?: number) {
  const image = await loadImage(png);
  const scale = longerSide ? longerSide / Math.max(image.width, image.height) : 1;
  const canvas = createCanvas(Math.round(image.width * scale), Math.round(image.height * scale));
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return { canvas, data: context.getImageData(0, 0, canvas.width, canvas.height) };
}

async function scan(png: Buffer): Promise<string | undefined> {
  const { data } = await pixels(png);
  return jsqr(data.data, data.width, data.height)?.data;
}

const hasZbar = spawnSync("zbarimg", ["--version"]).error === undefined;
if (!hasZbar) {
  if (process.env["CI"] === "true") throw new Error("zbarimg is not installed: apt-get install zbar-tools");
  console.warn("zbar tests skipped: no zbarimg found (apt-get install zbar-tools)");
}

async function zbar(png: Buffer, longerSide: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "poster-"));
  try {
    const file = join(folder, "poster.png");
    writeFileSync(file, await (await pixels(png, longerSide)).canvas.encode("png"));
    return execFileSync("zbarimg", ["--quiet", "--raw", file], { stdio: ["ignore", "pipe", "ignore"] })
      .toString()
      .trim();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const ODD: [name: string, change: Parameters<typeof poster>[0]][] = [
  ["an ordinary one", {}],
  ["Chinese", { shop: "索布咖啡馆", title: "一杯手冲咖啡，慢慢喝", price: "任意金额", language: "zh" }],
  ["a very long title", { title: LONG, shop: LONG, price: LONG, language: "de" }],
  ["one endless word", { title: "x".repeat(900), shop: "索".repeat(400) }],
  ["emoji", { title: "☕️👨‍👩‍👧🇩🇪 1️⃣", shop: "🐟" }],
  ["right-to-left text", { title: "قهوة טובה\u202e", shop: "مقهى" }],
  ["control characters and broken surrogates", { title: "a\u0000b\ud800\u0007", shop: "\n\t" }],
  ["nothing to say", { title: "", shop: "", price: "", link: "" }],
  ["a long address", { url: `${URL_SHORT}/${"x".repeat(160)}`, link: "x".repeat(300) }],
];

describe("a poster", () => {
  for (const [name, change] of ODD) {
    it(`with ${name} is a portrait whose QR says its address`, async () => {
      const picture = await drawPicture(poster(change));
      expect([picture.width, picture.height]).toEqual([1240, 1748]);
      expect(await scan(picture.png)).toBe(change?.url ?? URL_SHORT);
      expect(picture.thumbnail.length).toBeLessThanOrEqual(5_120);
      expect((await loadImage(Buffer.from(picture.thumbnail, "base64"))).height).toBe(96);
    });
  }

  it.skipIf(!hasZbar).each(LANGUAGES)("in %s is read by zbar at 300 pixels", async (language) => {
    const picture = await drawPicture(poster({ language }));
    expect(await zbar(picture.png, 300)).toBe(URL_SHORT);
  });

  it("is the same picture for the same words", async () => {
    const [a, b] = await Promise.all([drawPicture(poster()), drawPicture(poster())]);
    expect(a.png.equals(b.png)).toBe(true);
  });

  it("refuses what is not one of our pictures", async () => {
    await expect(drawPicture({ kind: "portrait" })).rejects.toThrow();
    await expect(drawPicture({ ...poster(), url: "" })).rejects.toThrow();
    await expect(drawPicture({ ...poster(), url: "x".repeat(5_000) })).rejects.toThrow();
  });
});

describe("a chart", () => {
  const chart = (points: unknown, language: (typeof LANGUAGES)[number] = "en") =>
    drawPicture({
      kind: "chart",
      title: "Donate 咖啡",
      unit: "AED",
      places: 2,
      language,
      points: JSON.stringify(points),
      before: "[]",
    });
  const month = (value: (day: number) => string) =>
    Array.from({ length: 30 }, (_, i) => ({ label: `2026-11-${String(i + 1).padStart(2, "0")}`, value: value(i) }));

  it.each(LANGUAGES)("of thirty days is drawn in %s", async (language) => {
    const picture = await chart(
      month((i) => `${i * 7}.5`),
      language,
    );
    expect(picture.width).toBe(1200);
  });

  it("of nothing, of one point and of huge and tiny numbers is drawn", async () => {
    for (const points of [
      [],
      month(() => "0"),
      [{ label: "x", value: "0.00000001" }],
      [
        { label: "a", value: "999999999999999999999" },
        { label: "b", value: "0.00000001" },
      ],
    ]) {
      expect((await chart(points)).png.length).toBeGreaterThan(1_000);
    }
  });

  it("has taller bars for larger values", async () => {
    const { data } = await pixels(
      (
        await chart([
          { label: "a", value: "1" },
          { label: "b", value: "2" },
        ])
      ).png,
    );
    const dark = (x: number) => {
      let count = 0;
      for (let y = 0; y < data.height; y++) if (data.data[(y * data.width + x) * 4]! < 60) count++;
      return count;
    };
    // The axis and each bar's value are in the way of one and a half.
    expect(dark(915)).toBeGreaterThan(1.5 * dark(420));
  });

  it("refuses values that are no decimals", async () => {
    await expect(chart([{ label: "a", value: "1e9" }])).rejects.toThrow();
    await expect(chart([{ label: "a", value: "-1" }])).rejects.toThrow();
  });
});

describe("the words of charts", () => {
  afterEach(() => void vi.restoreAllMocks());

  /** In points, where a chat shows a picture of charts 320 wide. */
  async function smallest(spec: KnownPicture): Promise<number> {
    const sizes: number[] = [];
    const prototype = Object.getPrototypeOf(createCanvas(1, 1).getContext("2d")) as SKRSContext2D;
    const fillText = Reflect.get(prototype, "fillText") as (this: SKRSContext2D, ...words: unknown[]) => void;
    vi.spyOn(prototype, "fillText").mockImplementation(function (this: SKRSContext2D, ...words) {
      // Whether a font has a character is tried out on small canvases.
      if (this.canvas.width === 1200) sizes.push(Number(/(\d+)px/.exec(this.font)![1]));
      return fillText.apply(this, words);
    });
    const { width } = await drawPicture(spec);
    expect(sizes.length).toBeGreaterThan(3);
    return (Math.min(...sizes) * 320) / width;
  }

  it.each(LANGUAGES)("can be read in a chat in %s", async (language) => {
    const t = texts(language);
    const days = Array.from({ length: 30 }, (_, i) => ({
      label: `2026-11-${i + 1}`.replace(/-(\d)$/, "-0$1"),
      value: `${i * 41}.25`,
    }));
    const bars = { kind: "chart", unit: "AED", places: 2, language, points: JSON.stringify(days) } as const;
    const title = t("statistics.chart.title", { what: t("statistics.shop"), period: t("statistics.days30") });
    const before = JSON.stringify(days.map(({ value }) => value));
    const parts = JSON.stringify([
      { label: "USDT (Ethereum)", value: "60" },
      { label: "BTC", value: "40" },
    ]);
    const counts = JSON.stringify(
      Array.from({ length: 7 }, (_, day) => Array.from({ length: 24 }, (__, hour) => day * hour)),
    );
    for (const spec of [
      { ...bars, title, before },
      { kind: "shares", title: t("statistics.chart.sharesTitle", { what: "Coffee" }), language, parts },
      { kind: "hours", title: t("statistics.chart.hoursTitle", { what: "Coffee" }), note: "1 – 28", language, counts },
    ] as const) {
      expect(await smallest(spec)).toBeGreaterThanOrEqual(10);
      vi.restoreAllMocks();
    }
  });
});

describe("a chart of shares, and one of hours", () => {
  const parts = JSON.stringify([
    { label: "USDT (TRON)", value: "60" },
    { label: "BTC", value: "40" },
  ]);
  const counts = (fill: number) =>
    JSON.stringify(Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => fill)));

  it.each(LANGUAGES)("are drawn in %s", async (language) => {
    const shares = await drawPicture({ kind: "shares", title: "Donate 咖啡", language, parts });
    const hours = await drawPicture({ kind: "hours", title: "Donate", note: "1–28", language, counts: counts(3) });
    for (const { width } of [shares, hours]) expect(width).toBe(1200);
  });

  it("have room for nothing and refuse what has another shape", async () => {
    await drawPicture({ kind: "shares", title: "x", language: "en", parts: "[]" });
    await drawPicture({ kind: "hours", title: "x", note: "", language: "en", counts: counts(0) });
    await expect(
      drawPicture({ kind: "hours", title: "x", note: "", language: "en", counts: "[[1]]" }),
    ).rejects.toThrow();
  });

  it("are told apart without colour: a bar of the time before is much lighter than one of this time", async () => {
    const points = JSON.stringify([{ label: "a", value: "4" }]);
    const picture = await drawPicture({
      kind: "chart",
      title: "x",
      unit: "AED",
      places: 2,
      language: "en",
      points,
      before: JSON.stringify(["4"]),
    });
    const { data } = await pixels(picture.png);
    const grey = (from: number, to: number) => {
      let sum = 0;
      for (let x = from; x < to; x++) {
        const at = (800 * data.width + x) * 4;
        sum += 0.3 * data.data[at]! + 0.59 * data.data[at + 1]! + 0.11 * data.data[at + 2]!;
      }
      return sum / (to - from);
    };
    // The slot's middle is 670: the time before stands left of it.
    expect(grey(610, 660) - grey(680, 730)).toBeGreaterThan(60);
  });
});

describe("a QR alone", () => {
  it("is read back", async () => {
    expect(
      await scan((await drawPicture({ kind: "qr", url: URL_SHORT, title: "Donate 咖啡 ☕", language: "zh" })).png),
    ).toBe(URL_SHORT);
  });

  it("as a path for pages covers each dark module once and keeps the quiet zone", () => {
    const { path, viewBox } = qrPath(URL_SHORT);
    const size = Number(viewBox.split(" ")[2]);
    const canvas = createCanvas(size * 4, size * 4);
    const context = canvas.getContext("2d");
    context.fillStyle = "#fff";
    context.fillRect(0, 0, size * 4, size * 4);
    context.fillStyle = "#000";
    for (const [, x, y, run] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
      context.fillRect(Number(x) * 4, Number(y) * 4, Number(run) * 4, 4);
    }
    const image = context.getImageData(0, 0, canvas.width, canvas.height);
    expect(jsqr(image.data, image.width, image.height)?.data).toBe(URL_SHORT);
  });
});

describe("the bundled fonts", () => {
  it.each(LANGUAGES)("draw every character of our own words in %s", (language) => {
    const months = new Intl.DateTimeFormat(LOCALES[language], { month: "long", timeZone: "UTC" });
    const names = Array.from({ length: 12 }, (_, month) => months.format(Date.UTC(2026, month, 1)));
    const words = texts(language)("reports", { returnObjects: true, skipInterpolation: true });
    const all = [JSON.stringify(words), LANGUAGE_NAMES[language], ...names]
      .join(" ")
      .replaceAll(/\{\{\w+\}\}/g, "")
      .replaceAll(/\s+/g, " ");
    expect(drawable(all)).toBe(all);
  });

  it("need no fonts of the system: Chinese, Japanese and Arabic titles draw where there are none", () => {
    const said = "咖啡 Café кофе καφές 繁體 カフェ 喫茶店 働く قهوة مُرَّة ٣٫٥ ₿€";
    const script = `import("./src/reports/fonts.ts").then((f) => process.stdout.write(f.drawable("${said} ☕")))`;
    const env = { ...process.env, DISABLE_SYSTEM_FONTS_LOAD: "1" };
    const out = execFileSync(process.execPath, ["--import", "tsx", "-e", script], {
      env,
      stdio: ["ignore", "pipe", "inherit"],
    });
    expect(out.toString()).toBe(said);
  });

  const look = (text: string, language: (typeof LANGUAGES)[number]) => {
    registerFonts();
    const context = createCanvas(400, 60).getContext("2d");
    context.font = font(400, 36, language);
    context.fillText(text, 10, 44);
    return Buffer.from(context.getImageData(0, 0, 400, 60).data.buffer).toString("latin1");
  };

  it("show Japanese readers the characters as they are written in Japan", () => {
    expect(look("直骨", "ja")).not.toBe(look("直骨", "zh"));
    expect(look("Tea 12.50", "ja")).toBe(look("Tea 12.50", "en"));
  });

  it("join Arabic letters", () => {
    const context = createCanvas(1, 1).getContext("2d");
    context.font = font(400, 36, "ar");
    const apart = Array.from("قهوة").reduce((sum, letter) => sum + context.measureText(letter).width, 0);
    expect(context.measureText("قهوة").width).toBeLessThan(apart * 0.95);
  });

  it("come with their licences", () => {
    for (const name of ["Inter", "NotoSansSC", "NotoSansJP", "NotoSansArabic"]) {
      expect(readFileSync(join("assets/fonts", `OFL-${name}.txt`), "utf8")).toContain("SIL Open Font License");
    }
    expect(readdirSync("assets/fonts").filter((name) => name.endsWith(".woff2"))).toHaveLength(16);
  });
});
