import type { Texts } from "../texts.js";
import type { transfer as en } from "../en/transfer.js";

export const transfer: Texts<typeof en> = {
  sent: "已付款。{{amount}} 等待 {{to}} 领取，截止 {{date}}。",
  forward: "请把下一条消息转发给对方：拿到其中链接的人就能领取这笔钱。",
  mailed: "含有领取链接的邮件将发往 {{to}}。",
  card: {
    title: "有一笔钱给您",
    text: "{{sender}} 给您转了 {{amount}}。",
    note: "“{{note}}”",
    until: "请在 {{date}} 前领取，逾期将退回。",
    safe: "我是收付款机器人，绝不会索要您的 PIN，也不会要您先付钱。",
    take: "领取",
    choose: "换一种币领取",
    refuse: "我不要",
  },
  reminder: "{{sender}} 转给您的 {{amount}} 还在等您领取。",
  reminded: "已提醒 {{to}}：{{amount}} 等待领取，截止 {{date}}。",
  stillWaits: "{{amount}} 仍在等待 {{to}} 领取，截止 {{date}}。",
  received: "您已收到 {{sender}} 转来的 {{amount}}。",
  delivered: "{{to}} 已收到 {{amount}}。",
  deliveredAs: "{{to}} 已收到 {{amount}}（您转出 {{sent}}）。",
  returned: {
    expired: "{{to}} 没有按时领取 {{amount}}，钱已退回您的钱包。",
    cancelled: "转给 {{to}} 的 {{amount}} 已按您的要求退回您的钱包。",
    refused: "{{to}} 没有接受 {{amount}}，钱已退回您的钱包。",
    undeliverable: "{{amount}} 无法付给 {{to}}，钱已退回您的钱包。",
  },
  gone: "{{sender}} 转给您的 {{amount}} 已退回对方。",
  unpaid: "转账“{{title}}”没有按时付款，什么都没有转出。",
  tooSmall: "给 {{to}} 的部分小于最小单位 {{least}}，因此没有转出；其余的已转出。",
  unconvertible: "转账“{{title}}”无法按您的要求兑换，什么都没有转出，您的钱会退回。",
  request: {
    text: "有人拿着 {{sender}} 的 {{amount}} 领取链接，并说那是您。是您本人吗？",
    yes: "是我本人",
    no: "不是我",
  },
};
