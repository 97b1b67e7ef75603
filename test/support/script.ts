/**
 * Scripts: golden transcripts of whole conversations, `test/chat/scripts/<language>/<what>.txt`. They read like the chat:
 *
 *     # Thorb makes an invoice in one line, thinks better of it, and makes it
 *     Thorb: invoice 25 usd coffee 2h
 *     Mixtill: Please check: …
 *       [Make it] [Change something] [Back] [Cancel]
 *     Thorb: [Make it]
 *     Mixtill (picture): Scan to pay …
 *     Mixtill (card): coffee
 *       25 USD, until ‹time›
 *       [Pay ↗]
 *     Ada pays "coffee" in USDT (TRON)
 *     Mixtill to Thorb (card): …
 *
 * How to write one: only the people's lines and the stage directions, `RECORD=1 npx vitest run test/chat/scripts.test.ts`
 * adds what Mixtill says, then READ every line of it. `RECORD=1 ONLY=de/invoice` records one script; `ONLY=` works
 * without RECORD, too (a part of the path is enough). Comments (`#`) and empty lines stay where they are.
 *
 * - Everybody is new in each script, has money (USDT (TRON), USDT (Ethereum), BTC, ETH) and has chosen the script's
 *   language before it begins; who shall meet Mixtill for the first time: `Thorb is new here`. Any name will do;
 *   usual are Thorb (the owner), Mia (manager), Carl (cashier), Ada and Ben (payers). Olga runs the till: scripts with her
 *   are played alone, one after the other, before all others (what she changes is everybody's).
 * - `Thorb: words` is typed; more lines of the same message follow indented by two spaces. `Thorb: [Label]` taps the newest
 *   button with that label; `[Label ↗]` opens a link: one that pays is paid. `Carl in the group: @Mixtill 5 usd tea`
 *   mentions the till. `(Thorb: words)` in parentheses happened before: what Mixtill answered is not written down.
 * - `‹Ada ID›` (Mixin ID), `‹Ada phone›`, `‹Ada key›` (user id), `‹server›` (of the shop's own), `‹link›` (the newest)
 *   may be typed, too; to people write `@‹Ada ID›`: whether a bare number might be somebody's phone differs from run to run.
 * - Stage directions, in English in all languages:
 *     Thorb is new here
 *     Ada pays "Coffee" in USDT (TRON)               the newest card with that title
 *     Ada pays 5 of "Donate" in BTC                  a code on which the payer decides
 *     Ada pays half of "Coffee" in USDT (TRON)       also: double
 *     Ada opens "Tea" in USDT (TRON)                 and takes her time, until: Ada pays what was opened
 *     Ada sends 5 USDT (TRON) to the till            without saying what for
 *     somebody opens the link for Ben                the newest that money is taken with; gives Ben's Mixin ID on its page
 *     Thorb makes a group with Carl, Mia             and the till
 *     somebody opens the till on a tablet            by the newest link to it
 *     the shop's server is called                    by a webhook, at ‹server›/anything
 *     the till is improved                           the flows that wait have changed since (needs PostgreSQL)
 *     a day passes                                   all that was written is a day older (needs PostgreSQL; played alone)
 * - A line that begins with `!!` tells why the script could not go on there: mend it and record again.
 * - Dates, times (but for those that somebody typed), links, ids, keys and addresses are written as ‹date›, ‹time›, ‹link›,
 *   ‹id›, ‹key› (its ‹end›), ‹address›, ‹seconds› (of an answer), ‹offset› (from UTC, where there is summer time); prices stand still, so amounts are what they are.
 *   Invisible marks of direction are left out, an empty line within a message is `¶`.
 */

/** What somebody does, or what happens. */
export type Act =
  | { kind: "says"; who: string; text: string; inGroup: boolean; isHidden: boolean }
  | { kind: "happens"; what: string };

/** One act with the lines as written, and what Mixtill says to it. */
export interface Scene {
  /** Comments and empty lines before it, and itself. */
  lines: string[];
  act: Act;
  /** What the file says that Mixtill says. */
  answers: string[];
}

export interface Script {
  scenes: Scene[];
  /** Comments after the last scene. */
  rest: string[];
  people: string[];
}

export const BOT = "Mixtill";
/** Before what went wrong when a script could not go on. */
export const FAULT = "!!";
const SAYS = /^(\p{L}+)( in the group)?: (.+)$/u;
const HIDDEN = /^\((\p{L}+)( in the group)?: (.+)\)$/u;

export function readScript(text: string): Script {
  const scenes: Scene[] = [];
  let before: string[] = [];
  let isAnswer = false;
  for (const line of text.replace(/\n+$/, "").split("\n")) {
    const last = scenes.at(-1);
    if (line.startsWith("  ") && last) {
      (isAnswer ? last.answers : last.lines).push(line);
      if (!isAnswer && last.act.kind === "says") last.act.text += `\n${line.slice(2)}`;
    } else if (line === "" || line.startsWith("#")) {
      before.push(line);
    } else if ((line.startsWith(BOT) || line.startsWith(FAULT)) && last) {
      isAnswer = true;
      last.answers.push(line);
    } else {
      isAnswer = false;
      scenes.push({ lines: [...before, line], act: readAct(line), answers: [] });
      before = [];
    }
  }
  return { scenes, rest: before, people: peopleIn(scenes) };
}

function readAct(line: string): Act {
  const [, who, group, text] = SAYS.exec(line) ?? HIDDEN.exec(line) ?? [];
  if (!who || !text) return { kind: "happens", what: line };
  return { kind: "says", who, text, inGroup: group !== undefined, isHidden: line.startsWith("(") };
}

/** Everybody who says or does something, is paid by name, or whose Mixin ID is typed. */
function peopleIn(scenes: Scene[]): string[] {
  const names = scenes.flatMap(({ act, lines }) => [
    ...(act.kind === "says" ? [act.who] : []),
    ...(act.kind === "happens"
      ? [/^([\p{Lu}\p{Lo}]\p{L}+) (?:pays|opens|sends|makes|is) /u.exec(act.what)?.[1] ?? ""]
      : []),
    ...(act.kind === "happens" ? [/^somebody opens the link for (\p{L}+)$/u.exec(act.what)?.[1] ?? ""] : []),
    ...(act.kind === "happens" ? (/^\p{L}+ makes a group with (.+)$/u.exec(act.what)?.[1] ?? "").split(", ") : []),
    ...[...lines.join("\n").matchAll(/‹([\p{Lu}\p{Lo}]\p{L}+) (?:ID|phone|key)›/gu)].map(([, name]) => name!),
  ]);
  return [...new Set(names.filter(Boolean))];
}

/** The script as a file, with these answers in place of its own. */
export function writeScript(script: Script, answers: string[][]): string {
  const lines = script.scenes.flatMap((scene, at) => [...scene.lines, ...(answers[at] ?? [])]);
  return `${[...lines, ...script.rest].join("\n")}\n`;
}

/** Whether it changes what others rely on: then nothing else may go on meanwhile. */
export const isPlayedAlone = ({ people, scenes }: Script): boolean =>
  people.includes("Olga") || scenes.some(({ act }) => act.kind === "happens" && act.what === "a day passes");

/** Whether rows have to be changed for it. */
export const needsRows = ({ scenes }: Script): boolean =>
  scenes.some(({ act }) => act.kind === "happens" && /^(a day passes|the till is improved)$/.test(act.what));
