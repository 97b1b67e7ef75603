import type { mail as en } from "../en/mail.js";
import type { Texts } from "../texts.js";

export const mail: Texts<typeof en> = {
  from: "Mixtill",
  claim: {
    subject: "{{sender}} 给您转了 {{amount}}",
    intro: "{{sender}} 通过 Mixtill（Mixin Messenger 里的收付款机器人）给您转了 {{amount}}。钱已到位，等您领取。",
  },
  reminder: {
    subject: "{{sender}} 转给您的 {{amount}} 还没有领取",
    intro: "{{sender}} 通过 Mixtill（Mixin Messenger 里的收付款机器人）给您转了 {{amount}}，您还没有领取。",
  },
  note: "对方留言：“{{note}}”",
  take: "在这里领取：",
  button: "领取",
  ways: "您可以在页面上选择要收的币种，以及收到 Mixin 账户还是其他钱包的地址。",
  until: "可领取到 {{date}}，之后钱会退还给对方。",
  keep: "拿到这个链接的人都能领走这笔钱，请不要转发。",
  safe: "领取前不需要付任何费用，也不会有人向您要密码、PIN 或助记词。",
  plain: "链接文本：",
  why: "您收到这封邮件，是因为 {{sender}} 把您的邮箱填为收款人。不认识对方？那您什么也不用做，钱会自动退回。",
  forward: {
    text: "我通过 Mixtill（Mixin Messenger 里的收付款机器人）给你转了 {{amount}}。",
    note: "“{{note}}”",
    take: "请在 {{date}} 前到这里领取：",
  },
  tell: {
    delayed: "发往 {{address}} 的邮件（{{amount}}）还没有发出：邮件服务器暂时不收。我会再试一天，并告诉您结果。",
    sent: "发往 {{address}} 的邮件（{{amount}}）已经发出。",
    refused:
      "发往 {{address}} 的邮件（{{amount}}）无法送达。钱还在等收款人领取：请自己转发下一条消息，或取消这笔转账。",
    none: "这里没有设置邮件服务，所以没有给 {{address}} 发邮件。请自己转发下一条消息，对方凭它领取 {{amount}}。",
    many: "您今天已经让我发了很多邮件，所以没有再给 {{address}} 发。请自己转发下一条消息，对方凭它领取 {{amount}}。",
  },
};
