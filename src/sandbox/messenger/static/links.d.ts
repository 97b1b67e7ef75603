export interface Piece {
  text: string;
  href?: string;
}
export type Target =
  | { kind: "input"; text: string }
  | { kind: "pay"; href: string }
  | { kind: "web"; href: string }
  | { kind: "user"; id: string }
  | { kind: "unknown"; text: string };
export function linkify(text: string): Piece[];
export function isSafeHref(href: string): boolean;
export function classifyLink(action: string, here: string): Target;
