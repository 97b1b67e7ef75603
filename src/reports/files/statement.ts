import { formatAmount, formatMoment, formatNumber } from "../../i18n/format.js";
import { formatCity } from "../../i18n/zones.js";
import { type Language, LOCALES, texts } from "../../i18n/index.js";
import { Decimal, plain } from "../../payments/money.js";
import { ACCENT, MUTED } from "../colours.js";
import { localDay } from "./local-time.js";
import { A4, MM, pagesOf, pdf, Pen, type Table } from "./paper.js";
import { payerNames } from "./payers.js";
import type { FilePorts, Made } from "./ports.js";
import { countEntries, entries, type Entry, type Wanted } from "./records.js";
import { MOST_LINES } from "./payments-csv.js";

export interface StatementSpec extends Wanted {
  from: Date;
  shop: string;
  /** Printed on it: the same month of the same shop has the same. */
  number: string;
  timeZone: string;
  language: Language;
  /** Without its ending. */
  name: string;
}

/** Payments printed one by one: some 30 pages. All of them are in the table. */
export const MOST_LISTED = 1_000;

const MARGIN = 18 * MM;
const ROOM = { top: MARGIN, firstTop: MARGIN + 96, bottom: A4.height - MARGIN - 16 };

/** A month of a shop on paper: sums by currency and asset, fees, refunds, a line a day, and the payments. */
export async function statementPdf(spec: StatementSpec, ports: FilePorts): Promise<Made> {
  const t = texts(spec.language);
  if ((await countEntries(ports.db, spec, MOST_LINES + 1)) > MOST_LINES) {
    return { refused: t("files.csv.tooMany", { most: formatNumber(String(MOST_LINES), spec.language) }) };
  }
  const sums = new Sums(spec.timeZone);
  const listed: Entry[] = [];
  for await (const entry of entries(ports.db, spec)) {
    sums.add(entry);
    if (listed.length < MOST_LISTED) listed.push(entry);
  }
  const names = await payerNames(listed, ports);
  const nameOf = (id: string | null) => (id === null ? "" : (names.get(id)?.fullName ?? ""));
  const pages = pagesOf(tables(spec, ports, sums, listed, nameOf), ROOM);
  const drawn = pages.map((blocks, index) => (context: Pen["context"]) => {
    const pen = new Pen(context, spec.language, MARGIN, A4.width - 2 * MARGIN);
    let y = ROOM.top;
    if (index === 0) {
      head(pen, spec, sums.count > 0);
      y = ROOM.firstTop;
    }
    for (const block of blocks) {
      block.draw(pen, y);
      y += block.height;
    }
    const foot = A4.height - MARGIN + 4;
    const small = { size: 8, color: MUTED };
    pen.line(`${spec.shop} · ${t("files.statement.number", { number: spec.number })}`, 0, foot, pen.width * 0.7, small);
    const page = t("files.statement.page", { page: index + 1, pages: pages.length });
    pen.line(page, pen.width * 0.7, foot, pen.width * 0.3, small, true);
  });
  const title = `${t("files.statement.title")} ${spec.number}`;
  const content = await pdf({ title, author: spec.shop, language: spec.language }, drawn);
  return { content, mimeType: "application/pdf", name: `${spec.name}.pdf` };
}

function head(pen: Pen, spec: StatementSpec, any: boolean): void {
  const t = texts(spec.language);
  const top = MARGIN;
  pen.bar(top - 8, 3, ACCENT);
  pen.line(spec.shop, 0, top + 20, pen.width * 0.6, { size: 18, weight: 700 });
  pen.line(t("files.statement.title"), pen.width * 0.6, top + 20, pen.width * 0.4, { size: 18, color: ACCENT }, true);
  pen.line(periodOf(spec), 0, top + 40, pen.width * 0.6, { size: 12, weight: 700 });
  const number = t("files.statement.number", { number: spec.number });
  pen.line(number, pen.width * 0.6, top + 40, pen.width * 0.4, { size: 10 }, true);
  const moment = formatMoment(spec.at, spec.language, spec.timeZone);
  const lines = [
    `${t("files.statement.zone", { zone: formatCity(spec.timeZone, spec.language) })} · ${t("files.statement.asOf", { moment })}`,
    ...(spec.at < spec.to ? [t("files.statement.preliminary", { moment })] : []),
    ...(any ? [] : [t("files.statement.none")]),
  ];
  for (const [i, line] of lines.entries()) pen.line(line, 0, top + 56 + i * 13, pen.width, { size: 9, color: MUTED });
}

/** "1 March 2026 – 31 March 2026". */
function periodOf({ from, to, language, timeZone }: StatementSpec): string {
  const day = new Intl.DateTimeFormat(LOCALES[language], { dateStyle: "long", timeZone });
  return `${day.format(from)} – ${day.format(new Date(to.getTime() - 1))}`;
}

interface Sum {
  count: number;
  gross: Decimal;
  refunds: Decimal;
}

/** Sums by what they are counted in. */
class Sums {
  count = 0;
  readonly currencies = new Map<string, Sum>();
  readonly paid = new Map<string, Sum>();
  readonly settled = new Map<string, { amount: Decimal; fee: Decimal }>();
  /** By day, then by currency. */
  readonly days = new Map<string, Map<string, Sum>>();

  constructor(private readonly timeZone: string) {}

  add(entry: Entry): void {
    this.count += 1;
    const day = localDay(entry.at, this.timeZone);
    const ofDay = this.days.get(day) ?? new Map<string, Sum>();
    this.days.set(day, ofDay);
    count(this.currencies, entry.quoteAsset, entry, entry.value);
    count(ofDay, entry.quoteAsset, entry, entry.value);
    if (entry.assetId !== null) count(this.paid, entry.assetId, entry, entry.amount ?? "0");
    if (entry.settledAsset === null) return;
    const zero = { amount: new Decimal(0), fee: new Decimal(0) };
    const sum = this.settled.get(entry.settledAsset) ?? zero;
    this.settled.set(entry.settledAsset, {
      amount: sum.amount.plus(entry.settlementAmount ?? "0"),
      fee: sum.fee.plus(entry.feeAmount ?? "0"),
    });
  }
}

function count(sums: Map<string, Sum>, key: string, { kind }: Entry, amount: string): void {
  const sum = sums.get(key) ?? { count: 0, gross: new Decimal(0), refunds: new Decimal(0) };
  sums.set(
    key,
    kind === "payment"
      ? { ...sum, count: sum.count + 1, gross: sum.gross.plus(amount) }
      : { ...sum, refunds: sum.refunds.plus(amount) },
  );
}

function tables(
  spec: StatementSpec,
  ports: FilePorts,
  sums: Sums,
  listed: Entry[],
  nameOf: (id: string | null) => string,
): Table[] {
  const { language, timeZone } = spec;
  const t = texts(language);
  const s = (key: Word) => t(`files.statement.${key}`);
  const money = (value: Decimal | string, asset: string) => {
    const unit = ports.unit(asset);
    return formatAmount(plain(value), unit.label, language, unit.places);
  };
  const back = (value: Decimal, asset: string) => (value.isZero() ? "" : money(value.neg(), asset));
  const dates = new Intl.DateTimeFormat(LOCALES[language], { dateStyle: "medium", timeZone: "UTC" });
  const moments = new Intl.DateTimeFormat(LOCALES[language], {
    day: "2-digit",
    month: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    timeZone,
  });
  const number = (n: number) => formatNumber(String(n), language);
  const end = (title: string, share = 2) => ({ title, share, end: true });
  const sumColumns = [end(s("count"), 1), end(s("gross")), end(s("refunds")), end(s("net"))];
  const sumCells = (sum: Sum, asset: string) => [
    number(sum.count),
    money(sum.gross, asset),
    back(sum.refunds, asset),
    money(sum.gross.minus(sum.refunds), asset),
  ];
  const paidBack = [end(s("count"), 1), end(s("paid")), end(s("returned"))];
  const all: Table[] = [
    {
      heading: s("totals"),
      columns: [{ title: s("currency"), share: 2 }, ...sumColumns],
      rows: [...sums.currencies].map(([asset, sum]) => [ports.unit(asset).label, ...sumCells(sum, asset)]),
    },
    {
      heading: s("assets"),
      columns: [{ title: s("asset"), share: 2 }, ...paidBack],
      rows: [...sums.paid].map(([asset, sum]) => [
        nameOfUnit(ports, asset),
        number(sum.count),
        money(sum.gross, asset),
        back(sum.refunds, asset),
      ]),
    },
    {
      heading: s("payouts"),
      columns: [{ title: s("asset"), share: 2 }, end(s("received")), end(s("fees"))],
      rows: [...sums.settled].map(([asset, { amount, fee }]) => [
        nameOfUnit(ports, asset),
        money(amount, asset),
        money(fee, asset),
      ]),
    },
    {
      heading: s("days"),
      columns: [{ title: s("day"), share: 2 }, ...sumColumns],
      rows: [...sums.days].flatMap(([day, ofDay]) =>
        [...ofDay].map(([asset, sum]) => [dates.format(new Date(`${day}T00:00:00Z`)), ...sumCells(sum, asset)]),
      ),
    },
    {
      heading: s("list"),
      columns: [
        { title: s("moment"), share: 1.9 },
        { title: s("what"), share: 2.9 },
        { title: s("payer"), share: 1.8 },
        end(s("price"), 1.7),
        end(s("paid"), 3.1),
      ],
      rows: listed.map((entry) => {
        const isRefund = entry.kind === "refund";
        const signed = (value: string) => (isRefund ? new Decimal(value).neg() : value);
        return [
          moments.format(entry.at),
          isRefund ? t("files.statement.refundOf", { title: entry.title }) : entry.title,
          nameOf(entry.payerId),
          money(signed(entry.value), entry.quoteAsset),
          entry.assetId === null ? "" : money(signed(entry.amount ?? "0"), entry.assetId),
        ];
      }),
      note:
        sums.count > listed.length
          ? t("files.statement.cut", { most: formatNumber(String(MOST_LISTED), language) })
          : undefined,
    },
  ];
  return all.filter(({ rows }) => rows.length > 0);
}

type Word =
  | ("totals" | "assets" | "payouts" | "days" | "list" | "currency" | "asset" | "day" | "moment" | "what" | "payer")
  | ("count" | "gross" | "refunds" | "net" | "paid" | "returned" | "received" | "fees" | "price");

function nameOfUnit(ports: FilePorts, asset: string): string {
  const { symbol, network } = ports.unit(asset);
  return network === null ? symbol : `${symbol} (${network})`;
}
