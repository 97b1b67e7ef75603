import { chat } from "./en/chat.js";
import { notify } from "./en/notify.js";
import { reports } from "./en/reports.js";
import { web } from "./en/web.js";

/** English, the language every other is checked against. */
export const en = { chat, notify, web, reports } as const;
