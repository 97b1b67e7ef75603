import type { operator as english } from "../en/notify-operator.js";
import type { Texts } from "../texts.js";

export const operator: Texts<typeof english> = {
  ledger: {
    title: "账目与钱包不一致",
    text: "账目与钱包不一致。出款已暂停，收款照常。请先对账，查明原因后再恢复出款。",
  },
  stuck: {
    title: "有一笔转账被拒绝",
    text: "网络彻底拒绝了一笔转账。款项安全，请查看原因并换一种方式转出。",
  },
  hangs: {
    title: "有一笔付款迟迟未完成",
    text: "有一笔付款等待过久。网络一旦接受，它会自动转出。",
  },
  float_low: {
    title: "备付金不足",
    text: "很快就无法再兑换付款。请向机器人转账补充，备注写 FLOAT。",
  },
  prices_stale: {
    title: "价格已过时",
    text: "一段时间没有新价格：需要汇率的付款将暂时拒绝，直到价格恢复。",
  },
  blaze_down: {
    title: "与 Mixin 聊天的连接断开",
    text: "机器人目前收不到消息。款项的收取和转出不受影响，正在不断重新连接。",
  },
  approval: {
    title: "有一笔付款等您批准",
    text: "批准后才会转出。",
  },
  held: {
    title: "有款项暂存",
    text: "收到一笔无法自动退回的款项，请决定如何处理。",
  },
  swap_late: {
    title: "兑换超时",
    text: "外部兑换没有按时答复。系统会继续等待，兑换完成后再付给商家。",
  },
  resumed: {
    title: "出款已恢复",
    text: "出款已经恢复。",
  },
  amount: "金额：{{amount}}",
  reason: "原因：{{reason}}",
  since: "自 {{date}} 起",
  excess: {
    above_transfer_limit: "超过单笔付款限额",
    above_day_limit: "加上这笔会超过每日限额",
    worth_unknown: "没有价格，无法与限额比较",
  },
  heldReason: {
    no_single_sender: "没有唯一的付款人",
    refund_came_back: "我们的退款被退了回来，或来自兑换方但没有说明用途",
    unknown: "没有注明对应的付款",
    partial: "只是价款的一部分",
    late: "到得太晚",
  },
  button: {
    stuck: "卡住的付款",
    float: "备付金",
    held: "暂存款",
    approve: "批准",
    reconcile: "立即对账",
    resume: "恢复出款",
    operator: "总览",
  },
};
