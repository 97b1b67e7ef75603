import { createCanvas, loadImage } from "@napi-rs/canvas";
import jsqrModule from "jsqr";
import type { BrowserContextOptions, Locator, Page } from "playwright-core";

// The package is CommonJS: its default export arrives wrapped.
const jsqr = jsqrModule as unknown as typeof jsqrModule.default;

/** What was said last in a chat of the messenger's, and all that came after it: what was said before has buttons, too. */
export const latest = (phone: Locator): Locator => phone.locator(".messages > li.message:not(:has(~ li.own))");

/** For whoever answers in the server's place: what goes by a worker that takes over just then is not always theirs to hold. */
export const WITHOUT_WORKER: BrowserContextOptions = { serviceWorkers: "block" };

/** Signs a device in on the page of a one-time link. What is typed before the script runs goes elsewhere. */
export async function signsIn(page: Page, { javaScriptEnabled = true }: BrowserContextOptions = {}): Promise<void> {
  await page.locator("form[action='/till/open'] button").click();
  await page.locator(javaScriptEnabled ? "#amount[readonly]" : "#amount").waitFor();
  await page.waitForLoadState();
}

/** What a counter makes heard and felt: kept by the page, for a browser without a screen makes no sound. */
export interface Felt {
  notes: number;
  vibrations: number;
}

/** Begins to count it, before anything of a page runs. */
export async function feels(page: Page): Promise<void> {
  await page.addInitScript(`
    window.felt = { notes: 0, vibrations: 0 };
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...at) {
      const { context } = this;
      const sounds = () => {
        if (context.state !== "running") return;
        window.felt.notes += 1;
        context.removeEventListener("statechange", sounds);
      };
      // A machine that is busy opens its loudspeaker a moment later: what was begun is heard then.
      context.addEventListener("statechange", sounds);
      sounds();
      return start.apply(this, at);
    };
    navigator.vibrate = () => { window.felt.vibrations += 1; return true; };
  `);
}

export const felt = (page: Page): Promise<Felt> => page.evaluate("window.felt");

/** What a customer's phone reads from the screen: it comes nearer, or steps back, until it can. */
export async function scanned(code: Locator): Promise<string | undefined> {
  const image = await loadImage(await code.screenshot());
  for (const scale of [1, 2, 0.75, 1.5, 3]) {
    const [width, height] = [image.width, image.height].map((side) => Math.round(side * scale)) as [number, number];
    const context = createCanvas(width, height).getContext("2d");
    context.drawImage(image, 0, 0, width, height);
    const read = jsqr(context.getImageData(0, 0, width, height).data, width, height);
    if (read) return read.data;
  }
  return undefined;
}

/** Types on the keys of the screen. */
export async function taps(page: Page, keys: string): Promise<void> {
  for (const key of keys) await page.getByRole("button", { name: key, exact: true }).click();
}
