import { asc, eq } from "drizzle-orm";
import type { Database } from "../../src/db/database.js";
import { freshId } from "../../src/db/ids.js";
import { outbox, people } from "../../src/db/schema.js";
import { createChat } from "../../src/flows/engine/chat.js";
import type { IncomingMessage } from "../../src/mixin/blaze.js";
import { contactConversationId } from "../../src/mixin/messages.js";
import type { Log } from "../../src/log.js";
import type { User, UserSearch } from "../../src/mixin/users.js";
import type { Market } from "../../src/payments/ports.js";
import { createClaims } from "../../src/shop/claims.js";
import { ratesForTests } from "./rates.js";
import { CLAIM_KEY } from "./remittances.js";

export const BOT_ID = "9d1c2f6e-5a3b-4c8d-8e7f-0a1b2c3d4e5f";
export const BOT_NUMBER = "7000105555";
export const PUBLIC_URL = "http://127.0.0.1:8080";

/** What came back for one message, as a reader sees it. */
export interface Answer {
  /** Every text, card, caption and button label, one a line. */
  text: string;
  /** Labels of the buttons with what tapping them does. */
  buttons: Map<string, string>;
  rows: (typeof outbox.$inferSelect)[];
}

export interface Talking {
  userId: string;
  conversationId: string;
  says(text: string): Promise<Answer>;
  /** Says what the button with this label says; the newest button of that label counts. */
  taps(label: string): Promise<Answer>;
  sends(category: string, data?: string): Promise<Answer>;
}

export interface ChatSetting {
  clock?: () => Date;
  log?: Log;
  /** Absent: prices that never move, and nobody who converts. */
  market?: Market;
  /** User ids of operators; more may be added later. */
  operators?: Set<string>;
  /** Whether the till sends e-mail; absent: it does. */
  mails?: boolean;
  /** Whether webhooks may be called at any address; absent: at public ones alone. */
  callsAnywhere?: boolean;
}

/** A chat bot on a real database, and people who talk to it; what it answers is read from its outbox. */
export function startChat(database: Database, options: ChatSetting = {}) {
  let woken = 0;
  let snapshots = 0;
  const problems: { message: string; fields: Record<string, unknown> | undefined }[] = [];
  const names = new Map<string, string>();
  const asked: string[][] = [];
  const searched: string[] = [];
  const directory = new Map<string, UserSearch>();
  const unsearchable = new Set<string>();
  const users = new Map<string, User>();
  const bot = createChat({
    database,
    market: options.market ?? { rates: ratesForTests(), liquidity: null },
    payLink: ({ assetId, amount, trace, memo }) =>
      `https://mixin.one/pay/${BOT_ID}?asset=${assetId}&amount=${amount}&memo=${memo}&trace=${trace}`,
    botId: BOT_ID,
    botNumber: BOT_NUMBER,
    botName: "Mixtill",
    publicUrl: PUBLIC_URL,
    isMailSetUp: options.mails ?? true,
    callsAnywhere: options.callsAnywhere ?? false,
    claimHash: createClaims(database.db, CLAIM_KEY, PUBLIC_URL).hashOf,
    log: options.log ?? ((level, message, fields) => void (level !== "debug" && problems.push({ message, fields }))),
    directory: {
      profiles: async (ids) => {
        asked.push(ids);
        return new Map(
          ids.flatMap((userId) => {
            const fullName = names.get(userId);
            return fullName === undefined
              ? []
              : [[userId, { userId, identityNumber: "7000", fullName, avatarUrl: "" }] as const];
          }),
        );
      },
      async findUser(mixinId) {
        searched.push(mixinId);
        if (unsearchable.has(mixinId)) throw new Error("the network is away");
        return directory.get(mixinId) ?? { status: "absent" };
      },
      async usersByIds(ids) {
        return new Map(ids.flatMap((id) => (users.has(id) ? [[id, users.get(id)!] as const] : [])));
      },
    },
    isOperator: (userId) => options.operators?.has(userId) ?? false,
    wakeOutbox: () => void woken++,
    onSnapshot: () => void snapshots++,
    ...(options.clock ? { clock: options.clock } : {}),
  });
  let seen = 0;

  async function newRows() {
    const rows = await database.db.select().from(outbox).orderBy(asc(outbox.seq));
    const fresh = rows.slice(seen);
    seen = rows.length;
    return fresh;
  }

  function message(userId: string, text: string, category = "PLAIN_TEXT"): IncomingMessage {
    return {
      messageId: freshId(),
      conversationId: contactConversationId(BOT_ID, userId),
      userId,
      category,
      data: Buffer.from(text, "utf8"),
      createdAt: new Date().toISOString(),
      quoteMessageId: "",
      source: "CREATE_MESSAGE",
    };
  }

  function person(name: string, userId: string = freshId()): Talking {
    names.set(userId, name);
    const known = new Map<string, string>();
    const sends = async (category: string, data = "") => {
      await bot.handle([message(userId, data, category)]);
      const answer = readAnswer(await newRows());
      for (const [label, action] of answer.buttons) known.set(label, action);
      return answer;
    };
    const says = (text: string) => sends("PLAIN_TEXT", text);
    return {
      userId,
      conversationId: contactConversationId(BOT_ID, userId),
      says,
      sends,
      taps(label) {
        const action = known.get(label);
        if (!action?.startsWith("input:"))
          throw new Error(`no button "${label}"; there are: ${[...known.keys()].join(", ")}`);
        return says(action.slice("input:".length));
      },
    };
  }

  return {
    bot,
    person,
    message,
    newRows,
    problems,
    asked,
    /** Mixin IDs that were searched for. */
    searched,
    /** What a search for a Mixin ID answers; absent for any other. */
    directory,
    /** Mixin IDs whose search fails. */
    unsearchable,
    /** What a look-up of user ids answers; nobody else exists. */
    users,
    get woken() {
      return woken;
    },
    get snapshots() {
      return snapshots;
    },
    /** Somebody who has chosen English. */
    async english(name: string): Promise<Talking> {
      const who = person(name);
      await who.says("English");
      return who;
    },
    async personRow(userId: string) {
      const [row] = await database.db.select().from(people).where(eq(people.userId, userId));
      return row;
    },
  };
}

/** Outbox rows as a reader sees them. */
export function readAnswer(rows: (typeof outbox.$inferSelect)[]): Answer {
  const lines: string[] = [];
  const buttons = new Map<string, string>();
  const take = (list: { label: string; action: string }[]) => {
    for (const { label, action } of list) {
      buttons.set(label, action);
      lines.push(`[${label}]`);
    }
  };
  for (const row of rows) {
    if (row.category === "APP_BUTTON_GROUP") take(JSON.parse(row.data) as { label: string; action: string }[]);
    else if (row.category === "APP_CARD") {
      const card = JSON.parse(row.data) as {
        title: string;
        description: string;
        actions?: { label: string; action: string }[];
      };
      lines.push(card.title, card.description);
      take(card.actions ?? []);
    } else lines.push(row.data);
  }
  return { text: lines.join("\n"), buttons, rows };
}

/**
 * What no message of ours may contain: control characters but the line break, and overrides of direction. (The isolates
 * U+2068 and U+2069 around a value of the other direction are ours: what people type has lost its own.)
 */
export const UNSHOWABLE = /(?!\n)[\p{Cc}\u202a-\u202e\u2066\u2067]/u;
