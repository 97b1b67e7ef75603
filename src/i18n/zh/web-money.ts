import type { money as english } from "../en/web-money.js";
import type { Texts } from "../texts.js";

export const money: Texts<typeof english> = {
  receives: "商家收到的是 {{unit}}。",
  receivesAmount: "商家将收到 {{amount}}。",
  spread: "点差 {{spread}}",
  fee: "手续费 {{fee}}",
  borne: "由商家承担：{{costs}}。",
  notCovered: "目前最多可兑换 {{most}}。请改用 {{unit}} 付款，无需兑换。",
  tooSmall: "金额太小，无法兑换。请改用 {{unit}} 付款，无需兑换。",
  facts: {
    price: "价格",
    paid: "实付",
    received: "商家收到",
    exchanging: "正在兑换成 {{unit}}",
    rate: "汇率",
    at: "汇率时间",
    spread: "点差",
    fee: "手续费",
  },
  part: {
    title: "支付剩余部分",
    came: "已收到 {{received}}；应付 {{price}}，还差 {{missing}}。",
    returns: "若未付清，将自动退回，时间为",
    show: "显示剩余金额",
    notYou: "那不是您付的？",
    whole: "支付全额",
    several: "已收到几个人的部分付款。每个人都可以在自己的 Mixin 聊天里找到剩余金额，本页显示全额。",
    one: "已收到某人的部分付款，本页显示全额。",
    mine: "是我付的：支付剩余部分",
  },
  late: {
    title: "款项晚于期限到达",
    text: "{{amount}} 在付款期限之后到达。{{shop}} 会决定是否接受，否则全额退回。",
    until: "商家须在此之前决定：",
  },
  invoice: {
    label: "账单",
    once: "这张账单只能支付一次。",
    by: "付款期限",
    left: "剩余时间",
    expired: "这张账单已过期",
    cancelled: "这张账单已取消",
  },
  refundOrder: {
    label: "退款",
    text: "{{shop}} 通过这笔付款把钱退给顾客，全部款项都会转给对方。",
    paid: "款项正转给顾客。",
  },
  surplus: "多付的 {{amount}} 将退还给付款人。",
  givesBack: "{{shop}} 正在退还 {{amount}}。",
  gaveBack: "{{shop}} 已退还 {{amount}}。",
};
