import type { Texts } from "../texts.js";
import type { chat as english } from "../en/chat.js";

export const chat: Texts<typeof english> = {};
