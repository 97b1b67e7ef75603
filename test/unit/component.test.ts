import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { Script } from "node:vm";
import { describe, expect, it } from "vitest";
import { componentRoutes } from "../../src/web/component.js";

const app = componentRoutes();
const ask = (path: string, headers: Record<string, string> = {}) => app.request(path, { headers });

/** What the compiler says of the programs that a folder's settings name. */
const compiled = (folder: string): Promise<string> =>
  promisify(execFile)("node_modules/.bin/tsc", ["--project", folder]).then(
    () => "",
    ({ stdout }: { stdout: string }) => stdout,
  );

describe("/mixtill.js", () => {
  it("has less than 10 kB, is a program, and depends on nothing", async () => {
    const script = await (await ask("/mixtill.js")).text();
    expect(Buffer.byteLength(script)).toBeLessThan(10_000);
    expect(new Script(script)).toBeInstanceOf(Script);
    expect(script).not.toMatch(/\bimport\b|\brequire\(|innerHTML|insertAdjacentHTML|\beval\b/);
    expect(script).not.toMatch(/^\s*\/\//m);
  });

  it("may be loaded by every page, for minutes, and is not sent to those who have it", async () => {
    for (const [path, type] of [
      ["/mixtill.js", "text/javascript; charset=utf-8"],
      ["/mixtill.d.ts", "text/plain; charset=utf-8"],
    ] as const) {
      const first = await ask(path);
      expect(Object.fromEntries(first.headers)).toMatchObject({
        "content-type": type,
        "access-control-allow-origin": "*",
        "cross-origin-resource-policy": "cross-origin",
        "cache-control": "public, max-age=300, stale-while-revalidate=86400",
        "x-content-type-options": "nosniff",
      });
      const etag = first.headers.get("etag")!;
      for (const known of [etag, `W/${etag}`, `"other", ${etag}`]) {
        const again = await ask(path, { "if-none-match": known });
        expect([again.status, await again.text(), again.headers.get("etag")]).toEqual([304, "", etag]);
      }
      expect((await ask(path, { "if-none-match": '"other"' })).status).toBe(200);
    }
  });

  it("has types that a strict shop compiles with", async () => {
    expect(await compiled("test/types")).toBe("");
  });

  it("has types that refuse what it refuses", async () => {
    const folder = await mkdtemp(join(tmpdir(), "mixtill-types-"));
    const wrong = [
      `void new MixPay().pay({ payeeId: "", quoteAmount: 10.5, quoteAssetId: "usd" });`,
      `void new MixPay().pay({ quoteAmount: "10.5", quoteAssetId: "usd" });`,
      `new MixPay().on("opened", () => undefined);`,
    ];
    const settings = {
      extends: resolve("test/types/tsconfig.json"),
      include: ["*.ts", resolve("assets/web/mixtill.d.ts")],
    };
    await writeFile(join(folder, "wrong.ts"), wrong.join("\n"));
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify(settings));
    const lines = [...(await compiled(folder)).matchAll(/wrong\.ts\((\d+),/g)].map(([, line]) => Number(line));
    await rm(folder, { recursive: true });
    expect(lines).toEqual([1, 2, 3]);
  });

  it("has the events and the reasons that its types name", async () => {
    const [script, types] = await Promise.all(
      ["/mixtill.js", "/mixtill.d.ts"].map(async (path) => (await ask(path)).text()),
    );
    for (const type of ["status", "paid", "failed", "closed"]) expect(types).toContain(`"mixtill-${type}"`);
    for (const reason of ["usage", "busy", "refused", "network", "failed", "closed"]) {
      expect(script).toContain(`"${reason}"`);
      expect(types).toContain(`"${reason}"`);
    }
  });
});
