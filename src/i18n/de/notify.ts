import type { Texts } from "../texts.js";
import type { notify as english } from "../en/notify.js";

export const notify: Texts<typeof english> = {};
