import type { Texts } from "../texts.js";
import type { transfer as en } from "../en/transfer.js";

export const transfer: Texts<typeof en> = {
  sent: "تم الدفع. {{amount}} بانتظار {{to}} حتى {{date}}.",
  forward: "أعد توجيه الرسالة التالية بنفسك: من يملك الرابط الذي فيها يستطيع استلام المال.",
  mailed: "تُرسل رسالة بريد فيها الرابط إلى {{to}}.",
  card: {
    title: "مال لك",
    text: "يرسل إليك {{sender}} مبلغ {{amount}}.",
    note: "«{{note}}»",
    until: "يمكنك استلامه حتى {{date}}، وبعد ذلك يعود إلى مرسله.",
    safe: "أنا بوت مدفوعات: لا أطلب رقم PIN أبدًا ولا مالًا مقدمًا.",
    take: "استلام المال",
    choose: "بعملة أخرى",
    refuse: "لا أريده",
  },
  reminder: "ما زال مبلغ {{amount}} من {{sender}} بانتظارك.",
  reminded: "ذكّرتُ {{to}}: المبلغ {{amount}} بانتظاره حتى {{date}}.",
  stillWaits: "ما زال المبلغ {{amount}} بانتظار {{to}} حتى {{date}}.",
  received: "استلمتَ {{amount}} من {{sender}}.",
  delivered: "استلم {{to}} مبلغ {{amount}}.",
  deliveredAs: "استلم {{to}} مبلغ {{amount}} مقابل {{sent}} منك.",
  returned: {
    expired: "لم يستلم {{to}} مبلغ {{amount}} في الوقت المحدد. عاد المال إلى محفظتك.",
    cancelled: "عاد مبلغ {{amount}} المخصص لـ {{to}} إلى محفظتك كما أردت.",
    refused: "لا يريد {{to}} مبلغ {{amount}}. عاد المال إلى محفظتك.",
    undeliverable: "تعذر دفع {{amount}} إلى {{to}}. عاد المال إلى محفظتك.",
  },
  gone: "عاد مبلغ {{amount}} من {{sender}} إلى مرسله.",
  unpaid: "لم يُدفع التحويل «{{title}}» في الوقت المحدد. لم يُرسل شيء.",
  tooSmall: "الجزء المخصص إلى {{to}} أقل من {{least}}، وهو أصغر مبلغ ممكن، لذلك لم يُرسل. أما الباقي فقد أُرسل.",
  unconvertible: "تعذر تبديل التحويل «{{title}}» كما حددت. لم يُرسل شيء، ومالك يعود إليك.",
  request: {
    text: "شخص يملك رابط {{amount}} من {{sender}} يقول إنه أنت. هل كنت أنت؟",
    yes: "نعم، كنت أنا",
    no: "لا، لم أكن أنا",
  },
};
