import type { callbacks as english } from "../en/callbacks.js";
import type { Texts } from "../texts.js";

export const callbacks: Texts<typeof english> = {
  dead: {
    told: "“{{host}}”不接收我的消息。从 {{since}} 起我一直在试着通知它“{{event}}”（{{what}}），现在已放弃。\n最后一次尝试：{{problem}}\n消息已保留。等您的服务器恢复后，可以再发一次。",
    again: "再发一次",
    log: "所有有问题的",
  },
};
