import { enqueue } from "../../db/jobs.js";
import { operatorFlow } from "./common.js";

/** "Reconcile": asks the network for every output, which takes a while: a job does it and tells. */
export const reconcileNow = operatorFlow(1, async (chat) => {
  const payload = { userId: chat.person.userId };
  await enqueue(chat.tx, { name: "tell.reconciled", payload, dedupeKey: `tell.reconciled:${chat.id("reconcile")}` });
  chat.say(chat.t("operator.reconcile.begun"));
});
