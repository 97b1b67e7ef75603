import type { Flow } from "../engine/flow.js";
import { mayRun } from "../engine/rights.js";
import { flowButton } from "../ask/wording.js";

const SUBJECTS = {
  money: ["till", "refund", "late", "messages", "my-payments"],
  files: ["csv", "statement", "poster", "all-codes"],
  shop: ["staff", "activity", "payee", "digest", "notifications", "goal"],
  programs: ["html-button", "keys", "webhooks", "deliveries"],
} as const;

/** "More": what the menu has no room for, by subject; whatever the person may not do is not offered. */
export const more: Flow = {
  version: 1,
  async run(chat) {
    for (const subject of ["money", "files", "shop", "programs"] as const) {
      const flows = SUBJECTS[subject].filter((flow) => mayRun(chat.role, flow));
      if (flows.length === 0) continue;
      chat.say(
        chat.t(subject === "programs" ? "programs.more" : `chat.more.${subject}`),
        flows.map((flow) => flowButton(chat, flow)),
      );
    }
  },
};
