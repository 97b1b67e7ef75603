import { randomUUID } from "node:crypto";
import { MixinApi, uniqueConversationID } from "@mixin.dev/mixin-node-sdk";
import { type Sandbox, type SandboxUser, startSandbox } from "../../src/sandbox/server.js";
import { SandboxControl } from "./sandbox.js";

/** A sandbox with its people, and the bot as a program that speaks through the unmodified SDK. */
export interface Town {
  sandbox: Sandbox;
  control: SandboxControl;
  url: string;
  thorb: SandboxUser;
  ada: SandboxUser;
  /** Somebody new with an empty wallet. */
  cleo: SandboxUser;
  bot: SandboxUser;
  /** Sends a message of the bot; structured content becomes JSON. Returns the message id. */
  botSays(to: SandboxUser, category: string, content: unknown): Promise<string>;
  /** Sends a picture of the bot, uploaded as an attachment. */
  botShows(to: SandboxUser, png: Buffer, side: number, caption: string): Promise<void>;
  /** Sends a file of the bot, uploaded as an attachment. */
  botSends(to: SandboxUser, name: string, mimeType: string, content: string): Promise<void>;
  payLink(query: Record<string, string>): string;
  close(): Promise<void>;
}

/** Starts a sandbox on a free port with fixed prices and quick finality; `dir` makes it remember. */
export async function openTown(dir?: string): Promise<Town> {
  const sandbox = await startSandbox({ dir, priceWalk: false, finalityMs: 50 });
  const { url } = sandbox;
  const control = new SandboxControl(url);
  const named = (name: string): SandboxUser => {
    const user = sandbox.users().find((someone) => someone.full_name === name);
    if (!user) throw new Error(`nobody in the sandbox is called ${name}`);
    return user;
  };
  const bot = named("Mixtill");
  const client = MixinApi({ keystore: bot.keystore, requestConfig: { baseURL: url, proxy: false } });
  const botSays: Town["botSays"] = async (to, category, content) => {
    await client.conversation.createContact(to.user_id);
    const data = typeof content === "string" ? content : JSON.stringify(content);
    const message_id = randomUUID();
    const message = {
      conversation_id: uniqueConversationID(bot.user_id, to.user_id),
      recipient_id: to.user_id,
      message_id,
      category,
      data_base64: Buffer.from(data).toString("base64url"),
    };
    await client.request({ method: "POST", url: "/messages", data: [message] });
    return message_id;
  };
  const upload = async (bytes: Buffer): Promise<string> => {
    const { attachment_id, upload_url } = await client.attachment.create();
    const headers = { "content-type": "application/octet-stream", "x-amz-acl": "public-read" };
    await fetch(upload_url, { method: "PUT", body: new Uint8Array(bytes), headers });
    return attachment_id;
  };
  return {
    sandbox,
    control,
    url,
    bot,
    thorb: named("Thorb"),
    ada: named("Ada"),
    cleo: await control.addUser("Cleo"),
    botSays,
    async botSends(to, name, mime_type, content) {
      const bytes = Buffer.from(content);
      await botSays(to, "PLAIN_DATA", { attachment_id: await upload(bytes), mime_type, size: bytes.length, name });
    },
    async botShows(to, png, side, caption) {
      const attachment_id = await upload(png);
      const size = { width: side, height: side, size: png.length };
      await botSays(to, "PLAIN_IMAGE", { attachment_id, mime_type: "image/png", ...size, thumbnail: "", caption });
    },
    payLink: (query) => `${url}/pay/${bot.user_id}?${new URLSearchParams(query).toString()}`,
    close: () => sandbox.close(),
  };
}
