import type { notify as english } from "../en/notify.js";
import type { Texts } from "../texts.js";

export const notify: Texts<typeof english> = {
  paidTitle: "已收款：{{amount}}",
  paid: "{{amounts}}，付款人 {{payer}}，收款码 {{code}}",
  statistics: "统计",
  somebody: "一位 Mixin 用户",
  receiptTitle: "付款凭证：{{amount}}",
  receipt: "您已于 {{date}} 向 {{shop}} 支付 {{amounts}}，用于“{{code}}”。",
  openReceipt: "查看凭证",
  refund: "{{amount}} 正在退还给您。{{reason}}（代码 {{code}}）",
  refundFor: "您为“{{title}}”支付的 {{amount}} 正在退还给您。{{reason}}（代码 {{code}}）",
  reason: {
    late: "付款到达时已超过付款期限。",
    wrongAsset: "付款币种与要求的不一致。",
    already: "这笔订单之前已经付清。",
    unknown: "我们无法确定这笔款项的用途。付款请使用商家的链接或二维码。",
    wrongAmount: "付款金额与要求的金额不完全一致。",
    quoteExpired: "汇率已过期。请重新打开付款页面获取最新金额。",
    other: "这笔款项无法用于本次付款。",
  },
};
