import type { Texts } from "../texts.js";
import type { payee as english } from "../en/payee.js";

export const payee: Texts<typeof english> = {
  me: "自分",
  bot: "Mixinのボット",
  group: "グループ",
  asShop: "お店と同じ",
  oneCode: "1つの受取コードだけ",
  shop: "お店",
  code: "「{{title}}」",
  you: "ご自身",
  groupOf_one: "{{total}}人のうち{{count}}人の承認が必要なグループ（{{address}}）",
  groupOf_other: "{{total}}人のうち{{count}}人の承認が必要なグループ（{{address}}）",
  settings: "売上の入金先：{{who}}",
  ask: "{{what}}の売上をどこに入金しますか？現在の入金先：{{who}}。タップで選ぶか、Mixin IDまたはMIX…アドレスを送ってください。",
  askBot: "どのボットですか？7000で始まるMixin IDを送ってください。",
  askGroup:
    "グループのメンバーはどなたですか？MIX…アドレスか、全メンバーのMixin ID（2〜64人）をスペースで区切って送ってください。",
  askThreshold: "お金を使うには、{{count}}人のメンバーのうち何人の承認が必要ですか？",
  thresholdAgain: "1から{{max}}までの数字を送ってください。",
  again: "ボタンのいずれかをタップするか、Mixin IDまたはMIX…アドレスを送ってください。",
  absent: "ID {{id}} はMixinで見つかりません。ご確認のうえ、もう一度送ってください。",
  notAnId: "Mixin IDではないようです。7000103970 のように数字だけを送ってください。",
  person:
    "{{name}}さんは個人です。入金先にできるのは、ご自身、Mixinのボット、グループのいずれかです。{{name}}さんを含むグループにする場合は、全メンバーのMixin IDを送ってください。",
  self: "それはこのレジです。お金はお渡しするだけで、お預かりし続けることはできません。別の入金先を選んでください。",
  notOnSafe:
    "{{name}}はまだお金を受け取れません。Mixin Messengerを開いてアップデートし、PINを作成してもらってから、もう一度送ってください。",
  youAreNotOnSafe:
    "まだお金を受け取れません。Mixin Messengerのウォレットを開き、求められたらアプリをアップデートしてPINを作成してください。その後、もう一度タップしてください。こちらからPINをお尋ねすることは決してありません。",
  botNotOnSafe:
    "ボット{{name}}はまだお金を受け取れません。開発者がMixinのダッシュボードでSafeに登録する必要があります。その後、もう一度送ってください。",
  unreachable: "現在、Mixinから応答がありません。1分ほど待ってから、もう一度送ってください。",
  badAddress: "MIXアドレスに誤りがあるか、一部が欠けています。もう一度コピーしてください。",
  networkMembers:
    "そのアドレスはMixinのユーザーではなくネットワークの鍵を指しているため、どなたにも通知や確認ができません。Mixinユーザーのアドレスをお使いください。",
  repeated: "同じメンバーが複数回含まれています。一人につき一回だけ送ってください。",
  tooFew: "グループには2人以上のメンバーが必要です。全員のMixin IDを送ってください。",
  tooMany: "グループは64人までですが、{{count}}人含まれています。人数を減らしてください。",
  unknownMember: "グループのメンバーの一人（{{id}}）がMixinで見つかりません。アドレスをご確認ください。",
  check: "{{what}}の今後の入金先をご確認ください。",
  agreement_one: "お金を使うには、{{total}}人のうち{{count}}人の承認が必要です。",
  agreement_other: "お金を使うには、{{total}}人のうち{{count}}人の承認が必要です。",
  follow_one: "{{count}}件の受取コードも変わります：{{codes}}。",
  follow_other: "{{count}}件の受取コードも変わります：{{codes}}。",
  keepTheir_one: "{{count}}件の受取コードは、個別の入金先のままです：{{codes}}。",
  keepTheir_other: "{{count}}件の受取コードは、個別の入金先のままです：{{codes}}。",
  stuck_one: "これまで入金できなかった{{count}}件のお支払いも、そちらに入金されます。",
  stuck_other: "これまで入金できなかった{{count}}件のお支払いも、そちらに入金されます。",
  notice: "すでに受け付けた注文の分は、これまでの入金先に入金されます。変更は、これまでの入金先にも通知されます。",
  change: "入金先を変更",
  keep: "このままにする",
  confirmAgain: "「{{change}}」か「{{keep}}」をタップしてください。",
  changed: "変更しました。{{what}}の売上は、これから{{who}}に入金されます。",
  kept: "何も変更していません。{{what}}の売上の入金先：{{who}}。",
  already: "{{what}}の売上の入金先は、すでに{{who}}です。",
};
