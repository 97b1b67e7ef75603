import { isUuid } from "../../db/ids.js";
import { westernDigits } from "../../payments/typed.js";
import { closeTill, type TillDevice } from "../../shop/till.js";
import { notUnderstood, understood } from "../ask/questions.js";
import { flowButton } from "../ask/wording.js";
import type { Flow } from "../engine/flow.js";
import { closeButtons, devicesText, seenDevices } from "./devices.js";

/** "Sign out a device", or its button: the counter on it charges nothing any more. */
export const closeOneTill: Flow = {
  version: 1,
  async run(chat) {
    const { t, merchant, now } = chat;
    const devices = merchant ? await seenDevices(chat, merchant) : [];
    const after = [flowButton(chat, "till"), flowButton(chat, "menu")];
    if (!merchant || devices.length === 0) return chat.say(t("till.chat.none"), after);
    const unknown = devicesText(chat, t("till.chat.unknown"), devices);
    const sessionId =
      find(devices, chat.start) ??
      (await chat.ask<string>("device", {
        text: chat.start.trim() === "" ? devicesText(chat, t("till.chat.which"), devices) : unknown,
        buttons: closeButtons(chat, devices, true),
        understand(typed) {
          const found = find(devices, typed);
          return found === null ? notUnderstood(unknown) : understood(found);
        },
      }));
    const by = chat.person.userId;
    const closed = await closeTill(chat.tx, { sessionId, merchantId: merchant.id, by, now });
    chat.say(closed ? t("till.chat.closed", { device: closed.device }) : t("till.chat.none"), after);
  },
};

/** The session that is meant: by the button's id, or its number in the list. */
function find(devices: TillDevice[], typed: string): string | null {
  const said = westernDigits(typed).trim().replace(/^#/, "").toLowerCase();
  const at = /^\d{1,2}\.?$/.test(said) ? Number.parseInt(said, 10) - 1 : -1;
  const found = isUuid(said) ? devices.find(({ session }) => session.id === said) : devices[at];
  return found?.session.id ?? null;
}
