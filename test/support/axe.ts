import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

/** What axe-core found on a page: `impact` is how much it hurts, `where` the elements, with what is wrong about each. */
export interface Finding {
  rule: string;
  impact: string;
  help: string;
  where: string[];
}

type Impact = "minor" | "moderate" | "serious" | "critical";

/** What axe answers, as far as it is read here. */
interface Results {
  violations: {
    id: string;
    impact: Impact | null;
    help: string;
    nodes: { target: string[]; failureSummary?: string }[];
  }[];
}

const SOURCE = readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const BAD: Impact[] = ["serious", "critical"];
/** All that axe finds. */
export const ALL: Impact[] = ["minor", "moderate", ...BAD];

/** Clocks stand still where the page's script is off, and axe waits for none but of no length. */
const AT_ONCE = "globalThis.setTimeout = (then) => (Promise.resolve().then(then), 0); 0";

/**
 * Looks at the page as it is now with axe-core; tells what hurts as much as `impacts`. It runs in a world of its own beside
 * the page's script: our content security policy does not hold there, and the page's script may be off.
 */
export async function findingsOf(page: Page, impacts: Impact[] = BAD): Promise<Finding[]> {
  const session = await page.context().newCDPSession(page);
  try {
    const { frameTree } = await session.send("Page.getFrameTree");
    const world = await session.send("Page.createIsolatedWorld", { frameId: frameTree.frame.id, worldName: "axe" });
    const run = async (expression: string, awaitPromise = false) => {
      const asked = { expression, awaitPromise, returnByValue: true, contextId: world.executionContextId };
      const { result, exceptionDetails } = await session.send("Runtime.evaluate", asked);
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      return result.value as unknown;
    };
    // The world is the same one as long as the page is.
    if ((await run("typeof axe")) !== "object") {
      await run(AT_ONCE);
      await run(`${await SOURCE};0`);
    }
    const said = await run("axe.run(document, { resultTypes: ['violations'] }).then(JSON.stringify)", true);
    const { violations } = JSON.parse(String(said)) as Results;
    return violations
      .filter(({ impact }) => impact !== null && impacts.includes(impact))
      .map(({ id, impact, help, nodes }) => ({
        rule: id,
        impact: String(impact),
        help,
        where: nodes.map(({ target, failureSummary }) => `${target.join(" ")}: ${failureSummary ?? ""}`),
      }));
  } finally {
    await session.detach();
  }
}
