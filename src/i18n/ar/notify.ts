import type { Texts } from "../texts.js";
import type { notify as english } from "../en/notify.js";
import { operator } from "./notify-operator.js";
import { payee } from "./notify-payee.js";

export const notify: Texts<typeof english> = {
  operator,
  payee,
  paidTitle: "دُفع: {{amount}}",
  paid: "{{amounts}}، من {{payer}}، الرمز «{{code}}»",
  paidInvoice: "{{amounts}}، من {{payer}}، الفاتورة «{{code}}»",
  paidOrder: "{{amounts}}، من {{payer}}، الطلب «{{code}}»",
  byLink: "دُفع عبر رابط يمكن لأي شخص تغييره: تحقق من المبلغ.",
  statistics: "الإحصاءات",
  refundButton: "ردّ المبلغ",
  somebody: "شخص على Mixin",
  receives: "تستلم {{amount}}",
  exchanging: "يجري تبديله إلى {{unit}}؛ سيصلك المبلغ النهائي لاحقًا.",
  rates: "سعر الصرف: {{rates}} ({{source}}، {{date}})",
  // An equation is read from the left; the isolates' direction is decided inside them.
  each: "\u20681 {{one}} = {{amount}}\u2069",
  spread: "هامش السعر: {{spread}}",
  fee: "الرسوم: {{fee}}",
  odd: {
    partial: "أقل من السعر قليلًا، ضمن النقص المقبول لديك",
    over: "{{amount}} زيادة تعود إلى الدافع تلقائيًا",
    late: "دُفع بعد انتهاء المدة",
  },
  settledTitle: "بُدّل: {{amount}}",
  settled: "{{amounts}} مقابل «{{code}}» أصبحت {{settled}}.",
  fallback: {
    asPaid: "«{{code}}» ({{price}}): تعذّر تبديل الدفعة إلى {{unit}}، فتستلمها كما دُفعت: {{amount}}.",
    returned:
      "«{{code}}» ({{price}}): تعذّر تبديل الدفعة إلى {{unit}}. وكما اخترتَ في إعداداتك، يعود المبلغ إلى {{payer}} وتُلغى هذه الدفعة.",
  },
  receiptTitle: "إيصال: {{amount}}",
  receipt: "دفعتَ {{amounts}} إلى {{shop}} مقابل «{{code}}» بتاريخ {{date}}.",
  receiptRefund: "دفعتَ {{amounts}} مقابل «{{code}}» من {{shop}} بتاريخ {{date}}. يُحوَّل المبلغ إلى العميل.",
  openReceipt: "افتح الإيصال",
  partial: {
    title: "بقي للدفع: {{amount}}",
    text: "وصل {{received}} مقابل «{{code}}» لدى {{shop}}، وينقص {{missing}}.",
    until: "ما لا يكتمل حتى {{date}} يعود إليك تلقائيًا.",
    holds: "يسري المبلغ حتى {{time}}؛ بعدها اضغط على «{{renew}}».",
    pay: "ادفع {{amount}}",
    rest: "اعرض الباقي",
    renew: "مبلغ جديد",
    back: "أعده إليّ",
    merchantTitle: "دُفع جزئيًا: {{amount}}",
    merchant: "دفع {{payer}} مبلغ {{received}} من {{price}} مقابل «{{code}}»، وينقص {{missing}}.",
    merchantUntil: "ما لا يكتمل حتى {{date}} يعود تلقائيًا.",
  },
  late: {
    title: "دفعة متأخرة: {{amount}}",
    merchant:
      "دفع {{payer}} مبلغ {{amounts}} مقابل «{{code}}» بعد انتهاء المدة ({{deadline}}). هل تقبله؟ إن لم تُجب يعود إليه بعد {{until}}.",
    accept: "اقبله",
    refund: "أعده",
    payer:
      "وصل مبلغك {{amount}} مقابل «{{code}}» بعد انتهاء مدة الدفع. يقرر {{shop}} حتى {{until}} إن كان سيقبله؛ وإلا يعود إليك كاملًا. لا يلزمك فعل شيء.",
  },
  unknown: {
    title: "مقابل ماذا {{amount}}؟",
    text: "وصل مبلغك {{amount}} لكنني لا أعرف لأي دفعة هو. استرجعه، أو حدّد الدفعة برابط فاتورتها.",
    until: "إن لم تُجب يعود إليك بعد {{until}}.",
    back: "أعده إليّ",
    name: "هو لفاتورة",
  },
  closed: {
    expired: "انتهت صلاحية الفاتورة «{{title}}» بمبلغ {{price}} دون أن تُدفع.",
    chargedExpired: "انتهت صلاحية الفاتورة «{{title}}» من {{shop}} بمبلغ {{price}}. لا تدفعها بعد الآن من فضلك.",
    chargedCancelled: "ألغى {{shop}} الفاتورة «{{title}}» بمبلغ {{price}}. لا تدفعها بعد الآن من فضلك.",
    duplicate: "أنشئها مجددًا",
  },
  charge: {
    title: "فاتورة: {{amount}}",
    text: "يطلب منك {{shop}} مبلغ {{price}} مقابل «{{title}}».",
    until: "تُدفع حتى {{date}}.",
    know: "لا تدفع إلا إن كنت تعرف مقابل ماذا.",
    pay: "اعرضها وادفع",
  },
  refund: "{{amount}} في طريقه إليك. {{reason}}",
  refundFor: "مبلغك {{amount}} مقابل «{{title}}» في طريق العودة إليك. {{reason}}",
  surplus: "دفعتَ {{amount}} زيادة على المطلوب مقابل «{{title}}». هذه الزيادة في طريق العودة إليك.",
  takenBack: "استرجع {{payer}} مبلغ {{amount}}، وهو جزء من «{{title}}»؛ ولا يزال الدفع مطلوبًا.",
  refunded: {
    payer: "أعاد إليك {{shop}} مبلغ {{amount}}، عن {{part}} من «{{title}}».",
    payerWhole: "أعاد إليك {{shop}} دفعتك مقابل «{{title}}» ({{part}}): {{amount}}.",
    merchant: "تم الاسترداد: استعاد {{payer}} مبلغ {{amount}}، عن {{part}} من «{{title}}».",
  },
  reason: {
    late: "وصل المبلغ بعد انتهاء مدة الدفع.",
    wrongAsset: "لم تكن العملة المطلوبة.",
    already: "كان ذلك مدفوعًا من قبل.",
    unknown: "لم نعرف مقابل ماذا هو. للدفع استخدم رابط المتجر أو رمز QR الخاص به.",
    wrongAmount: "كان المبلغ أقل من المطلوب.",
    quoteExpired: "انتهت صلاحية سعر الصرف. افتح صفحة الدفع مجددًا لمعرفة المبلغ الحالي.",
    notSettleable: "تعذّر تبديله إلى ما يستلمه المتجر.",
    cancelled: "أُلغيت هذه الدفعة.",
    other: "تعذّر استخدامه لهذه الدفعة.",
  },
};
