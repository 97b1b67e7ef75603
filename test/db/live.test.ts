import { beforeAll, afterEach, beforeEach, expect, it } from "vitest";
import type { Database } from "../../src/db/database.js";
import { eachEngine } from "../support/databases.js";
import { addCode, openShop, submit, webForTests } from "../support/pay-pages.js";
import { USDT_TRON } from "../support/rates.js";

/** As many open pages as one address may have. */
const MOST_EACH = 100;

eachEngine("live pages", (open) => {
  let database: Database;
  let web: ReturnType<typeof webForTests>;
  let path: string;

  beforeAll(async () => {
    database = await open();
    await addCode(database, await openShop(database));
  });
  beforeEach(async () => {
    web = webForTests(database);
    const answer = await submit(web.app, "/thorb/donate", { asset: USDT_TRON });
    path = `${answer.headers.get("location")}/events`;
  });
  afterEach(() => web.close());

  const follow = () => web.app.request(path);

  it("are not used up by HEAD, which opens none", async () => {
    for (let n = 0; n < MOST_EACH; n += 1) {
      const answer = await web.app.request(path, { method: "HEAD" });
      expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/event-stream"]);
    }
    expect((await follow()).status).toBe(200);
    const unknown = await web.app.request("/code/x/events", { method: "HEAD" });
    expect(unknown.status).toBe(404);
  });

  it("are so many for one address, and those that were left make room", async () => {
    const streams = [];
    for (let n = 0; n < MOST_EACH; n += 1) streams.push(await follow());
    expect((await follow()).status).toBe(503);
    await streams[0]!.body!.cancel();
    expect((await follow()).status).toBe(200);
  });
});
