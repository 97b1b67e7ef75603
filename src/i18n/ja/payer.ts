import type { payer as english } from "../en/payer.js";
import type { Texts } from "../texts.js";

export const payer: Texts<typeof english> = {
  list: {
    head: "お支払いの履歴",
    none: "まだ、ここからお店に支払ったことはありません。",
    row: "{{number}}. {{shop}}：{{title}}\n{{amounts}} · {{date}} · {{state}}",
    hint: "お支払いをタップすると、レシートの再表示、店への連絡、店のミュートができます。",
    pick: "{{number}}. {{title}}",
  },
  state: {
    paid: "支払い済み",
    returned: "返却されました",
    refunded: "{{amount}}返金済み",
    refunding: "{{amount}}返金中",
  },
  show: {
    head: "{{shop}}：{{title}}\n{{amounts}}、{{date}}",
    muted: "この店はミュート中です。",
    unknown: "そのお支払いは見つかりません。「{{list}}」で、これまでのお支払いを確認できます。",
    page: "お支払いのページ",
    receipt: "レシートをもう一度お送りします：",
  },
  write: {
    shop: "店に連絡する",
    payer: "支払った人に連絡する",
    which: "どのお支払いについてですか？一覧からタップして、「{{contact}}」を選んでください。",
    toShop:
      "「{{title}}」（{{amounts}}、{{date}}）についてのメッセージを{{shop}}に届けます。お互いのチャットは見えません。内容を書いてください（{{max}}文字まで）。",
    toPayer:
      "「{{title}}」（{{amounts}}、{{date}}）についてのメッセージを、店の名前で{{payer}}さんに届けます。内容を書いてください（{{max}}文字まで）。",
    before: "これまでのやり取り：",
    you: "あなた：{{text}}",
    theShop: "店：{{text}}",
    thePayer: "支払った人：{{text}}",
    empty: "読める内容がありません。少し書いてください。",
    long: "{{count}}文字あります。{{max}}文字までにしてください。",
    sent: "送信しました。返事が来たらお届けします。",
    unknown: "連絡できるそのようなお支払いは見つかりません。",
    old: "このお支払いから{{days}}日以上たっているため、ここでは連絡できません。",
    muted: "支払った人は、この店からのメッセージを希望していません。返金とレシートは届きます。",
    waiting: "すでに{{count}}件のメッセージが返事待ちです。返事をお待ちください。",
    tooMany: "このお支払いについて、1時間に{{count}}件のメッセージがありました。時間をおいてください。",
    other: "別のお支払いについてこの店に質問し、返事を待っているところです。返事を待つか、そちらで続けてください。",
  },
  card: {
    title: "お支払いについてのメッセージ",
    fromPayer: "{{payer}}さんから「{{title}}」（{{price}}、{{date}}）について：",
    fromShop: "{{shop}}から、あなたのお支払い「{{title}}」（{{price}}、{{date}}）について：",
    quoted: "「{{text}}」",
    safe: "これは相手が書いたもので、私の言葉ではありません。PINも、返金のための入金も、誰にも必要ありません。",
    reply: "返信",
  },
  messages: {
    head: "お支払いについてのメッセージ",
    none: "まだ、店へのメッセージはありません。",
    row: "{{number}}. {{payer}}さん、「{{title}}」、{{price}}\n{{date}} · {{last}}",
    waits: "返事待ち",
    hint: "タップすると、続きを読んで返信できます。",
  },
  mute: {
    which: "どの店をミュートしますか？タップするか、/coffee のようなアドレスを送ってください。",
    whichBack: "どの店のミュートを解除しますか？",
    noneMuted: "ミュート中の店はありません。",
    unknown: "「{{text}}」という店はありません。/coffee のようなアドレスを送ってください。",
    own: "それは自分の店です。お知らせの内容は「{{notices}}」で変えられます。",
    done: "{{shop}}をミュートしました。請求書、催促、メッセージは届きません。ご自身のお金のこと（レシート、一部支払い、返金、質問への返事）は届きます。",
    undone: "{{shop}}からのお知らせを再開しました。",
    button: "この店をミュート",
    undo: "この店のミュートを解除",
    notSent:
      "「{{title}}」は{{name}}さんのチャットに届けられませんでした。請求書は有効ですので、リンクを送ってください。",
  },
};
