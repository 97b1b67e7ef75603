import type { callbacks as english } from "../en/callbacks.js";
import type { Texts } from "../texts.js";

export const callbacks: Texts<typeof english> = {
  dead: {
    told: "لا يستلم «{{host}}» رسائلي. حاولت إبلاغه بـ «{{event}}» ({{what}}) منذ {{since}}، ثم توقفت عن المحاولة.\nآخر محاولة: {{problem}}\nالرسالة محفوظة. أعد إرسالها حين يعمل خادمك.",
    again: "أعد إرسالها",
    log: "كل المتعثرة",
  },
};
