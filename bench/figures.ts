/** A line of the report: what was measured, beside what it is compared with and what is wanted. */
export interface Row {
  what: string;
  ours: string;
  beside?: string;
  ratio?: string;
  wanted?: string;
}

/** The value below which `share` (0 to 1) of all values lie. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const ratio = (ours: number, theirs: number): string => (ours / theirs).toFixed(2);

export const whole = (value: number): string => Math.round(value).toLocaleString("en");

export const milliseconds = (value: number): string => `${value.toFixed(value < 1 ? 2 : value < 10 ? 1 : 0)} ms`;

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** Prints rows as a table under a heading. */
export function print(heading: string, rows: Row[]): void {
  const header = { what: "", ours: "Mixtill", beside: "beside", ratio: "ratio", wanted: "wanted" };
  const all = [header, ...rows].map((row) => ({ ...EMPTY, ...row }));
  const width = (column: keyof Row) => Math.max(...all.map((row) => row[column].length));
  console.log(`\n${heading}`);
  for (const row of all) {
    const cells = [
      row.what.padEnd(width("what")),
      row.ours.padStart(width("ours")),
      row.beside.padStart(width("beside")),
      row.ratio.padStart(width("ratio")),
      row.wanted,
    ];
    console.log(`  ${cells.join("   ").trimEnd()}`);
  }
}

const EMPTY = { beside: "", ratio: "", wanted: "" };
