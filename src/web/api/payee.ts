import { inTransaction } from "../../db/database.js";
import { addUserPayee, type ApiPayee, payeeNamed } from "../../shop/api-payees.js";
import { ensurePeople } from "../../shop/people.js";
import type { MixinUser } from "../options.js";
import type { ApiServices } from "./endpoint.js";
import { ApiError } from "./errors.js";

/** Who is to be paid, by the id a program names; a Mixin user who can be paid becomes a payee when first named. */
export async function payeeOfId(services: ApiServices, id: string): Promise<ApiPayee> {
  const known = await payeeNamed(services.database.db, id);
  if (known) return known;
  const user = await payableUser(services, id);
  return inTransaction(services.database.db, async (tx) => {
    await ensurePeople(tx, [user]);
    return addUserPayee(tx, user);
  });
}

/** A Mixin user who can be paid; refused when there is none of this id. */
export async function payableUser(services: ApiServices, id: string): Promise<MixinUser> {
  const user = await services.findUser(id);
  if (user === "busy") throw new ApiError("server", "Mixin does not say who this payee is just now. Try again.");
  if (user === "absent" || user.userId !== id) throw new ApiError("payee");
  if (id === services.botId) throw new ApiError("payee", "This is the till itself: it cannot be its own payee.");
  if (!user.hasSafe) throw new ApiError("payee", "This payee cannot receive money: they have no Mixin wallet yet.");
  return user;
}
