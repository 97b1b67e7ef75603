import type { payee as english } from "../en/notify-payee.js";
import type { Texts } from "../texts.js";

export const payee: Texts<typeof english> = {
  changed: "お店の売上の入金先が{{to}}に変わりました。これまでの入金先：{{from}}。",
  changedCode: "「{{code}}」の売上の入金先が{{to}}に変わりました。これまでの入金先：{{from}}。",
  notMe: "お心当たりがない場合は、すぐに元に戻してください。",
  formerly: "{{shop}}の売上は、今後{{from}}ではなく{{to}}に入金されます。",
  formerlyCode: "{{shop}}の「{{code}}」の売上は、今後{{from}}ではなく{{to}}に入金されます。",
  button: "売上の入金先",
  stuckTitle: "入金できません：{{amount}}",
  stuck:
    "「{{code}}」の{{amount}}を{{to}}に送れません。ネットワークに拒否されました。お金はこちらで安全に保管しています。多くの場合、受取側でMixinの新しいウォレットがまだ作成されていません。受取側でMixinを開いてアップデートし、ウォレットを作成する必要があります。または、別の入金先を選んでください。",
  stuckRefund:
    "「{{code}}」の返金{{amount}}を{{to}}に送れません。ネットワークに拒否されました。お金はこちらで安全に保管しています。Mixinを開いてアップデートし、ウォレットを作成するよう、お相手に伝えてください。",
};
