import { setImmediate as breathe } from "node:timers/promises";
import { formatNumber } from "../../i18n/format.js";
import { type Language, texts, type Translate } from "../../i18n/index.js";
import { Decimal, decimal, plain } from "../../payments/money.js";
import { BOM, csvLine, words } from "./csv.js";
import { isoWithZone, localDay } from "./local-time.js";
import { payerNames } from "./payers.js";
import type { FilePorts, Made, Unit } from "./ports.js";
import { countEntries, entries, type Entry, type Wanted } from "./records.js";

/** More lines are refused, with a sentence: a spreadsheet of more is slow, and no phone opens it. */
export const MOST_LINES = 100_000;

/** As much as Mixin's storage takes, with room to spare. */
const MOST_BYTES = 45_000_000;

/** Written together, some milliseconds of work: then others have their turn, and the lines are bytes outside of the heap. */
const LINES_AT_ONCE = 200;

export interface CsvSpec extends Wanted {
  timeZone: string;
  language: Language;
  /** Without its ending. */
  name: string;
}

/** Payments and refunds of a time as a table, a line each, in the order of their time. Memory holds a page of them. */
export async function paymentsCsv(spec: CsvSpec, ports: FilePorts): Promise<Made> {
  const t = texts(spec.language);
  const tooMany = { refused: t("files.csv.tooMany", { most: formatNumber(String(MOST_LINES), spec.language) }) };
  if ((await countEntries(ports.db, spec, MOST_LINES + 1)) > MOST_LINES) return tooMany;
  const mimeType = "text/csv; charset=utf-8";
  let content = new Blob([BOM + csvLine(COLUMNS.map((column) => t(`files.csv.column.${column}`)))], { type: mimeType });
  let waiting: Entry[] = [];
  const flush = async () => {
    const names = await payerNames(waiting, ports);
    const lines = waiting.map((entry) => csvLine(cells(entry, names.get(entry.payerId ?? ""), spec, ports, t)));
    waiting = [];
    content = new Blob([content, lines.join("")], { type: mimeType });
    await breathe();
  };
  for await (const entry of entries(ports.db, spec)) {
    waiting.push(entry);
    if (waiting.length < LINES_AT_ONCE) continue;
    await flush();
    if (content.size > MOST_BYTES) return tooMany;
  }
  await flush();
  return { content, mimeType: "text/csv", name: `${spec.name}.csv` };
}

const COLUMNS = [
  "kind",
  "moment",
  "day",
  "title",
  "source",
  "price",
  "currency",
  "amount",
  "asset",
  "network",
  "assetId",
  "rate",
  "value",
  "usd",
  "fee",
  "settled",
  "settledAsset",
  "settledNetwork",
  "settledAssetId",
  "payer",
  "payerNumber",
  "payerId",
  "orderId",
  "refundId",
  "hash",
  "requestId",
  "settlementHash",
  "settlementRequestId",
  "state",
  "refunded",
] as const;

type Cells = Record<(typeof COLUMNS)[number], string>;

function cells(
  entry: Entry,
  payer: { fullName: string; identityNumber: string } | undefined,
  { timeZone }: CsvSpec,
  ports: FilePorts,
  t: Translate,
): string[] {
  // What went back counts against what came in.
  const signed = (value: string | null) =>
    value === null ? "" : plain(entry.kind === "refund" ? minus(value) : value);
  const quote = ports.unit(entry.quoteAsset);
  const paid: Partial<Unit> = entry.assetId === null ? {} : ports.unit(entry.assetId);
  const settled: Partial<Unit> = entry.settledAsset === null ? {} : ports.unit(entry.settledAsset);
  const usd = usdOf(entry);
  const all: Cells = {
    kind: t(`files.csv.value.${entry.kind}`),
    moment: isoWithZone(entry.at, timeZone),
    day: localDay(entry.at, timeZone),
    title: words(entry.title),
    source: t(`files.csv.value.by.${entry.source}`),
    price: signed(entry.kind === "refund" ? entry.value : entry.price),
    currency: words(quote.label),
    amount: signed(entry.amount),
    asset: words(paid.symbol ?? ""),
    network: words(paid.network ?? ""),
    assetId: entry.assetId ?? "",
    rate: entry.rate?.rate ?? "",
    value: signed(entry.value),
    usd: usd === null ? "" : signed(usd),
    fee: entry.feeAmount === null ? "" : plain(entry.feeAmount),
    settled: entry.settlementAmount === null ? "" : plain(entry.settlementAmount),
    settledAsset: words(settled.symbol ?? ""),
    settledNetwork: words(settled.network ?? ""),
    settledAssetId: entry.settledAsset ?? "",
    payer: words(payer?.fullName ?? ""),
    payerNumber: payer?.identityNumber ?? "",
    payerId: entry.payerId ?? "",
    orderId: entry.orderId,
    refundId: entry.refundId ?? "",
    hash: entry.trail.hashes.join(" "),
    requestId: entry.trail.requestIds.join(" "),
    settlementHash: entry.settlement.hashes.join(" "),
    settlementRequestId: entry.settlement.requestIds.join(" "),
    state: t(`files.csv.value.${entry.state}`),
    refunded: entry.kind === "refund" ? "" : plain(entry.refunded),
  };
  return COLUMNS.map((column) => all[column]);
}

const minus = (value: string): Decimal => new Decimal(0).minus(value);

/** What the price was worth in US dollars by the rates it was paid with, to the cent; null where none was needed. */
export function usdOf({ quoteAsset, value, rate }: Pick<Entry, "quoteAsset" | "value" | "rate">): string | null {
  if (quoteAsset === "usd") return value;
  if (!rate?.quoteUsd || decimal(rate.quoteUsd).isZero()) return null;
  const isCoin = quoteAsset.includes("-");
  const usd = isCoin ? decimal(value).mul(rate.quoteUsd) : decimal(value).div(rate.quoteUsd);
  return plain(usd.toDecimalPlaces(2));
}
