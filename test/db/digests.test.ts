import { and, eq, isNull } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { freshId } from "../../src/db/ids.js";
import { jobs, merchants, outbox, people } from "../../src/db/schema.js";
import { LANGUAGE_NAMES, LANGUAGES } from "../../src/i18n/index.js";
import { digestTasks } from "../../src/main/digests.js";
import { tellUnusual } from "../../src/main/unusual.js";
import { drawPicture } from "../../src/reports/pictures.js";
import type { Talking } from "../support/conversation.js";
import { crewStage } from "../support/crew-stage.js";
import { eachEngine } from "../support/databases.js";
import { runDueJobs } from "../support/due-jobs.js";
import { happen } from "../support/trade.js";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

eachEngine("figures and news that come by themselves", (open) => {
  // A Thursday, at three in the afternoon in Berlin.
  const stage = crewStage(open, () => new Date("2027-11-18T14:00:00Z"));
  const { deal, options } = stage;
  let owner: Talking;
  beforeEach(async () => {
    owner = stage.world.crew.owner;
    await stage.db.update(people).set({ timeZone: "Europe/Berlin" }).where(eq(people.userId, owner.userId));
  });

  /** What waits to be sent, as "day moment". */
  async function planned(): Promise<string[]> {
    const waiting = and(eq(jobs.name, "digest"), isNull(jobs.doneAt));
    const rows = await stage.db.select().from(jobs).where(waiting);
    return rows.map(({ payload, runAt }) => `${String(payload["day"])} ${runAt.toISOString().slice(0, 16)}Z`);
  }
  /** It is that moment, and programs do what is due by it; the database's own clock is of today. */
  async function comes(moment: string, processes = 1): Promise<string> {
    stage.now = new Date(moment);
    for (let due = await dueJobs(); due > 0; due = await dueJobs()) {
      await Promise.all(Array.from({ length: processes }, () => runDueJobs(stage.database, digestTasks(options()))));
    }
    return await stage.hears(owner.userId);
  }
  async function dueJobs(): Promise<number> {
    const waiting = await stage.db
      .select()
      .from(jobs)
      .where(and(eq(jobs.name, "digest"), isNull(jobs.doneAt)));
    const due = waiting.filter(({ runAt }) => runAt <= stage.now);
    const past = new Date(Date.now() - HOUR_MS);
    for (const { id } of waiting) {
      const runAt = due.some((one) => one.id === id) ? past : waiting.find((one) => one.id === id)!.runAt;
      // What is not due yet must not be run because the computer's clock is ahead of the story's.
      await stage.db.update(jobs).set({ runAt }).where(eq(jobs.id, id));
    }
    return due.length;
  }

  describe("a digest", () => {
    it("is set by a line or by buttons, and says when the next one comes", async () => {
      expect((await owner.says("digest")).text).toContain(
        "I send you no digest.\nShall I send you your shop's figures?",
      );
      await owner.taps("Every week");
      expect((await owner.says("someday")).text).toContain("Please tap one of the buttons");
      await owner.taps("Monday");
      expect((await owner.says("25")).text).toContain("Please send a full hour from 0 to 23");
      expect((await owner.says("9 am")).text).toContain(
        "Every Monday at 09:00 I send you the figures of the seven days before. The next comes on 22 Nov 2027, 09:00 (Berlin, UTC+1).",
      );
      expect(await planned()).toEqual(["2027-11-22 2027-11-22T08:00Z"]);
      expect((await owner.says("digest daily 21")).text).toContain("The next comes on 18 Nov 2027, 21:00");
      expect(await planned()).toEqual(["2027-11-18 2027-11-18T20:00Z"]);
      expect((await owner.says("digest off")).text).toContain("I send you no digest.");
      expect(await planned()).toEqual([]);
      for (const one of [stage.world.crew.manager, stage.world.crew.cashier]) {
        expect((await one.says("digest daily 21")).text).toContain("Only the owner of Thorb's may do that");
      }
      expect(await planned()).toEqual([]);
    });

    it("tells the day before: figures, compared, the best code, payers, a chart that can be drawn", async () => {
      await owner.says("digest daily 20");
      await owner.says("goal 1000 usd");
      const yesterday = (hour: number) => new Date(Date.parse("2027-11-17T00:00:00Z") + hour * HOUR_MS);
      await happen(stage.db, [
        deal({ at: yesterday(9) }),
        deal({ at: yesterday(10), refunds: [{ percent: 50, minutes: 60 }] }),
        deal({ at: yesterday(11), payerId: freshId(), quoteAmount: "7.50", codeId: null, source: "invoice" }),
        deal({ at: new Date("2027-11-16T10:00:00Z"), quoteAmount: "50" }),
        // Past midnight in Berlin: of the next day.
        deal({ at: new Date("2027-11-17T23:30:00Z"), quoteAmount: "500" }),
      ]);
      const text = await comes("2027-11-18T19:00:00Z");
      expect(text).toContain("Thorb's, Wed 17 Nov");
      expect(text).toContain("3 payments, 47.50 USD\n1 refund, 10 USD\nAfter fees and refunds: 37.50 USD");
      expect(text).toContain("By new payers: 1, by returning ones: 2");
      expect(text).toContain("-5% against the day before (50 USD)");
      expect(text).toContain("Best code: Coffee, 40 USD (2 payments)");
      expect(text).toContain("2 people paid, the most frequent 2 times");
      expect(text).toContain("Goal: 0 USD of 1,000 USD");
      expect(text).toContain("[All figures]");
      expect(text).toContain("Chart: Wed 17 Nov, 47.50 USD in all, most on 10:00 with 20 USD.");
      const pictures = (await stage.db.select().from(outbox)).flatMap(({ picture }) => (picture ? [picture] : []));
      expect(pictures).toHaveLength(1);
      expect((await drawPicture(pictures[0]!)).width).toBeGreaterThan(0);
      const statistics = await owner.says("/statistics 2027-11-17 - 2027-11-17");
      expect(statistics.text).toContain("47.50 USD");
    });

    it("of a week tells seven days; of a quiet day a line, without a chart", async () => {
      await owner.says("digest weekly friday 8");
      await happen(stage.db, [
        deal({ at: new Date("2027-11-13T10:00:00Z") }),
        deal({ at: new Date("2027-11-09T10:00:00Z"), quoteAmount: "10" }),
      ]);
      const text = await comes("2027-11-19T07:00:00Z");
      expect(text).toContain("1 payment, 20 USD");
      expect(text).toContain("+100% against the week before (10 USD)");
      expect(await planned()).toEqual(["2027-11-26 2027-11-26T07:00Z"]);
      await owner.says("digest daily 20");
      await stage.hears(owner.userId);
      // Today was told already.
      expect(await comes("2027-11-20T19:00:00Z")).toBe("Thorb's, Fri 19 Nov: nothing was paid.");
    });

    it.each(LANGUAGES)("speaks %s", async (language) => {
      await owner.says(LANGUAGE_NAMES[language]);
      await owner.says("/digest weekly friday 8");
      await owner.says("/goal 1000 usd");
      await happen(stage.db, [deal({ at: new Date("2027-11-13T10:00:00Z") })]);
      await stage.hears(owner.userId);
      const text = await comes("2027-11-19T07:00:00Z");
      expect(text).toContain("20 USD");
      if (language !== "en") expect(text).not.toMatch(/payments?\b|Goal|Chart|Best code/);
      if (language !== "en") expect((await owner.says("/notifications")).text).not.toMatch(/Payments|Mute/);
    });

    it("comes once, however many processes there are, and the next is planned with it", async () => {
      await owner.says("digest daily 20");
      await stage.hears(owner.userId);
      const text = await comes("2027-11-18T19:00:00Z", 4);
      expect(text).toBe("Thorb's, Wed 17 Nov: nothing was paid.");
      expect(await planned()).toEqual(["2027-11-19 2027-11-19T19:00Z"]);
      expect(await comes("2027-11-18T23:59:00Z", 4)).toBe("");
    });

    it("of a till that was down comes late on the same day; those of days before do not", async () => {
      await owner.says("digest daily 20");
      await stage.hears(owner.userId);
      expect(await comes("2027-11-21T22:10:00Z")).toBe("Thorb's, Sat 20 Nov: nothing was paid.");
      expect(await planned()).toEqual(["2027-11-22 2027-11-22T19:00Z"]);
      // Past the days, but before today's hour: today's is still to come.
      expect(await comes("2027-11-24T10:00:00Z")).toBe("");
      expect(await planned()).toEqual(["2027-11-24 2027-11-24T19:00Z"]);
    });

    it("goes by the clocks of the zone that its owner is in, one a day", async () => {
      await owner.says("digest daily 20");
      await owner.says("time zone Tokyo");
      expect(await planned()).toEqual(["2027-11-19 2027-11-19T11:00Z"]);
      await owner.says("time zone Berlin");
      await stage.hears(owner.userId);
      expect(await comes("2027-11-18T19:00:00Z")).toContain("nothing was paid");
      // It is the same day still in New York, and eight in the evening is to come there: told is told.
      await owner.says("time zone New York");
      expect(await planned()).toEqual(["2027-11-19 2027-11-20T01:00Z"]);
    });

    it("of a day that was told is not told again at another hour", async () => {
      await owner.says("digest daily 16");
      await stage.hears(owner.userId);
      expect(await comes("2027-11-18T15:00:00Z")).toContain("nothing was paid");
      await owner.says("digest daily 22");
      expect(await planned()).toEqual(["2027-11-19 2027-11-19T21:00Z"]);
    });

    it("that is muted is planned on, and not sent", async () => {
      await owner.says("digest daily 20");
      await owner.says("/notifications digests off");
      expect((await owner.says("digest")).text).toContain("Digests are muted");
      await owner.says("cancel");
      await stage.hears(owner.userId);
      expect(await comes("2027-11-18T19:00:00Z")).toBe("");
      expect(await planned()).toEqual(["2027-11-19 2027-11-19T19:00Z"]);
    });

    it("through a year of clocks that change comes once a day", async () => {
      stage.now = new Date("2027-03-26T11:00:00Z");
      await owner.says("digest daily 2");
      const days: string[] = [];
      for (const start of ["2027-03-26T12:00:00Z", "2027-10-29T12:00:00Z"]) {
        for (let hour = 0; hour < 96; hour++) {
          await stage.hears(owner.userId);
          const said = await comes(new Date(Date.parse(start) + hour * HOUR_MS).toISOString());
          if (said.includes("nothing was paid")) days.push(said.split(":")[0]!);
        }
      }
      expect(days).toEqual([
        ...["Fri 26 Mar", "Sat 27 Mar", "Sun 28 Mar", "Mon 29 Mar"].map((day) => `Thorb's, ${day}`),
        ...["Thu 28 Oct", "Fri 29 Oct", "Sat 30 Oct", "Sun 31 Oct", "Mon 1 Nov"].map((day) => `Thorb's, ${day}`),
      ]);
    });
  });

  describe("what is unusual", () => {
    const look = async (): Promise<string> => {
      await tellUnusual(stage.db, stage.now);
      await stage.tell();
      return await stage.hears(owner.userId);
    };

    it("a code that falls silent is told once, and only while it is there", async () => {
      const days = Array.from({ length: 14 }, (_, day) => new Date(stage.now.getTime() - (16 - day) * DAY_MS));
      await happen(
        stage.db,
        days.flatMap((day) => [0, 5].map((hour) => deal({ at: new Date(day.getTime() + hour * HOUR_MS) }))),
      );
      stage.now = new Date(days.at(-1)!.getTime() + 5 * HOUR_MS + 2 * DAY_MS);
      expect(await look()).toBe("");
      stage.now = new Date(stage.now.getTime() + 12 * HOUR_MS);
      const text = await look();
      expect(text).toContain("Nobody has paid “Coffee” since 15 Nov 2027, 20:00");
      expect(text).toContain("[Show the code]");
      stage.now = new Date(stage.now.getTime() + HOUR_MS);
      expect(await look()).toBe("");
      await owner.says("pause coffee");
      await stage.db.delete(jobs);
      await stage.hears(owner.userId);
      expect(await look()).toBe("");
    });

    it("many refunds at once are told once, unless they are muted", async () => {
      const day = [{ percent: 10, minutes: 0 }];
      const burst = Array.from({ length: 5 }, (_, n) =>
        deal({ at: new Date(stage.now.getTime() - n * 60_000), refunds: day }),
      );
      await happen(stage.db, burst.slice(0, 4));
      await stage.db.delete(jobs);
      expect(await look()).toBe("");
      await happen(stage.db, burst.slice(4));
      await stage.db.delete(jobs);
      await owner.says("/notifications unusual off");
      await stage.hears(owner.userId);
      expect(await look()).toBe("");
      await stage.db.delete(jobs);
      await stage.db.update(merchants).set({ muted: [] });
      expect(await look()).toContain("5 refunds within an hour at Thorb's: more than usual.");
      stage.now = new Date(stage.now.getTime() + HOUR_MS);
      expect(await look()).toBe("");
    });
  });

  it("jobs of digests are named by shop and day", async () => {
    await owner.says("digest daily 20");
    const [job] = await stage.db.select().from(jobs).where(eq(jobs.name, "digest"));
    expect(job!.dedupeKey).toBe(`digest:${stage.world.shop.id}:2027-11-18`);
  });
});
