import type { mail as en } from "../en/mail.js";
import type { Texts } from "../texts.js";

export const mail: Texts<typeof en> = {
  from: "Mixtill",
  claim: {
    subject: "{{sender}} さんから {{amount}} が届いています",
    intro:
      "{{sender}} さんが、Mixin Messenger の決済ボット Mixtill であなたに {{amount}} を送りました。お金はお預かりしており、受け取りをお待ちしています。",
  },
  reminder: {
    subject: "{{sender}} さんからの {{amount}} をまだ受け取っていません",
    intro:
      "{{sender}} さんが、Mixin Messenger の決済ボット Mixtill であなたに {{amount}} を送りました。まだ受け取られていません。",
  },
  note: "メッセージ：「{{note}}」",
  take: "受け取りはこちら：",
  button: "受け取る",
  ways: "受け取る通貨と、Mixin アカウントで受け取るか別のウォレットのアドレスで受け取るかをページで選べます。",
  until: "{{date}} まで受け取れます。その後は送り主に戻ります。",
  keep: "このリンクを持つ人は誰でもお金を受け取れます。ほかの人に渡さないでください。",
  safe: "受け取りに前払いは必要ありません。パスワード、PIN、リカバリーフレーズをお尋ねすることもありません。",
  plain: "リンク（テキスト）：",
  why: "{{sender}} さんが受取人としてあなたのアドレスを指定したため、このメールをお送りしています。心当たりがなければ何もする必要はありません。お金は自動的に戻ります。",
  forward: {
    text: "Mixin Messenger の決済ボット Mixtill で {{amount}} を送ります。",
    note: "「{{note}}」",
    take: "{{date}} までにこちらで受け取ってください：",
  },
  tell: {
    delayed:
      "{{address}} 宛てのメール（{{amount}}）はまだ送信できていません。メールサーバーが受け付けていないためです。1 日のあいだ再送を試み、結果をお知らせします。",
    sent: "{{address}} 宛てのメール（{{amount}}）を送信しました。",
    refused:
      "{{address}} 宛てのメール（{{amount}}）は届けられませんでした。お金は受取人を待っています。次のメッセージをご自身で転送するか、送金を取り消してください。",
    none: "ここではメールが設定されていないため、{{address}} には送信していません。次のメッセージをご自身で転送してください。受取人はそれで {{amount}} を受け取れます。",
    many: "本日はすでに多くのメールをお送りしたため、{{address}} には送信していません。次のメッセージをご自身で転送してください。受取人はそれで {{amount}} を受け取れます。",
  },
};
