import { payeeOf } from "../../payments/payees.js";
import type { Flow } from "../engine/flow.js";
import { showCode } from "./make-code.js";
import { stateText } from "./my-codes.js";
import { payeeByName } from "../settings/payee/show.js";
import { mayRun } from "../engine/rights.js";
import { whichCode } from "../ask/which-code.js";
import { codeButton, priceText, receivesText, settlementText } from "../ask/wording.js";

/** "Show Donate": poster, card, and what can be done with the code. */
export const showOneCode: Flow = {
  version: 1,
  async run(chat) {
    const own = await whichCode(chat);
    if (!own) return;
    const { merchant, code } = own;
    showCode(chat, merchant, code);
    const words = {
      title: code.title,
      state: stateText(chat, code),
      price: priceText(chat, code),
      receives: receivesText(chat, settlementText(chat, code.settlementAsset)),
    };
    const toggle = code.state === "paused" ? "resume-code" : "pause-code";
    const flows = [
      "statistics",
      "poster",
      "csv",
      "html-button",
      "rename-code",
      "payee",
      toggle,
      "delete-code",
    ] as const;
    const payee = await payeeByName(chat, await payeeOf(chat.tx, code.payeeId));
    chat.say(
      `${chat.t("chat.code.state", words)}\n${chat.t("payee.settings", { who: payee })}`,
      flows.filter((flow) => mayRun(chat.role, flow)).map((flow) => codeButton(chat, flow, code)),
    );
  },
};
