import { z } from "zod";

const count = z.number().int().nonnegative();
const milliseconds = z.number().int().nonnegative();
const amount = z.string().regex(/^\d{1,18}(\.\d{1,8})?$/, "a decimal string with at most 8 places");
const share = z.number().min(0).max(1);

/** What becomes of a payment: swapped, sent back, or kept without a word. */
export type FateKind = "swap" | "return" | "never";

const shape = z.object({
  /** So many of the next paid swaps fail: their money goes back. */
  fail: count,
  /** So many of the next paid swaps are never answered. */
  never: count,
  /** So many of the next requests get no answer at all. */
  silent: count,
  /** Shares of paid swaps that fail, or are never answered, by the seeded dice. */
  fail_share: share,
  never_share: share,
  /** From a payment's arrival to its answer; a random part of it when `delay_random`. */
  delay_ms: milliseconds,
  delay_random: z.boolean(),
  /** No quotes at all: 10615. */
  no_quote: z.boolean(),
  fee_bps: z.number().int().min(0).max(10_000),
  /** How far below its quote a swap ends, in hundredths of a percent; negative: above it. */
  slippage_bps: z.number().int().min(-10_000).max(10_000),
  quote_ms: milliseconds,
  /** How long a swap that was asked for waits for its payment. */
  order_ms: milliseconds,
  /** Least and most of an asset that is taken; others have what half a dollar and 20,000 dollars buy. */
  ranges: z.record(z.string(), z.object({ min: amount, max: amount }).strict()),
  seed: z.number().int(),
});

/** How Route behaves. */
export type Settings = z.infer<typeof shape>;

/** The body of `POST /sandbox/route`: what is given changes, all else stays. */
export const settingsSchema = shape
  .partial()
  .extend({
    /** Back to how it began, before the rest of the body counts. */
    reset: z.literal(true).optional(),
    /** A new session key: signatures made with the old one are refused from now on. */
    rotate_key: z.literal(true).optional(),
    /** Answers now what was to be answered never. */
    release: z.literal(true).optional(),
  })
  .strict();

export type SettingsBody = z.infer<typeof settingsSchema>;

export const DEFAULT_SETTINGS: Settings = {
  fail: 0,
  never: 0,
  silent: 0,
  fail_share: 0,
  never_share: 0,
  delay_ms: 300,
  delay_random: false,
  no_quote: false,
  fee_bps: 30,
  slippage_bps: 0,
  quote_ms: 60_000,
  order_ms: 600_000,
  ranges: {},
  seed: 1,
};

/** The settings with those changed that are given. */
export function changed(settings: Settings, body: SettingsBody): Settings {
  // Parsing leaves out what is not a setting.
  return shape.parse({ ...(body.reset === true ? DEFAULT_SETTINGS : settings), ...body });
}
