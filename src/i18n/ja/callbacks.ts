import type { callbacks as english } from "../en/callbacks.js";
import type { Texts } from "../texts.js";

export const callbacks: Texts<typeof english> = {
  dead: {
    told: "「{{host}}」が通知を受け取りません。{{since}}から「{{event}}」（{{what}}）を送り続けましたが、あきらめました。\n最後の試行：{{problem}}\n通知は保存してあります。サーバーが直ったら、もう一度送れます。",
    again: "もう一度送る",
    log: "問題のあるもの",
  },
};
