import { z } from "zod";
import { inTransaction } from "../../../db/database.js";
import { addGroupPayee } from "../../../shop/api-payees.js";
import { GROUP_MAX } from "../../../shop/payees.js";
import type { MixinUser } from "../../options.js";
import { type ApiServices, endpoint } from "../endpoint.js";
import { ApiError } from "../errors.js";
import { id, idText } from "../params.js";

/** As many as an output of the network can have, and MixPay asks for. */
const MOST = 256;
const LEAST = 3;

/** Makes members who have to sign together a payee; the same group is the same payee, whoever asks. */
export const multisig = endpoint({
  method: "POST",
  path: "/multisig",
  summary: "A payee of several members, of whom some have to sign",
  input: z.object({
    receivers: z.array(id).min(LEAST).max(MOST).describe("User ids of the members; one that comes twice counts once"),
    threshold: z
      .string()
      .regex(/^[1-9]\d{0,2}$/, "must be a whole number from 1")
      .describe("How many of them have to sign")
      .transform(Number),
  }),
  data: z.object({ multisigId: idText.describe("The payeeId") }),
  bucket: "usual",
  async handle(services, { receivers, threshold }) {
    const members = [...new Set(receivers)];
    if (members.length < LEAST) {
      throw new ApiError("parameter", `receivers must name at least ${LEAST} different members.`);
    }
    if (members.includes(services.botId)) throw new ApiError("payee", "The till itself cannot be among the members.");
    if (threshold > members.length) throw new ApiError("threshold");
    await demandWallets(services, members);
    const group = { members, threshold };
    // Nobody reads an address of thousands of letters.
    const label = members.length <= GROUP_MAX ? services.mixAddress(group) : `${threshold}/${members.length}`;
    const payee = await inTransaction(services.database.db, (tx) => addGroupPayee(tx, group, label));
    return { multisigId: payee.id };
  },
});

async function demandWallets(services: ApiServices, members: string[]): Promise<void> {
  const found = await services.usersByIds(members).catch((): MixinUser[] => {
    throw new ApiError("server", "Mixin does not tell who the members are now. Try again in a moment.");
  });
  const users = new Map(found.map((user) => [user.userId, user]));
  const unknown = members.find((member) => !users.has(member));
  if (unknown !== undefined) throw new ApiError("noUser", `There is no Mixin user ${unknown}.`);
  const poor = members.find((member) => !users.get(member)!.hasSafe);
  if (poor !== undefined) throw new ApiError("noUser", `The user ${poor} has no wallet yet that could be paid to.`);
}
