import { payeeOf } from "../payments/payees.js";
import type { Flow } from "./flow.js";
import { showCode } from "./make-code.js";
import { stateText } from "./my-codes.js";
import { payeeText } from "./payee/show.js";
import { whichCode } from "./which-code.js";
import { codeButton, priceText, settlementText } from "./wording.js";

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
      settlement: settlementText(chat, code.settlementAsset),
    };
    const toggle = code.state === "paused" ? "resume-code" : "pause-code";
    const flows = ["statistics", "rename-code", "payee", toggle, "delete-code"] as const;
    const payee = payeeText(chat, await payeeOf(chat.tx, code.payeeId));
    chat.say(
      `${chat.t("chat.code.state", words)}\n${chat.t("payee.settings", { who: payee })}`,
      flows.map((flow) => codeButton(chat, flow, code)),
    );
  },
};
