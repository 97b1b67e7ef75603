import type { FilePorts } from "./ports.js";
import type { Entry } from "./records.js";

type Name = { fullName: string; identityNumber: string };

/** Who paid, of those whose name is known here or can be asked for; by user id. */
export async function payerNames(
  entries: Pick<Entry, "payerId" | "payerName" | "payerNumber">[],
  ports: FilePorts,
): Promise<Map<string, Name>> {
  const names = new Map<string, Name>();
  const strangers = new Set<string>();
  for (const { payerId, payerName, payerNumber } of entries) {
    if (payerId === null) continue;
    if (payerName === "") strangers.add(payerId);
    else names.set(payerId, { fullName: payerName, identityNumber: payerNumber });
  }
  if (strangers.size === 0) return names;
  return new Map([...(await ports.names([...strangers])), ...names]);
}
