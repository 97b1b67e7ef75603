import { randomUUID } from "node:crypto";
import { MixinApi, type KeystoreClientReturnType } from "@mixin.dev/mixin-node-sdk";
import { createMixin, type Mixin, type MixinOptions } from "../../src/mixin/client.js";
import { contactConversationId } from "../../src/mixin/messages.js";
import { startSandbox, type Sandbox, type SandboxOptions, type SandboxUser } from "../../src/sandbox/server.js";

export interface Person extends SandboxUser {
  /** Mixin's own SDK, acting as this person. */
  sdk: KeystoreClientReturnType;
  /** Writes to the bot; returns the message id. */
  writes(words: string, messageId?: string): Promise<string>;
}

export interface Stage {
  sandbox: Sandbox;
  bot: SandboxUser;
  ada: Person;
  ben: Person;
  thorb: Person;
  /** Our client, as the bot; closed with the stage. */
  client(options?: Partial<MixinOptions>): Mixin;
  faults(...rules: object[]): Promise<void>;
  /** How often each rule fired, in the order they were set. */
  fired(): Promise<number[]>;
  close(): Promise<void>;
}

/** The sandbox and the people on it, for tests of the Mixin client. */
export async function openStage(options: SandboxOptions = {}): Promise<Stage> {
  const sandbox = await startSandbox({ priceWalk: false, ...options });
  const clients: Mixin[] = [];
  const named = (name: string): SandboxUser => {
    const found = sandbox.users().find((user) => user.full_name === name);
    if (!found) throw new Error(`nobody is called ${name}`);
    return found;
  };
  const bot = named("Mixtill");
  const person = (name: string): Person => {
    const user = named(name);
    const sdk = MixinApi({ keystore: user.keystore, requestConfig: { baseURL: sandbox.url } });
    return {
      ...user,
      sdk,
      async writes(words, messageId = randomUUID()) {
        await sdk.message.sendOne({
          conversation_id: contactConversationId(user.user_id, bot.user_id),
          recipient_id: bot.user_id,
          message_id: messageId,
          category: "PLAIN_TEXT",
          data_base64: Buffer.from(words).toString("base64url"),
        });
        return messageId;
      },
    };
  };

  return {
    sandbox,
    bot,
    ada: person("Ada"),
    ben: person("Ben"),
    thorb: person("Thorb"),
    client(settings = {}) {
      const mixin = createMixin({
        keystore: bot.keystore,
        apiUrl: sandbox.url,
        blazeUrl: sandbox.url.replace("http", "ws"),
        log: () => undefined,
        ...settings,
      });
      clients.push(mixin);
      return mixin;
    },
    async faults(...rules) {
      const response = await fetch(`${sandbox.url}/sandbox/faults`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ seed: 1, rules }),
      });
      if (!response.ok) throw new Error(`the faults were not taken: ${await response.text()}`);
    },
    async fired() {
      const { rules } = (await (await fetch(`${sandbox.url}/sandbox/faults`)).json()) as { rules: { fired: number }[] };
      return rules.map(({ fired }) => fired);
    },
    async close() {
      for (const mixin of clients) await mixin.close();
      await sandbox.close();
    },
  };
}
