import type { en } from "./en.js";
import type { Texts } from "./texts.js";
import { chat } from "./zh/chat.js";
import { notify } from "./zh/notify.js";
import { reports } from "./zh/reports.js";
import { web } from "./zh/web.js";
export const zh: Texts<typeof en> = { chat, notify, web, reports };
