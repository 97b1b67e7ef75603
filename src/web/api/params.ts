import { z } from "zod";
import { isAmount, plain } from "../../payments/money.js";

/** What many endpoints take and give. Messages go on after the parameter's name. */

// Without flags: the documentation shows these patterns, and has none.
const HEX = /^[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}$/;
const UNIT = /^([a-zA-Z]{3}|[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12})$/;
const NUMBER = /^[0-9]{1,15}(\.[0-9]+)?$/;
const DASHES = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/;

/** As ids are written here: lower case, with hyphens. */
export const normalId = (id: string): string => id.toLowerCase().replaceAll("-", "").replace(DASHES, "$1-$2-$3-$4-$5");

/** A UUID in any case, with or without hyphens, exactly as it was sent. */
export const idAsSent = z.string().regex(HEX, "must be a UUID").describe("UUID; hyphens and case do not matter");

/** The same as ids are written here. */
export const id = idAsSent.transform(normalId);

/** What a price is in: a currency in any case, or an asset. */
export const quoteAssetId = z
  .string()
  .regex(UNIT, 'must be a currency such as "usd", or an asset id')
  .describe('A currency such as "usd", or an asset id')
  .transform((unit) => (unit.length === 3 ? unit.toLowerCase() : normalId(unit)));

const notAnAmount = 'must be an amount above zero such as "10.5"';

/** An amount of an asset; of how many places is a matter of the asset. */
export const amount = z
  .string()
  .max(60)
  .regex(NUMBER, { error: notAnAmount, abort: true })
  .refine((text) => isAmount(text, Infinity), notAnAmount)
  .describe("Decimal text above zero")
  .meta({ examples: ["10.5"] })
  .transform((text) => plain(text));

/** Yes or no in every way it is written. */
export const flag = z
  .string()
  .regex(/^([01]|[tT]rue|[fF]alse|TRUE|FALSE)$/, "must be true or false, 1 or 0")
  .transform((text) => /^(1|true)$/i.test(text));

/** Decimal text of zero or more, in answers. */
export const amountText = z.string().regex(/^\d+(\.\d+)?$/);

/** An id in answers. Not every asset's has the bits that a UUID should have. */
export const idText = z.guid();

/** Text of an answer that may be empty. */
export const text = z.string();
