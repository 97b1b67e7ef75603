import { localTime, QUARTER_MS } from "../ranges.js";

/** No zone changes its clocks but at a quarter of an hour: what one of them has is kept, for the thousand lines in it. */
const offsets = new Map<string, { quarter: number; minutes: number }>();

/** How many minutes a zone's clocks are ahead of UTC. */
function offsetOf(at: Date, timeZone: string): number {
  const quarter = Math.floor(at.getTime() / QUARTER_MS);
  const known = offsets.get(timeZone);
  if (known?.quarter === quarter) return known.minutes;
  const from = new Date(quarter * QUARTER_MS);
  const minutes = Math.round((localTime(from, timeZone).getTime() - from.getTime()) / 60_000);
  offsets.set(timeZone, { quarter, minutes });
  return minutes;
}

const shownAt = (at: Date, minutes: number): string => new Date(at.getTime() + minutes * 60_000).toISOString();

/** "2026-03-05", the day it was in the zone. */
export const localDay = (at: Date, timeZone: string): string => shownAt(at, offsetOf(at, timeZone)).slice(0, 10);

/** "2026-03-05T14:03:22+04:00": the moment as the zone's clocks showed it, and how far they are from UTC. */
export function isoWithZone(at: Date, timeZone: string): string {
  const minutes = offsetOf(at, timeZone);
  const two = (n: number) => String(n).padStart(2, "0");
  const offset = `${minutes < 0 ? "-" : "+"}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
  return `${shownAt(at, minutes).slice(0, 19)}${offset}`;
}
