import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/** The path of an installed Chromium, or undefined. Nothing is downloaded. */
export function findChromium(): string | undefined {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/bin"].filter(Boolean);
  for (const name of NAMES) {
    const found = folders.map((folder) => join(folder, name)).find(isExecutable);
    if (found) return found;
  }
  return undefined;
}

/**
 * Whether browser tests can run here. Says on the console why they are skipped;
 * in CI a missing browser is an error, because a skipped test would look like a passed one.
 */
export function chromiumIsHere(): boolean {
  if (findChromium()) return true;
  if (process.env["CI"] === "true") {
    throw new Error("Chromium is not installed: apt-get install chromium");
  }
  console.warn("browser tests skipped: no Chromium found (apt-get install chromium)");
  return false;
}

/** Starts the installed Chromium headless; the caller closes it. Throws when there is none. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error("Chromium is not installed: apt-get install chromium");
  return chromium.launch({
    executablePath,
    // Its first start on a machine reads all of it from the disk.
    timeout: 90_000,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
