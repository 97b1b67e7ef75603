import { randomUUID } from "node:crypto";
import { MixinApi, type KeystoreClientReturnType } from "@mixin.dev/mixin-node-sdk";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { conversationId } from "../../src/sandbox/bytes.js";
import { startSandbox, type Sandbox, type SandboxUser } from "../../src/sandbox/server.js";

let sandbox: Sandbox;
let ada: SandboxUser;
let ben: SandboxUser;
let thorb: SandboxUser;
let group: string;

function person(name: string): SandboxUser {
  const found = sandbox.users().find((user) => user.full_name === name);
  if (found === undefined) throw new Error(`nobody is called ${name}`);
  return found;
}

const client = (user: SandboxUser): KeystoreClientReturnType =>
  MixinApi({ keystore: user.keystore, requestConfig: { baseURL: sandbox.url } });

/** What the system told about the group, and whom. */
const told = () =>
  [...sandbox.world.store.messages.values()]
    .filter((message) => message.category === "SYSTEM_CONVERSATION")
    .map(({ data, receivers }) => ({
      ...(JSON.parse(Buffer.from(data, "base64").toString()) as Record<string, string>),
      receivers: [...receivers].sort(),
    }));

const ids = (...users: SandboxUser[]) => users.map((user) => user.user_id).sort();

beforeEach(async () => {
  sandbox = await startSandbox({ priceWalk: false });
  [ada, ben, thorb] = [person("Ada"), person("Ben"), person("Thorb")];
  group = randomUUID();
  await client(ada).conversation.createGroup(group, "Lunch", [{ user_id: ben.user_id }] as never);
});

afterEach(() => sandbox.close());

describe("a group, with the unmodified SDK", () => {
  it("tells its members who made it, came, went and left", async () => {
    await client(ada).conversation.addParticipants(group, [thorb.user_id]);
    await client(ada).conversation.addParticipants(group, [thorb.user_id]);
    await client(ada).conversation.removeParticipants(group, [ben.user_id]);
    const left = await client(thorb).conversation.exitGroup(group);
    expect(left).toMatchObject({ participants: [{ user_id: ada.user_id, role: "OWNER" }] });
    expect(told()).toEqual([
      { action: "CREATE", participant_id: "", user_id: ada.user_id, role: "", receivers: ids(ada, ben) },
      { action: "ADD", participant_id: thorb.user_id, user_id: ada.user_id, role: "", receivers: ids(ada, ben, thorb) },
      {
        action: "REMOVE",
        participant_id: ben.user_id,
        user_id: ada.user_id,
        role: "",
        receivers: ids(ada, ben, thorb),
      },
      { action: "EXIT", participant_id: thorb.user_id, user_id: thorb.user_id, role: "", receivers: ids(ada, thorb) },
    ]);
  });

  it("carries messages to its members, and to nobody who was removed", async () => {
    await client(ada).conversation.addParticipants(group, [thorb.user_id]);
    const say = (from: SandboxUser, id: string) =>
      client(from).message.sendOne({
        conversation_id: group,
        message_id: id,
        category: "PLAIN_TEXT",
        data_base64: Buffer.from("hungry?").toString("base64url"),
      } as never);
    const [before, after] = [randomUUID(), randomUUID()];
    await say(ben, before);
    await client(ada).conversation.removeParticipants(group, [ben.user_id]);
    await say(ada, after);
    const receivers = (id: string) => [...(sandbox.world.messages.get(id)?.receivers ?? [])].sort();
    expect(receivers(before)).toEqual(ids(ada, thorb));
    expect(receivers(after)).toEqual(ids(thorb));
    await expect(say(ben, randomUUID())).rejects.toMatchObject({ code: 403 });
  });

  it("is changed by its owner and admins only", async () => {
    await client(ada).conversation.addParticipants(group, [thorb.user_id]);
    const bot = person("Mixtill").user_id;
    await expect(client(ben).conversation.addParticipants(group, [bot])).rejects.toMatchObject({ code: 403 });
    await client(ada).conversation.setAdmin(group, [ben.user_id]);
    await client(ben).conversation.addParticipants(group, [bot]);
    await expect(client(ben).conversation.setAdmin(group, [bot])).rejects.toMatchObject({ code: 403 });
    await expect(client(ben).conversation.removeParticipants(group, [ada.user_id])).rejects.toMatchObject({
      code: 403,
    });
    await client(ada).conversation.revokeAdmin(group, [ben.user_id]);
    await expect(client(ben).conversation.removeParticipants(group, [bot])).rejects.toMatchObject({ code: 403 });
    await expect(client(ada).conversation.addParticipants(group, [randomUUID()])).rejects.toMatchObject({
      code: 10002,
    });
  });

  it("holds 256, and a conversation of two is none", async () => {
    const crowd = Array.from(
      { length: 255 },
      (_, at) => sandbox.world.people.add({ full_name: `Guest ${at}` }).user_id,
    );
    await expect(client(ada).conversation.addParticipants(group, crowd)).rejects.toMatchObject({ code: 20116 });
    await client(ada).conversation.addParticipants(group, crowd.slice(1));
    expect(await client(ada).conversation.fetch(group)).toHaveProperty("participants.length", 256);
    await client(ada).conversation.createContact(ben.user_id);
    const contact = conversationId(ada.user_id, ben.user_id);
    const added = client(ada).conversation.addParticipants(contact, [thorb.user_id]);
    await expect(added).rejects.toMatchObject({ code: 10002 });
  });
});

it("people take back only what they said themselves", async () => {
  const conversation = conversationId(ada.user_id, ben.user_id);
  const message = (category: string, text: string, id: string = randomUUID()) =>
    ({
      conversation_id: conversation,
      recipient_id: ben.user_id,
      message_id: id,
      category,
      data_base64: Buffer.from(text).toString("base64url"),
    }) as never;
  await client(ada).conversation.createContact(ben.user_id);
  const id = randomUUID();
  await client(ada).message.sendOne(message("PLAIN_TEXT", "oops", id));
  const recall = () => message("MESSAGE_RECALL", JSON.stringify({ message_id: id }));
  await expect(client(ben).message.sendOne(recall())).rejects.toMatchObject({ code: 403 });
  await client(ada).message.sendOne(recall());
});
