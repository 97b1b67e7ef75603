import type { Texts } from "../texts.js";
import type { transfer as en } from "../en/transfer.js";

export const transfer: Texts<typeof en> = {
  sent: "お支払いが完了しました。{{amount}}は{{date}}まで{{to}}さんの受け取りを待ちます。",
  forward: "次のメッセージをご自身で相手に転送してください。中のリンクを持つ人がお金を受け取れます。",
  mailed: "リンクを記載したメールを{{to}}に送ります。",
  card: {
    title: "お金が届いています",
    text: "{{sender}}さんから{{amount}}が送られました。",
    note: "「{{note}}」",
    until: "{{date}}までに受け取ってください。過ぎると送り主に戻ります。",
    safe: "私は支払いボットです。PINや前払いを求めることは決してありません。",
    take: "受け取る",
    choose: "別の通貨で受け取る",
    refuse: "受け取らない",
  },
  reminder: "{{sender}}さんからの{{amount}}がまだ受け取られていません。",
  reminded: "{{to}}さんに知らせました。{{amount}}は{{date}}まで受け取れます。",
  stillWaits: "{{amount}}はまだ受け取られていません。{{to}}さんは{{date}}まで受け取れます。",
  received: "{{sender}}さんから{{amount}}を受け取りました。",
  delivered: "{{to}}さんが{{amount}}を受け取りました。",
  deliveredAs: "{{to}}さんが{{amount}}を受け取りました（お送りになったのは{{sent}}）。",
  returned: {
    expired: "{{to}}さんが期限までに{{amount}}を受け取らなかったため、あなたのウォレットに戻りました。",
    cancelled: "ご希望どおり、{{to}}さんへの{{amount}}はあなたのウォレットに戻りました。",
    refused: "{{to}}さんが{{amount}}を受け取らなかったため、あなたのウォレットに戻りました。",
    undeliverable: "{{amount}}を{{to}}さんに支払えなかったため、あなたのウォレットに戻りました。",
  },
  gone: "{{sender}}さんからの{{amount}}は送り主に戻りました。",
  unpaid: "送金「{{title}}」は期限までに支払われませんでした。何も送られていません。",
  tooSmall: "{{to}}宛ての分は最小単位の{{least}}に満たないため、送金されませんでした。残りは送金済みです。",
  unconvertible: "送金「{{title}}」はご指定どおりに両替できませんでした。何も送られず、お金は戻ります。",
  request: {
    text: "{{sender}}さんからの{{amount}}のリンクを持つ人が、あなただと名乗っています。あなたですか？",
    yes: "はい、私です",
    no: "いいえ、違います",
  },
};
