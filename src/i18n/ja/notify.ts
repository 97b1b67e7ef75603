import type { notify as english } from "../en/notify.js";
import type { Texts } from "../texts.js";
import { operator } from "./notify-operator.js";
import { payee } from "./notify-payee.js";

export const notify: Texts<typeof english> = {
  operator,
  payee,
  paidTitle: "入金：{{amount}}",
  paid: "{{amounts}}、支払い元：{{payer}}、受取コード「{{code}}」",
  paidInvoice: "{{amounts}}、支払い元：{{payer}}、請求書「{{code}}」",
  paidOrder: "{{amounts}}、支払い元：{{payer}}、注文「{{code}}」",
  byLink: "誰でも変更できるリンクで支払われました。金額を確認してください。",
  statistics: "統計",
  refundButton: "返金",
  somebody: "Mixinユーザー",
  receives: "お受け取り額：{{amount}}",
  exchanging: "{{unit}}に交換しています。確定した金額は後ほどお知らせします。",
  rates: "レート：{{rates}}（{{source}}、{{date}}）",
  each: "1 {{one}} = {{amount}}",
  spread: "スプレッド：{{spread}}",
  fee: "手数料：{{fee}}",
  odd: {
    partial: "価格よりわずかに少ない金額です（許容範囲内）",
    over: "超過分の{{amount}}は自動で返金されます",
    late: "期限後のお支払いです",
  },
  settledTitle: "交換完了：{{amount}}",
  settled: "「{{code}}」の{{amounts}}を{{settled}}に交換しました。",
  fallback: {
    asPaid:
      "「{{code}}」（{{price}}）：お支払いを{{unit}}に交換できなかったため、支払われた{{amount}}をそのままお渡しします。",
    returned:
      "「{{code}}」（{{price}}）：お支払いを{{unit}}に交換できませんでした。設定に従い、お金は{{payer}}さんに返金され、このお支払いは取り消されました。",
  },
  receiptTitle: "レシート：{{amount}}",
  receipt: "{{date}}に、{{shop}}へ{{amounts}}を支払いました（「{{code}}」）。",
  receiptRefund:
    "{{date}}に、{{shop}}の「{{code}}」のため{{amounts}}を支払いました。このお金はお客さまに届けられます。",
  openReceipt: "レシートを見る",
  partial: {
    title: "残りのお支払い：{{amount}}",
    text: "{{shop}}の「{{code}}」に{{received}}が届きました。あと{{missing}}足りません。",
    until: "{{date}}までに全額に達しない場合は、自動で返金されます。",
    holds: "この金額は{{time}}まで有効です。それ以降は「{{renew}}」をタップしてください。",
    pay: "{{amount}}を支払う",
    rest: "残額を表示",
    renew: "金額を更新",
    back: "返金してもらう",
    merchantTitle: "一部入金：{{amount}}",
    merchant: "{{payer}}さんが「{{code}}」の{{price}}のうち{{received}}を支払いました。あと{{missing}}足りません。",
    merchantUntil: "{{date}}までに全額に達しない場合は、自動で返金されます。",
  },
  late: {
    title: "期限後の支払い：{{amount}}",
    merchant:
      "{{payer}}さんが、期限（{{deadline}}）の後に「{{code}}」へ{{amounts}}を支払いました。受け取りますか？お返事がない場合は、{{until}}を過ぎると返金されます。",
    accept: "受け取る",
    refund: "返金する",
    payer:
      "「{{code}}」への{{amount}}は、支払期限の後に届きました。{{shop}}が{{until}}までに受け取るかどうかを決めます。受け取られない場合は全額返金されます。お手続きは必要ありません。",
  },
  unknown: {
    title: "{{amount}}は何のお支払いですか？",
    text: "{{amount}}が届きましたが、どのお支払いかわかりません。返金を受けるか、請求書のリンクでお知らせください。",
    until: "お返事がない場合は、{{until}}を過ぎると返金されます。",
    back: "返金してもらう",
    name: "請求書の支払い",
  },
  closed: {
    expired: "請求書「{{title}}」（{{price}}）は、支払われないまま期限が切れました。",
    chargedExpired: "{{shop}}の請求書「{{title}}」（{{price}}）は期限が切れました。もうお支払いにならないでください。",
    chargedCancelled: "{{shop}}が請求書「{{title}}」（{{price}}）を取り消しました。もうお支払いにならないでください。",
    duplicate: "もう一度作成",
  },
  charge: {
    title: "請求書：{{amount}}",
    text: "{{shop}}から「{{title}}」として{{price}}の請求が届いています。",
    until: "支払期限：{{date}}",
    know: "心当たりがある場合にだけお支払いください。",
    pay: "確認して支払う",
  },
  refund: "{{amount}}を返金しています。{{reason}}",
  refundFor: "「{{title}}」への{{amount}}を返金しています。{{reason}}",
  surplus: "「{{title}}」に{{amount}}多く支払われたため、その分を返金しています。",
  takenBack: "{{payer}}さんが「{{title}}」の一部として支払った{{amount}}を取り戻しました。このお支払いは未完了です。",
  refunded: {
    payer: "{{shop}}が「{{title}}」の{{part}}分として{{amount}}を返金しました。",
    payerWhole: "{{shop}}が「{{title}}」（{{part}}）のお支払いを返金しました：{{amount}}",
    merchant: "返金完了：「{{title}}」の{{part}}分として、{{payer}}さんに{{amount}}が届きました。",
  },
  reason: {
    late: "支払期限の後に届きました。",
    wrongAsset: "指定の通貨ではありませんでした。",
    already: "すでに支払い済みでした。",
    unknown: "何のお支払いか確認できませんでした。お支払いにはお店のリンクかQRコードをご利用ください。",
    wrongAmount: "請求額に足りませんでした。",
    quoteExpired: "レートの有効期限が切れていました。お支払いページを開き直し、最新の金額をご確認ください。",
    notSettleable: "お店が受け取る通貨に交換できませんでした。",
    cancelled: "お支払いが取り消されました。",
    other: "このお支払いには使えませんでした。",
  },
};
