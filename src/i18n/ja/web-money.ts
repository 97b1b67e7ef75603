import type { money as english } from "../en/web-money.js";
import type { Texts } from "../texts.js";

export const money: Texts<typeof english> = {
  receives: "お店は{{unit}}を受け取ります。",
  receivesAmount: "お店は{{amount}}を受け取ります。",
  spread: "スプレッド {{spread}}",
  fee: "手数料 {{fee}}",
  borne: "お店が負担します：{{costs}}。",
  notCovered: "現在、交換できるのは{{most}}までです。交換の必要がない{{unit}}でお支払いください。",
  tooSmall: "金額が小さすぎて交換できません。交換の必要がない{{unit}}でお支払いください。",
  facts: {
    price: "価格",
    paid: "お支払い額",
    received: "お店の受取額",
    exchanging: "{{unit}}に交換中",
    rate: "レート",
    at: "レートの時刻",
    spread: "スプレッド",
    fee: "手数料",
  },
  part: {
    title: "残りを支払う",
    came: "{{received}}が届きました。{{price}}のうち、あと{{missing}}足りません。",
    returns: "残りが届かない場合、次の日時を過ぎると自動で返金されます：",
    show: "残額を表示",
    notYou: "支払ったのはほかの人ですか？",
    whole: "全額を支払う",
    several:
      "複数の人から一部ずつ届いています。それぞれの残額はご自身のMixinチャットで確認できます。このページには全額が表示されます。",
    one: "どなたかから一部が届いています。このページには全額が表示されます。",
    mine: "自分が支払いました：残りを支払う",
  },
  late: {
    title: "期限後にお金が届きました",
    text: "支払期限の後に{{amount}}が届きました。受け取るかどうかは{{shop}}が決めます。受け取られない場合は全額返金されます。",
    until: "お店の回答期限",
  },
  invoice: {
    label: "請求書",
    once: "この請求書は一回だけ支払えます。",
    by: "支払期限",
    left: "残り時間",
    expired: "この請求書は期限切れです",
    cancelled: "この請求書は取り消されました",
  },
  transferOrder: {
    label: "送金",
    text: "このお支払いは、{{shop}}からほかの方への送金です。受け取られるまで、お金はお預かりします。",
    paid: "お金は受取人をお待ちしています。",
    receives: "受取人には{{amount}}が届きます。",
    received: "受取人の受取額",
  },
  refundOrder: {
    label: "返金",
    text: "このお支払いは、{{shop}}からお客さまへの返金です。全額がお客さまに届けられます。",
    paid: "お金はお客さまに届けられます。",
  },
  surplus: "超過分の{{amount}}は、支払った人に返金されます。",
  givesBack: "{{shop}}が{{amount}}を返金しています。",
  gaveBack: "{{shop}}が{{amount}}を返金しました。",
};
