import type { en } from "./en.js";
import type { Texts } from "./texts.js";
import { chat } from "./de/chat.js";
import { notify } from "./de/notify.js";
import { reports } from "./de/reports.js";
import { web } from "./de/web.js";
export const de: Texts<typeof en> = { chat, notify, web, reports };
