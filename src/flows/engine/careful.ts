import type { Tx } from "../../db/database.js";
import type { Chat } from "./flow.js";

/** What is done by a flow, as opposed to looked up: each calls `before` first, which may throw. */
export function carefully(
  stage: Pick<Chat, "tx" | "did" | "outside" | "speak">,
  before: () => void,
): Pick<Chat, "did" | "outside" | "speak"> & { guarded: () => Tx } {
  let tx: Tx | null = null;
  return {
    did(...what) {
      before();
      return stage.did(...what);
    },
    outside(key, work) {
      before();
      return stage.outside(key, work);
    },
    speak(language) {
      before();
      return stage.speak(language);
    },
    guarded: () => (tx ??= writingAfter(stage.tx, before)),
  };
}

/** The transaction, but for writing: `before` is called then. */
function writingAfter(tx: Tx, before: () => void): Tx {
  const writing: Pick<Tx, "insert" | "update" | "delete" | "transaction"> = {
    insert(table) {
      before();
      return tx.insert(table);
    },
    update(table) {
      before();
      return tx.update(table);
    },
    delete(table) {
      before();
      return tx.delete(table);
    },
    transaction(work) {
      before();
      return tx.transaction(work);
    },
  };
  return Object.assign(Object.create(tx) as Tx, writing);
}
