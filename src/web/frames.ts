import type { Context } from "hono";
import type { Speech } from "./language.js";

const STYLE = "iframe";

/**
 * Whether this is a page that any site may show in a frame of its own: a payment, asked for in that style. Whoever draws
 * something else over it and has its visitor click gains nothing: no visitor is known to us here, a click can at most open
 * an order or a quote, which anybody can, and money moves in the payer's wallet alone, outside the frame, where it says
 * how much goes to whom. Pages that know their visitor are never shown in a frame.
 */
export const isFramed = (c: Context): boolean =>
  (c.req.path === "/pay" || c.req.path.startsWith("/code/")) && c.req.query("style") === STYLE;

export const inFrame = ({ carried }: Speech): boolean => carried?.["style"] === STYLE;
