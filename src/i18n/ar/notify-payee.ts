import type { Texts } from "../texts.js";
import type { payee as english } from "../en/notify-payee.js";

export const payee: Texts<typeof english> = {
  changed: "من الآن فصاعدًا تذهب أموال متجرك إلى {{to}}. كانت تذهب حتى الآن إلى {{from}}.",
  changedCode: "من الآن فصاعدًا تذهب أموال «{{code}}» إلى {{to}}. كانت تذهب حتى الآن إلى {{from}}.",
  notMe: "إن لم تكن أنت من فعل ذلك فأعده كما كان فورًا.",
  formerly: "لم تعد أموال {{shop}} تذهب إلى {{from}}. من الآن فصاعدًا تذهب إلى {{to}}.",
  formerlyCode: "لم تعد أموال «{{code}}» لدى {{shop}} تذهب إلى {{from}}. من الآن فصاعدًا تذهب إلى {{to}}.",
  button: "إلى من تذهب الأموال",
  stuckTitle: "تعذّر صرف {{amount}}",
  stuck:
    "لا يمكن إرسال {{amount}} من «{{code}}» إلى {{to}}: الشبكة ترفض ذلك. الأموال في أمان هنا. السبب في الغالب أن المستلم لم يُنشئ محفظة Mixin الجديدة بعد: عليه أن يفتح Mixin ويحدّثه وينشئ محفظته. أو اختر مستفيدًا آخر.",
  stuckRefund:
    "لا يمكن إرسال استرداد {{amount}} من «{{code}}» إلى {{to}}: الشبكة ترفض ذلك. الأموال في أمان هنا. اطلب منه أن يفتح Mixin ويحدّثه وينشئ محفظته.",
};
