import { and, asc, eq, inArray, or } from "drizzle-orm";
import type { Executor } from "../../db/database.js";
import { swaps } from "../../db/schema.js";
import { type Decimal, decimal, sameAmount } from "../money.js";
import type { WalletOutput } from "../ports.js";
import type { Swap } from "../state.js";

/** How far above what was expected an unnamed amount may be to be taken for a swap's, as a factor. */
const MOST_ABOVE = "1.05";

/**
 * How far below it may be when no other swap wants that asset. Anybody may be able to have an exchange send us crumbs:
 * they must not pass for the answer, which would then find its swap over.
 */
const LEAST_ALONE = "0.5";

/**
 * The swaps that outputs come of, by output id: sent by an exchange that got our leg, named by the memo or, when it
 * names none, by asset and amount. A memo also names a swap that is over: its money has come before. Null: it is from an
 * exchange that owes us, and fits none of its swaps.
 */
export async function matchSwaps(db: Executor, outputs: readonly WalletOutput[]): Promise<Map<string, Swap | null>> {
  const senders = [...new Set(outputs.flatMap(soleSender))];
  if (senders.length === 0) return new Map();
  const memos = [...new Set(outputs.flatMap(readings))];
  const known = await db
    .select()
    .from(swaps)
    .where(and(inArray(swaps.recipient, senders), or(eq(swaps.state, "sent"), inArray(swaps.memo, memos))))
    .orderBy(asc(swaps.createdAt), asc(swaps.id));
  const owing = new Set(known.filter((swap) => swap.state === "sent").map((swap) => swap.recipient));
  const strays = outputs.filter((output) => soleSender(output).some((sender) => owing.has(sender)));
  return new Map([...strays.map(({ outputId }) => [outputId, null] as const), ...assign(outputs, known)]);
}

/** Pure: gives each output at most one of the swaps, and each open swap to at most one output. */
export function assign(outputs: readonly WalletOutput[], known: readonly Swap[]): Map<string, Swap> {
  const found = new Map<string, Swap>();
  const left = new Set(known.filter((swap) => swap.state === "sent"));
  const theirs = (output: WalletOutput, swap: Swap) => soleSender(output)[0] === swap.recipient;
  // Names first: an amount must not take the swap that the memo of a later output names.
  for (const output of outputs) {
    const named = known.filter((swap) => theirs(output, swap) && names(output, swap));
    const swap = named.find((one) => left.has(one)) ?? named[0];
    if (!swap) continue;
    found.set(output.outputId, swap);
    left.delete(swap);
  }
  for (const output of outputs) {
    if (found.has(output.outputId)) continue;
    const swap = byAmount(
      output,
      [...left].filter((one) => theirs(output, one)),
    );
    if (!swap) continue;
    found.set(output.outputId, swap);
    left.delete(swap);
  }
  return found;
}

const soleSender = ({ senders }: WalletOutput): string[] => (senders.length === 1 ? senders : []);

/** The memo as it is and as it may be packed: exchanges like base64. */
const readings = ({ memo }: WalletOutput): string[] => {
  const unpacked = Buffer.from(memo, "base64").toString();
  return [memo.trim(), ...(unpacked.includes("\u0000") ? [] : [unpacked])];
};

const names = (output: WalletOutput, { memo, trace }: Swap): boolean =>
  readings(output).some((text) => text === memo || (trace !== null && text.includes(trace)));

/** What was given comes back to the last place; of what was wanted, the nearest to what was expected. */
function byAmount({ assetId, amount }: WalletOutput, open: readonly Swap[]): Swap | null {
  const back = open.find((swap) => swap.fromAsset === assetId && sameAmount(swap.fromAmount, amount));
  if (back) return back;
  const wanted = open.filter((swap) => swap.toAsset === assetId);
  const distance = (swap: Swap): Decimal => decimal(swap.expectedAmount).minus(amount).abs();
  const [nearest] = wanted
    .filter(({ minimumAmount, expectedAmount }) => {
      const value = decimal(amount);
      return value.gte(minimumAmount) && value.lte(decimal(expectedAmount).mul(MOST_ABOVE));
    })
    .toSorted((a, b) => distance(a).cmp(distance(b)));
  if (nearest) return nearest;
  const [only, another] = wanted;
  return only && !another && decimal(amount).gte(decimal(only.expectedAmount).mul(LEAST_ALONE)) ? only : null;
}
