import type { payer as english } from "../en/payer.js";
import type { Texts } from "../texts.js";

export const payer: Texts<typeof english> = {
  list: {
    head: "我的付款",
    none: "您还没有通过我向任何店铺付过款。",
    row: "{{number}}. {{shop}}：{{title}}\n{{amounts}} · {{date}} · {{state}}",
    hint: "点一笔付款，可以再看凭证、给店铺留言或屏蔽店铺。",
    pick: "{{number}}. {{title}}",
  },
  state: {
    paid: "已支付",
    returned: "已退还给您",
    refunded: "已退 {{amount}}",
    refunding: "正在退 {{amount}}",
  },
  show: {
    head: "{{shop}}：{{title}}\n{{amounts}}，{{date}}",
    muted: "您已屏蔽这家店铺。",
    unknown: "没有找到您的这笔付款。发送“{{list}}”可以查看您付过的款。",
    page: "付款页面",
    receipt: "付款凭证再发给您一次：",
  },
  write: {
    shop: "给店铺留言",
    payer: "给付款人留言",
    which: "关于哪一笔付款？请在列表中点开它，再点“{{contact}}”。",
    toShop:
      "您关于“{{title}}”（{{amounts}}，{{date}}）的留言由我转给 {{shop}}，双方都看不到对方的聊天。您想说什么？最多 {{max}} 个字符。",
    toPayer:
      "您关于“{{title}}”（{{amounts}}，{{date}}）的留言由我以店铺的名义转给 {{payer}}。您想说什么？最多 {{max}} 个字符。",
    before: "之前的留言：",
    you: "您：{{text}}",
    theShop: "店铺：{{text}}",
    thePayer: "付款人：{{text}}",
    empty: "这里面没有可读的内容，请写几个字。",
    long: "一共 {{count}} 个字符，最多 {{max}} 个。请写短一些。",
    sent: "已发送。有回复时我会转给您。",
    unknown: "没有找到您可以留言的这笔付款。",
    old: "这笔付款已超过 {{days}} 天，不能再在这里留言。",
    muted: "付款人不想收到贵店的消息。退款和付款凭证仍会送达。",
    waiting: "您已有 {{count}} 条留言在等待回复，请稍候。",
    tooMany: "一小时内关于这笔付款已有 {{count}} 条留言，请稍后再继续。",
    other: "您已就另一笔付款向这家店铺提问，正在等待回复。请先等回复，或在那里继续。",
  },
  card: {
    title: "关于一笔付款的留言",
    fromPayer: "{{payer}} 就“{{title}}”（{{price}}，{{date}}）留言：",
    fromShop: "{{shop}} 就您的付款“{{title}}”（{{price}}，{{date}}）留言：",
    quoted: "“{{text}}”",
    safe: "这是对方写的，不是我写的。谁都不需要您的 PIN 码，退款也不需要您先付钱。",
    reply: "回复",
  },
  messages: {
    head: "关于付款的留言",
    none: "还没有付款人给贵店留言。",
    row: "{{number}}. {{payer}}，“{{title}}”，{{price}}\n{{date}} · {{last}}",
    waits: "等待您的回复",
    hint: "点一条查看并回复。",
  },
  mute: {
    which: "您想屏蔽哪家店铺？点一家，或发送它的地址，例如 /coffee。",
    whichBack: "您想恢复接收哪家店铺的消息？",
    noneMuted: "您没有屏蔽任何店铺。",
    unknown: "没有“{{text}}”这家店铺。请发送它的地址，例如 /coffee。",
    own: "那是您自己的店铺。“{{notices}}”里可以设置通知。",
    done: "已屏蔽 {{shop}}：不再收到它的账单、提醒和留言。关于您自己的钱的消息仍会收到：付款凭证、部分付款、退款，以及您提问的回复。",
    undone: "您会重新收到 {{shop}} 的消息。",
    button: "屏蔽这家店铺",
    undo: "取消屏蔽这家店铺",
    notSent: "“{{title}}”无法送达 {{name}} 的聊天。账单仍然有效：请把链接发给对方。",
  },
};
