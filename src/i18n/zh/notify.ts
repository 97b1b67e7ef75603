import type { notify as english } from "../en/notify.js";
import type { Texts } from "../texts.js";
import { operator } from "./notify-operator.js";
import { payee } from "./notify-payee.js";

export const notify: Texts<typeof english> = {
  operator,
  payee,
  paidTitle: "已收款：{{amount}}",
  paid: "{{amounts}}，付款人 {{payer}}，收款码 {{code}}",
  paidInvoice: "{{amounts}}，付款人 {{payer}}，账单“{{code}}”",
  statistics: "统计",
  refundButton: "退款",
  somebody: "一位 Mixin 用户",
  receives: "您将收到 {{amount}}",
  exchanging: "正在兑换成 {{unit}}，最终金额稍后告知。",
  rates: "汇率：{{rates}}（{{source}}，{{date}}）",
  each: "1 {{one}} = {{amount}}",
  spread: "点差：{{spread}}",
  fee: "手续费：{{fee}}",
  odd: {
    partial: "比应付金额略少，在您设定的容差之内",
    over: "多付的 {{amount}} 会自动退回",
    late: "付款晚于期限",
  },
  settledTitle: "已兑换：{{amount}}",
  settled: "“{{code}}”的 {{amounts}} 已兑换成 {{settled}}。",
  fallback: {
    asPaid: "“{{code}}”（{{price}}）：这笔付款无法兑换成 {{unit}}，您将按原币种收到 {{amount}}。",
    returned:
      "“{{code}}”（{{price}}）：这笔付款无法兑换成 {{unit}}。按照您的设置，款项退还给 {{payer}}，本次付款已取消。",
  },
  receiptTitle: "付款凭证：{{amount}}",
  receipt: "您已于 {{date}} 向 {{shop}} 支付 {{amounts}}，用于“{{code}}”。",
  receiptRefund: "您已于 {{date}} 为 {{shop}} 的“{{code}}”支付 {{amounts}}，这笔钱会转给顾客。",
  openReceipt: "查看凭证",
  partial: {
    title: "还需支付：{{amount}}",
    text: "{{shop}} 的“{{code}}”已收到 {{received}}，还差 {{missing}}。",
    until: "若在 {{date}} 前未付清，已付款项会自动退还给您。",
    holds: "该金额有效至 {{time}}，之后请点“{{renew}}”。",
    pay: "支付 {{amount}}",
    rest: "查看余款",
    renew: "刷新金额",
    back: "退还给我",
    merchantTitle: "部分付款：{{amount}}",
    merchant: "{{payer}} 为“{{code}}”支付了 {{received}}（应付 {{price}}），还差 {{missing}}。",
    merchantUntil: "若在 {{date}} 前未付清，款项会自动退回。",
  },
  late: {
    title: "迟到的付款：{{amount}}",
    merchant:
      "{{payer}} 在付款期限（{{deadline}}）之后为“{{code}}”支付了 {{amounts}}。要接受吗？{{until}} 前没有答复将自动退回。",
    accept: "接受",
    refund: "退款",
    payer:
      "您为“{{code}}”支付的 {{amount}} 在付款期限之后到达。{{shop}} 会在 {{until}} 前决定是否接受，否则全额退还给您。您无需做任何事。",
  },
  unknown: {
    title: "{{amount}} 是付什么的？",
    text: "您的 {{amount}} 已到账，但我无法确定它对应哪笔付款。您可以收回，或发送账单链接来说明用途。",
    until: "若没有答复，将在 {{until}} 之后退还给您。",
    back: "退还给我",
    name: "用于支付账单",
  },
  closed: {
    expired: "账单“{{title}}”（{{price}}）已过期，未收到付款。",
    chargedExpired: "{{shop}} 的账单“{{title}}”（{{price}}）已过期，请不要再付款。",
    chargedCancelled: "{{shop}} 已取消账单“{{title}}”（{{price}}），请不要再付款。",
    duplicate: "再开一张",
  },
  charge: {
    title: "账单：{{amount}}",
    text: "{{shop}} 请您支付 {{price}}，用于“{{title}}”。",
    until: "请在 {{date}} 前付款。",
    know: "请确认您知道这笔款项的用途再付款。",
    pay: "查看并付款",
  },
  refund: "{{amount}} 正在退还给您。{{reason}}（代码 {{code}}）",
  refundFor: "您为“{{title}}”支付的 {{amount}} 正在退还给您。{{reason}}（代码 {{code}}）",
  surplus: "您为“{{title}}”多付了 {{amount}}，这笔钱正在退还给您。",
  takenBack: "{{payer}} 收回了为“{{title}}”支付的部分款项 {{amount}}；这笔款仍待支付。",
  refunded: {
    payer: "{{shop}} 已退给您 {{amount}}，对应“{{title}}”中的 {{part}}。",
    payerWhole: "{{shop}} 已退还您为“{{title}}”（{{part}}）支付的款项：{{amount}}。",
    merchant: "已退款：{{payer}} 已收回 {{amount}}，对应“{{title}}”中的 {{part}}。",
  },
  reason: {
    late: "付款到达时已超过付款期限。",
    wrongAsset: "付款币种与要求的不一致。",
    already: "这笔订单之前已经付清。",
    unknown: "我们无法确定这笔款项的用途。付款请使用商家的链接或二维码。",
    wrongAmount: "付款金额少于应付金额。",
    quoteExpired: "汇率已过期。请重新打开付款页面获取最新金额。",
    notSettleable: "这笔款项无法兑换成商家要收的币种。",
    cancelled: "这笔付款已被取消。",
    other: "这笔款项无法用于本次付款。",
  },
};
