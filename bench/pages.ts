import { join } from "node:path";
import { Person } from "../test/support/payer.js";
import { freePort } from "../test/support/ports.js";
import { ASSETS } from "../test/support/sandbox.js";
import { makesCode, Visitor } from "../test/support/shop.js";
import { end, startBeside } from "./child.js";
import { milliseconds, print, ratio, whole } from "./figures.js";
import { load, type LoadFigures } from "./load.js";
import { withBot } from "./ours.js";

/** Pay pages beside an empty page. */
export async function benchPages(folder: string): Promise<void> {
  const port = await freePort();
  const server = await startBeside("empty-page.ts", [String(port)]);
  const empty = await load(`http://127.0.0.1:${port}/`, server.pid ?? 0);
  await end(server);
  const { code, order } = await withBot(join(folder, "pages"), async ({ control, bot }) => {
    const { user_id: botId } = await control.bot();
    const merchant = await new Person(control.url, await control.addUser("Shop"), botId).online();
    const link = await makesCode(merchant, { title: "Coffee", price: "20 AED" });
    merchant.close();
    const { url } = await new Visitor().opens(link, ASSETS.usdtTron);
    return { code: await load(link, bot.pid), order: await load(url, bot.pid) };
  });
  const rows = (what: string, page: LoadFigures) => [
    {
      what: `${what}, per second`,
      ours: whole(page.perSecond),
      beside: whole(empty.perSecond),
      ratio: ratio(page.perSecond, empty.perSecond),
      wanted: "≥ 0.5",
    },
    {
      what: "  processor time for one",
      ours: milliseconds(page.processorMs),
      beside: milliseconds(empty.processorMs),
    },
  ];
  print("Pages; beside an empty page of the same HTTP server", [
    ...rows("page of a receipt code", code),
    ...rows("page of an order", order),
  ]);
}
