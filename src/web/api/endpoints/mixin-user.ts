import { z } from "zod";
import { endpoint } from "../endpoint.js";
import { ApiError } from "../errors.js";
import { idText } from "../params.js";

/** Who a Mixin ID names, as the payee it can be. */
export const mixinUser = endpoint({
  method: "GET",
  path: "/user/mixin_uuid/{mixin_id}",
  summary: "The payeeId of a Mixin user or bot",
  input: z.object({
    mixin_id: z
      .string()
      .regex(/^\d{4,12}$/, "must be a Mixin ID: four to twelve digits")
      .describe("The digits shown under a name in Mixin Messenger"),
  }),
  data: z.object({ payeeId: idText.describe("What asking for payments takes") }),
  bucket: "usual",
  async handle(services, { mixin_id: mixinId }, { network }) {
    const user = await services.findUser(mixinId, network);
    if (user === "busy") throw new ApiError("server", "Mixin does not tell who this is now. Try again in a moment.");
    if (user === "absent") throw new ApiError("noUser");
    if (!user.hasSafe) throw new ApiError("noUser", "This user has no wallet yet that could be paid to.");
    return { payeeId: user.userId };
  },
});
