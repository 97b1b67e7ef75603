import type { staff as english } from "../en/staff.js";
import type { Texts } from "../texts.js";

export const staff: Texts<typeof english> = {
  role: { owner: "オーナー", manager: "店長", cashier: "レジ係" },
  denied: {
    owner: "これは{{shop}}のオーナーだけができます。",
    managers: "これは{{shop}}のオーナーと店長だけができます。",
    someShop: "この店",
  },
  noLonger: "この操作を始めたときの店では、もう働いていません。ここで終了します。何も変更していません。",
  otherShop: "これは別の店のために始めた操作で、今は{{shop}}を担当しています。ここで終了します。何も変更していません。",
  acting: "今は{{shop}}を担当しています（{{role}}）。",
  help: {
    cashier:
      "あなたは{{shop}}のレジ係です。\n\n• 「2500円 コーヒー」や「{{newInvoice}}」で請求できます。支払われるとお知らせします。\n• 「{{invoices}}」で自分が作った請求書を見られます。\n• 「{{refund}}」で、自分の請求書で受け取った分を、オーナーが決めた上限まで返金できます。\n\nお金はすべて店に入ります。PIN、パスワード、鍵をお尋ねすることは決してありません。尋ねてくる相手は私ではありません。",
    manager:
      "あなたは{{shop}}の店長です。\n\n• 「{{newInvoice}}」と「{{newCode}}」で受け取り、「{{codes}}」と「{{invoices}}」で店のすべてを見られます。\n• 「{{statistics}}」で集計、「{{refund}}」で返金、「{{activity}}」で誰が何をしたかを確認できます。\n\nお金の行き先を決められるのはオーナーだけです。PIN、パスワード、鍵をお尋ねすることは決してありません。尋ねてくる相手は私ではありません。",
  },
  list: {
    none: "スタッフはまだいません。Mixin IDで招待できます。レジ係は会計を、店長は受取コードと返金も担当します。お金の行き先を決められるのは、これからもオーナーだけです。",
    head: "スタッフ：",
    row: "{{number}}. {{name}}：{{role}}、{{state}}",
    active: "在籍中",
    invited: "招待済み・返事待ち",
    limit: "1件の支払いにつき{{amount}}まで返金可",
  },
  who: {
    whom: "誰を招待しますか？プロフィールにある番号、Mixin IDを送ってください（例：@12345）。",
    noId: "Mixin IDは4〜12桁の数字です（例：@12345）。もう一度送ってください。",
    nobody: "Mixin ID {{id}} の人は見つかりません。番号をご確認ください。",
    limited: "Mixinの制限により、数時間は人を検索できません。後でもう一度お試しください。",
    unreachable: "今はMixinから応答がありません。少ししてからもう一度Mixin IDを送ってください。",
    yourself: "それはご自身のMixin IDです。ほかの人のものを送ってください。",
    bot: "{{id}} はボットです。人のMixin IDを送ってください。",
  },
  invite: {
    role: "{{name}}さんの役割は？\nレジ係：請求書を作り、自分が作った請求書を確認し、決められた上限まで返金できます。\n店長：さらに、受取コード、すべての請求書、統計、すべての返金を扱えます。",
    cashier: "レジ係",
    manager: "店長",
    again: "「{{cashier}}」か「{{manager}}」をタップしてください。",
    sure: "{{name}}さんを{{role}}として店に招待しますか？本人が私とのチャットで承諾するまで、何もできません。",
    yes: "招待する",
    sent: "{{name}}さんを招待し、本人のチャットにお知らせしました。返事があればお伝えします。",
    already: "{{name}}さんはすでに店で働いています。",
    full: "店に登録できる人数の上限（{{most}}人）に達しています。先に誰かを外してください。",
    waits: "{{name}}さんには招待が届いていて、まだ返事がありません。再送できるのは早くて1日後です。",
    asked:
      "この1日のうちに{{name}}さんにはすでにお尋ねしました。同じ方にお尋ねするのは1日1回までです。明日もう一度お試しください。",
    many: "1日に招待できるのは{{most}}人までで、上限に達しました。ほかの方は明日招待してください。",
  },
  member: {
    what: "{{who}}\n何を変えますか？",
    makeManager: "店長にする",
    makeCashier: "レジ係にする",
    limit: "返金の上限",
    remove: "店から外す",
    nothing: "このままにする",
    again: "ボタンのどれかをタップしてください。",
    unchanged: "何も変更していません。",
    gone: "この人はもう店に属していません。",
    unknown: "店にそのような人はいません。ボタンをタップするか、番号かMixin IDを送ってください。",
    removeSure: "{{name}}さんを外しますか？以後、この店では何もできなくなります。",
    removeYes: "はい、外します",
    removeNo: "残す",
    removed: "{{name}}さんはもう店で働いていません。",
    roleSet: "{{name}}さんの役割は今から{{role}}です。",
    limitAsk:
      "{{name}}さんは1件の支払いにつき合計いくらまで返金できますか（{{unit}}）？数字か「{{none}}」を送ってください。",
    limitNone: "返金なし",
    limitAgain: "「20」のような数字か「{{none}}」を送ってください。",
    limitSet: "{{name}}さんは、自分が受け取った支払い1件につき{{amount}}まで返金できます。",
    limitOff: "{{name}}さんは返金できません。",
    limitsForgotten:
      "レジ係の返金の上限は{{unit}}で決められていたため、無効になりました。「{{staff}}」で決め直してください。",
  },
  invitation: {
    none: "返事を待っている招待はありません。",
    which: "どの招待ですか？",
    text: "{{inviter}}さんから、{{shop}}のスタッフ（{{role}}）に招待されています。受け取ったお金は店に入り、ご自身には入りません。参加しますか？",
    join: "店に参加する",
    decline: "辞退する",
    again: "「{{join}}」か「{{decline}}」をタップしてください。",
    joined: "{{shop}}へようこそ。今からこの店を担当します（{{role}}）。",
    joinedToo: "{{shop}}へようこそ（{{role}}）。今は自分の店を担当しています。「{{change}}」で切り替えられます。",
    declined: "辞退しました。{{shop}}に伝えます。",
    gone: "この招待は取り消されたか、返事済みです。",
  },
  shop: {
    which: "どの店を担当しますか？",
    own: "自分の店",
    only: "自分の店を担当しています。ほかの店では働いていません。",
    now: "今から{{shop}}を担当します（{{role}}）。",
    ownNow: "今から自分の店を担当します。",
    ownFirst: "今から自分として操作します。最初のコードか請求書で自分の店が開きます。",
    leave: "{{shop}}を辞める",
    leaveSure: "{{shop}}を辞めますか？戻るには新しい招待が必要です。",
    leaveYes: "はい、辞めます",
    leaveNo: "続ける",
    left: "{{shop}}ではもう働いていません。",
  },
  activity: {
    head: "誰が何をしたか",
    none: "まだ記録はありません。",
    row: "{{when}} · {{who}}：{{what}}",
    byKey: "{{who}}（APIキー「{{key}}」）",
    noRefunds: "返金なし",
    deeds: {
      code: {
        made: "コード「{{subject}}」を作成",
        renamed: "「{{from}}」を「{{subject}}」に改名",
        paused: "「{{subject}}」を一時停止",
        resumed: "「{{subject}}」を再開",
        deleted: "「{{subject}}」を削除",
      },
      invoice: {
        made: "請求書「{{subject}}」を作成、{{amount}}",
        sent: "請求書「{{subject}}」を{{to}}に送信",
        cancelled: "請求書「{{subject}}」を取り消し",
      },
      refund: {
        begun: "「{{subject}}」の{{amount}}を返金",
        cancelled: "「{{subject}}」の返金{{amount}}を取り消し",
      },
      late: {
        accepted: "「{{subject}}」の期限後の入金{{amount}}を承認",
        refunded: "「{{subject}}」の期限後の入金{{amount}}を返送",
      },
      payee: {
        changed: "入金先を変更（{{subject}}）：{{from}}から{{to}}へ",
      },
      settlement: {
        changed: "受け取る通貨を変更：{{to}}",
      },
      rules: {
        changed: "ルールを変更：{{to}}",
      },
      currency: {
        changed: "通貨を変更：{{to}}",
      },
      handle: {
        changed: "お店のアドレスを /{{from}} から /{{to}} に変更",
      },
      staff: {
        invited: "{{subject}}を招待（{{role}}）",
        joined: "店に参加（{{role}}）",
        declined: "招待を辞退",
        left: "店を辞めた",
        removed: "{{subject}}を外した",
        role: "{{subject}}の役割を変更：{{role}}",
        limit: "{{subject}}の返金の上限を設定：{{amount}}",
      },
      group: {
        linked: "グループを連携",
        unlinked: "グループの連携を解除",
      },
      digest: {
        changed: "まとめの設定を変更",
      },
      notices: {
        changed: "お知らせの設定を変更",
      },
      goal: {
        changed: "目標を変更",
      },
      key: {
        made: "APIキー「{{subject}}」を作成",
        revoked: "APIキー「{{subject}}」を失効",
      },
      webhook: {
        added: "Webhook {{subject}} を追加",
        removed: "Webhook {{subject}} を削除",
      },
      delivery: {
        resent: "{{subject}} への通知を再送",
      },
      till: {
        opened: "端末でレジを開始：{{subject}}",
        closed: "端末をレジからサインアウト：{{subject}}",
      },
    },
  },
  group: {
    hello:
      "こんにちは。チャットの中のレジ、{{bot}}です。店のオーナーはこのグループを店と連携できます。連携すると、お支払いをここでお知らせし、スタッフはここから請求できます。@で呼びかけられたときだけお答えします。",
    link: "店と連携",
    linked:
      "このグループを{{shop}}と連携しました。お支払いはここでお知らせします。スタッフは「@{{number}} 2500円 コーヒー」のように呼びかけて請求できます。「@{{number}} {{unlink}}」で解除します。",
    already: "このグループはすでに{{shop}}と連携しています。",
    taken: "このグループは別の店と連携しています。先にその店のオーナーが解除してください。",
    noShop: "まだ店がありません。私との個別チャットで最初のコードを作ってから、もう一度どうぞ。",
    howTo: "店のMixinグループに私を追加し、そこで「@{{number}} {{link}}」と書いてください。",
    unlinked: "このグループと{{shop}}の連携を解除しました。ここではもうお知らせしません。",
    unlinkedAll: "{{shop}}と連携するグループはもうありません。入金はどのグループにもお知らせしません。",
    notLinked: "このグループはどの店とも連携していません。",
    made: "請求書「{{title}}」です。ここにいる誰でも、1回だけ支払えます。",
  },
  refund: {
    notYours: "レジ係が返金できるのは、自分の請求書で受け取った分だけです。オーナーか店長に頼んでください。",
    noLimit: "返金できる額をオーナーがまだ決めていません。オーナーか店長に頼んでください。",
    overLimit: "1件の支払いにつき合計{{limit}}まで返金できます。それ以上はオーナーか店長に頼んでください。",
  },
  notify: {
    invited:
      "{{inviter}}さんから、{{shop}}のスタッフ（{{role}}）に招待されています。お返事いただくまで、何も変わりません。",
    answer: "招待に返事する",
    joined: "{{name}}さんが承諾しました。今から{{shop}}の{{role}}です。",
    declined: "{{name}}さんは{{shop}}への招待を辞退しました。",
    left: "{{name}}さんが{{shop}}を辞めました。",
    removed: "{{shop}}ではもう働いていません。",
    paidTitle: "入金：{{amount}}",
    paid: "{{payer}}さんが「{{title}}」を支払いました：{{amounts}}。",
    yours: "{{payer}}さんが、{{shop}}のためにあなたが作った請求書「{{title}}」を支払いました：{{amounts}}。",
    refund: "返金",
  },
};
