import type { Texts } from "../texts.js";
import type { checkout as english } from "../en/checkout.js";

export const checkout: Texts<typeof english> = {
  search: "名前またはネットワークで検索",
  searchNone: "その名前の通貨はありません。上の一覧から選ぶか、別の言葉で検索してください。",
  payWithApp: "{{app}}で支払う",
  returning: "まもなくショップに戻ります。",
  wrong: {
    title: "このお支払いリンクには誤りがあります",
    text: "このままではお支払いできず、お客さまには直せません。次の内容をショップにお伝えください。",
  },
  busy: {
    title: "1分ほどしてからもう一度お試しください",
    text: "お支払い先を現在Mixinに確認できません。",
  },
  programs: {
    title: "このご注文には専用のページがあります",
    text: "ショップがこのご注文のために別のお支払いページを用意しています。ショップに戻り、そこでお支払いください。",
  },
  used: {
    title: "このリンクのお支払いはすでにあります",
    text: "この番号は、金額または条件の異なるお支払いのものです。ショップに戻り、そこからもう一度始めてください。",
  },
};
