import type { Texts } from "../texts.js";
import type { checkout as english } from "../en/checkout.js";

export const checkout: Texts<typeof english> = {
  search: "按名称或网络搜索",
  searchNone: "没有叫这个名字的币种。请从上面的列表中选择，或换一个词搜索。",
  payWithApp: "用 {{app}} 付款",
  returning: "马上带您返回商店。",
  wrong: {
    title: "这个付款链接有错误",
    text: "无法这样付款，您也无法自行修正。请把下面的内容告诉商店：",
  },
  busy: {
    title: "请一分钟后再试",
    text: "Mixin 暂时无法告知收款人是谁。",
  },
  programs: {
    title: "这个订单有专用的付款页面",
    text: "商店已为这个订单另建了付款页面。请返回商店，在那里付款。",
  },
  used: {
    title: "这个链接对应的付款已存在",
    text: "它的编号属于另一笔金额或条件不同的付款。请返回商店，在那里重新开始。",
  },
};
