import { join } from "node:path";
import { Person } from "../test/support/payer.js";
import { freePort } from "../test/support/processes.js";
import { ASSETS } from "../test/support/sandbox.js";
import { makesCode, Visitor } from "../test/support/shop.js";
import { end, startBeside } from "./child.js";
import { print, ratio, whole } from "./figures.js";
import { requestsPerSecond } from "./load.js";
import { withBot } from "./ours.js";

/** Pay pages beside an empty page. */
export async function benchPages(folder: string): Promise<void> {
  const port = await freePort();
  const server = await startBeside("empty-page.ts", [String(port)]);
  const empty = await requestsPerSecond(`http://127.0.0.1:${port}/`);
  await end(server);
  const { code, order } = await withBot(join(folder, "pages"), async ({ control }) => {
    const { user_id: botId } = await control.bot();
    const merchant = await new Person(control.url, await control.addUser("Shop"), botId).online();
    const link = await makesCode(merchant, { title: "Coffee", price: "20 AED" });
    merchant.close();
    const { url } = await new Visitor().opens(link, ASSETS.usdtTron);
    return { code: await requestsPerSecond(link), order: await requestsPerSecond(url) };
  });
  const row = (what: string, value: number) => ({
    what,
    ours: whole(value),
    beside: whole(empty),
    ratio: ratio(value, empty),
    wanted: "≥ 0.5",
  });
  print("Pages per second; beside an empty page of the same HTTP server", [
    row("page of a receipt code", code),
    row("page of an order", order),
  ]);
}
