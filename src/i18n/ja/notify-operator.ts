import type { operator as english } from "../en/notify-operator.js";
import type { Texts } from "../texts.js";

export const operator: Texts<typeof english> = {
  ledger: {
    title: "帳簿とウォレットの不一致",
    text: "帳簿とウォレットの残高が一致しません。出金を停止しました（入金の受付は続きます）。両者を照合し、原因がわかってから出金を再開してください。",
  },
  stuck: {
    title: "送金が拒否されました",
    text: "ネットワークが送金を完全に拒否しています。お金は安全です。原因を確認し、別の方法で送ってください。",
  },
  hangs: {
    title: "出金が滞っています",
    text: "通常より長く待っている出金があります。ネットワークが受け付けしだい、自動で送られます。",
  },
  float_low: {
    title: "準備金が残りわずかです",
    text: "まもなくお支払いを交換できなくなります。メモ FLOAT を付けて、レジに送金してください。",
  },
  prices_stale: {
    title: "レートが古くなっています",
    text: "しばらく新しいレートを取得できていません。取得できるまで、レートが必要なお支払いは受け付けません。",
  },
  blaze_down: {
    title: "Mixinのチャットに接続できません",
    text: "現在、ボットはメッセージを受信できません。入金の確認と出金は続いています。接続は繰り返し試みています。",
  },
  approval: {
    title: "承認待ちの出金があります",
    text: "承認すると送られます。",
  },
  held: {
    title: "保留中の資金があります",
    text: "自動では返金できないお金が届きました。どう扱うか決めてください。",
  },
  swap_late: {
    title: "交換が遅れています",
    text: "外部での交換が時間内に完了していません。レジは引き続き待ち、完了しだい加盟店に支払います。",
  },
  resumed: {
    title: "出金を再開しました",
    text: "出金は再開されています。",
  },
  amount: "金額：{{amount}}",
  reason: "理由：{{reason}}",
  since: "{{date}}から",
  excess: {
    above_transfer_limit: "1件あたりの上限を超えています",
    above_day_limit: "1日の合計が上限を超えます",
    worth_unknown: "レートがなく、上限と比較できません",
  },
  heldReason: {
    no_single_sender: "送金元が一人に定まりません",
    refund_came_back: "こちらの返金が戻ってきたか、交換先から用途の記載なしに届きました",
    unknown: "どのお支払いか記載がありません",
    partial: "代金の一部です",
    late: "期限後に届きました",
  },
  button: {
    stuck: "滞留中の送金",
    float: "準備金",
    held: "保留中の資金",
    approve: "承認",
    reconcile: "今すぐ照合",
    resume: "出金を再開",
    operator: "概要",
  },
};
