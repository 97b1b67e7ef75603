import type { payee as english } from "../en/notify-payee.js";
import type { Texts } from "../texts.js";

export const payee: Texts<typeof english> = {
  changed: "从现在起，您店铺的款项转给 {{to}}。此前转给 {{from}}。",
  changedCode: "从现在起，“{{code}}”的款项转给 {{to}}。此前转给 {{from}}。",
  notMe: "如果不是您本人操作，请立即改回。",
  formerly: "{{shop}} 的款项不再转给 {{from}}，从现在起转给 {{to}}。",
  formerlyCode: "{{shop}} 的“{{code}}”的款项不再转给 {{from}}，从现在起转给 {{to}}。",
  button: "收款方",
  stuckTitle: "无法转出 {{amount}}",
  stuck:
    "“{{code}}”的 {{amount}} 无法转给 {{to}}：网络拒绝了这笔转账。款项安全地留在这里。最常见的原因是对方还没有启用 Mixin 的新钱包：请对方打开并更新 Mixin，创建钱包；或者另选收款方。",
  stuckRefund:
    "“{{code}}”的退款 {{amount}} 无法转给 {{to}}：网络拒绝了这笔转账。款项安全地留在这里。请对方打开并更新 Mixin，创建钱包。",
};
