import type { Texts } from "../texts.js";
import type { web as english } from "../en/web.js";

export const web: Texts<typeof english> = {};
