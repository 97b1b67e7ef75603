import { currency, settlement } from "./defaults.js";
import { deleteOneCode } from "./delete-code.js";
import type { Flows } from "./flow.js";
import { greeting } from "./greeting.js";
import { handle } from "./handle.js";
import { help } from "./help.js";
import { language } from "./language.js";
import { menu } from "./menu.js";
import { myCodes } from "./my-codes.js";
import { pauseOneCode, resumeOneCode } from "./pause-code.js";
import { paying } from "./paying.js";
import { quickCode } from "./quick-code.js";
import { receiptCode } from "./receipt-code.js";
import { renameOneCode } from "./rename-code.js";
import { settings } from "./settings.js";
import { showOneCode } from "./show-code.js";
import { statistics } from "./statistics.js";
import { timeZone } from "./time-zone.js";

/** Names → flows; the words that lead to the names are in words.ts. */
export const FLOWS: Flows = {
  menu,
  greeting,
  help,
  "receipt-code": receiptCode,
  "quick-code": quickCode,
  "my-codes": myCodes,
  "show-code": showOneCode,
  "rename-code": renameOneCode,
  "pause-code": pauseOneCode,
  "resume-code": resumeOneCode,
  "delete-code": deleteOneCode,
  statistics,
  settings,
  language,
  "time-zone": timeZone,
  handle,
  currency,
  settlement,
  paying,
};
