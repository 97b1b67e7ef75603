import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import { type Db, inTransaction, type Tx } from "../../db/database.js";
import { transfers, walletOutputs } from "../../db/schema.js";
import { type Decimal, plain } from "../money.js";
import type { Prepared, WalletOutput } from "../ports.js";
import { moveTransfers, type Transfer } from "../state.js";
import { settingsWhileSigning } from "./control.js";
import { aboveLimits, type Excess, holdBack } from "./limits.js";
import type { Outgoing } from "./outgoing.js";
import { isTimely } from "./queue.js";

class NoLongerTrue extends Error {}

/** What came of storing: `lost` when a transfer or an output was taken meanwhile; `above` are held back, nothing is signed. */
export type Stored = "stored" | "lost" | "paused" | { above: ReadonlyMap<Transfer, Excess> };

/**
 * Stores the signed bytes of a transaction, moves what it pays and reserves its inputs, at once. Only then may they be
 * sent. `price` is USD per unit of the asset, null when unknown. A batch or a consolidation is a row only from here on.
 */
export async function storeSigned(
  db: Db,
  { pays, row }: Outgoing,
  signed: Prepared,
  inputs: readonly WalletOutput[],
  { price, now }: { price: Decimal | null; now: Date },
): Promise<Stored> {
  const { requestId, raw, hash } = signed;
  const facts = { transactionHash: hash, problem: null, signedAt: now };
  try {
    return await inTransaction(db, async (tx): Promise<Stored> => {
      const settings = await settingsWhileSigning(tx);
      if (settings.paused) return "paused";
      await assertUnchanged(tx, pays);
      const above = await aboveLimits(tx, settings, pays, price, now);
      if (above.size > 0) {
        await holdBack(tx, above, now);
        return { above };
      }
      if (row) {
        const added = await tx
          .insert(transfers)
          .values({ ...row, ...facts, raw, state: "signed" })
          .onConflictDoNothing()
          .returning({ requestId: transfers.requestId });
        if (added.length === 0) throw new NoLongerTrue();
      }
      await moveTransfers(tx, idsOf(pays), "waiting", "signed", {
        ...facts,
        ...(row ? { batchId: requestId } : { raw }),
        usd: price && sql`${transfers.amount} * ${plain(price)}::numeric`,
      });
      if (!(await reserve(tx, inputs, requestId))) throw new NoLongerTrue();
      return "stored";
    });
  } catch (error) {
    if (error instanceof NoLongerTrue) return "lost";
    throw error;
  }
}

/** What was signed must be what the rows say now: they may have been turned round, lessened, cancelled or late meanwhile. */
async function assertUnchanged(tx: Tx, pays: readonly Transfer[]): Promise<void> {
  if (pays.length === 0) return;
  const rows = await tx
    .select()
    .from(transfers)
    .where(and(inArray(transfers.requestId, idsOf(pays)), eq(transfers.state, "waiting"), isTimely))
    .orderBy(asc(transfers.requestId))
    .for("update");
  const now = new Map(rows.map((row) => [row.requestId, terms(row)]));
  if (!pays.every((transfer) => now.get(transfer.requestId) === terms(transfer))) throw new NoLongerTrue();
}

const terms = ({ account, amount, members, threshold, destination, memo }: Transfer): string =>
  JSON.stringify([account, amount, members, threshold, destination, memo]);

const idsOf = (pays: readonly Transfer[]): string[] => pays.map(({ requestId }) => requestId);

async function reserve(tx: Tx, inputs: readonly WalletOutput[], spender: string): Promise<boolean> {
  const ids = inputs.map((input) => input.outputId);
  const taken = await tx
    .update(walletOutputs)
    .set({ spentBy: spender })
    .where(and(inArray(walletOutputs.outputId, ids), isNull(walletOutputs.spentBy)))
    .returning({ outputId: walletOutputs.outputId });
  return taken.length === ids.length;
}
