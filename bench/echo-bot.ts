// A bare bot that says back what it hears, on the SDK's own socket functions; runs in a process of its own.
// It answers by frames on its socket, the SDK's fastest way: by POST /messages, one signed request for each message,
// it answers a third as many a second, and loses track in a storm when requests begin to time out.
// usage: echo-bot <sandbox url>
import { randomUUID } from "node:crypto";
import { sendRaw, websocket } from "@mixin.dev/mixin-node-sdk/blaze";
import { SandboxControl } from "../test/support/sandbox.js";
import { replyId } from "../test/support/shop.js";

const url = process.argv[2];
if (!url) throw new Error("usage: echo-bot <sandbox url>");
const { keystore } = await new SandboxControl(url).bot();
let answered = 0;

const socket = websocket(
  keystore,
  url.replace(/^http/, "ws"),
  {
    async onMessage(view) {
      // The answers to our own frames come here, too; they have no category.
      if ((view.category as string) !== "PLAIN_TEXT") return;
      const reply = {
        conversation_id: view.conversation_id,
        recipient_id: view.user_id,
        message_id: replyId(view.message_id),
        category: "PLAIN_TEXT",
        data_base64: view.data_base64,
      };
      await sendRaw(socket, { id: randomUUID(), action: "CREATE_MESSAGE", params: reply });
      answered += 1;
    },
    onAckReceipt: () => undefined,
  },
  { parse: false, syncAck: true },
);
socket.once("open", () => {
  void sendRaw(socket, { id: randomUUID(), action: "LIST_PENDING_MESSAGES" });
  process.send?.("ready");
});
process.on("message", () => process.send?.(answered));
process.on("disconnect", () => process.exit(0));
