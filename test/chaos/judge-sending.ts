import { Decimal } from "decimal.js";
import { type Ending, type Notice, paidOut, type Payout, refund, type Sources } from "./expected.js";
import type { Facts } from "./facts.js";
import type { Judgement } from "./judge.js";
import { type Deed, type Fate, fateOf, type Line, type Sending, tooLate } from "./sending.js";
import type { Visit } from "./story.js";

/** What had to become of what was sent to one person. */
interface LineJudgement {
  visit: Visit;
  sending: Sending;
  line: Line;
  fate: Fate;
  /** What was kept for its recipient; null: it was not paid. */
  kept: { asset: string; amount: Decimal } | null;
  /** How its recipient got it. */
  ending: Ending | null;
  remittance: Facts["remittances"][number] | undefined;
}

const CODE = { expired: 40000, cancelled: 40032, refused: 40028 };
const EIGHT = 8;

/** All lines of what was sent in a run. */
export function judgeSendings(judgements: Judgement[], facts: Facts, sources: Sources): LineJudgement[] {
  return judgements.flatMap((judgement) => {
    const { visit } = judgement;
    const { sending } = visit;
    if (!sending) return [];
    const kept = sharesOf(judgement, sending.lines);
    return sending.lines.map((line, n): LineJudgement => {
      const remittance = facts.remittances.find(({ orderId, ordinal }) => orderId === visit.order!.id && ordinal === n);
      const fate = kept[n] ? fateOf(line, visit.course === "ends") : unpaid(judgement);
      const ending = endingOf(fate, kept[n] ?? null, remittance?.claimOrderId ?? "", sources);
      return { visit, sending, line, fate, kept: kept[n] ?? null, ending, remittance };
    });
  });
}

const unpaid = ({ state }: Judgement): Fate => ({ state: state === "open" ? "unpaid" : "cancelled" });

/** To each their part of what was paid, the last has what rounding leaves; in the coin it was stated in, what was stated. */
function sharesOf({ visit: { order }, paid }: Judgement, lines: Line[]): { asset: string; amount: Decimal }[] {
  if (!paid) return [];
  const { asset, kept } = paid;
  const share = ({ amount }: Line) => kept.mul(amount).div(order!.price).toDecimalPlaces(EIGHT, Decimal.ROUND_DOWN);
  const others = lines.slice(0, -1).map(share);
  const last = others.reduce((left, one) => left.minus(one), kept);
  return [...others, last].map((amount) => ({ asset, amount }));
}

function endingOf(fate: Fate, kept: LineJudgement["kept"], orderId: string, sources: Sources): Ending | null {
  if (fate.state !== "delivered") return null;
  const { to, wants } = fate.deed;
  return paidOut({ orderId, ...kept!, wants, to: { members: to, threshold: to.length }, strictFor: null }, sources);
}

/** What leaves the wallet for it. */
export function payoutsOf({ visit, sending, fate, kept, ending }: LineJudgement): Payout[] {
  // What was paid out in the run before is accounted for: there is nothing else of it.
  if (ending) return ending.payouts;
  if (fate.state !== "returned") return [];
  return [refund(sending.sender.userId, kept!.asset, kept!.amount, visit.order!.id, CODE[fate.reason])];
}

/** Who is told of it, and what. */
export function noticesOfLine(one: LineJudgement): Notice[] {
  const { visit, sending, line, fate, ending, kept } = one;
  const sender = sending.sender.userId;
  const notice = (to: string, what: string, words: (RegExp | string)[], isOptional = false): Notice => ({
    to,
    what,
    words: words.map((word) => (typeof word === "string" ? new RegExp(word.replace(/[.+]/g, "\\$&")) : word)),
    isOptional,
  });
  const asked = line.asked.map(({ userId }) =>
    notice(userId, "asked", [/Somebody who has the link to .* Was it you\?/]),
  );
  const isNew = visit.course !== "ends";
  if (fate.state === "cancelled") {
    // Who drops it has the answer to that; several that are paid at once are told of once.
    const isTold = !visit.history.some((step) => "word" in step) && line === sending.lines[0];
    return isTold ? [notice(sender, "not paid", [/^The transfer “.*” was not paid in time/])] : [];
  }
  if (!kept) return [];
  const amount = kept.amount.toFixed();
  return [
    ...asked,
    ...(isNew ? sent(one, notice, amount) : []),
    ...(ending ? delivered(fate as Extract<Fate, { state: "delivered" }>, one, ending, notice) : []),
    ...(fate.state === "returned" ? returned(fate.reason, one, notice, amount) : []),
  ];
}

type Make = (to: string, what: string, words: (RegExp | string)[], isOptional?: boolean) => Notice;

/** That it waits; whoever takes it back can be faster than that. */
function sent({ sending, line, fate }: LineJudgement, notice: Make, amount: string): Notice[] {
  const sender = sending.sender.userId;
  const isOvertaken = fate.state === "returned";
  const paid = notice(sender, "sent", [/^Paid\. .* waits for/, amount], isOvertaken);
  if (line.person) return [paid, notice(line.person.userId, "card", [/"title":"Money for you"/, amount], isOvertaken)];
  if (line.kind === "email") return [paid];
  return [paid, notice(sender, "link", [/^I am sending you/, /\/claim\/[\w-]{24}/, amount], isOvertaken)];
}

function delivered(
  { deed }: Extract<Fate, { state: "delivered" }>,
  { sending }: LineJudgement,
  { payouts }: Ending,
  notice: Make,
): Notice[] {
  const { amount } = payouts.at(-1)!;
  return [
    notice(sending.sender.userId, "delivered", [/ has received /, amount]),
    notice(deed.to[0]!, "received", [/^You have received .* from/, amount]),
  ];
}

const BACK = { expired: /did not take .* in time/, cancelled: /as you wished/, refused: /does not want/ };

function returned(reason: keyof typeof BACK, { sending, line }: LineJudgement, notice: Make, amount: string): Notice[] {
  const back = notice(sending.sender.userId, "returned", [BACK[reason], amount]);
  // Who refused it knows; who has a link sees it there.
  if (!line.person || reason === "refused") return [back];
  return [back, notice(line.person.userId, "gone", [/has gone back to them/, amount])];
}

/** What people were told agrees with itself, with the books and with what was paid. */
export function sendingProblems(all: LineJudgement[], { world }: Sources): string[] {
  return all.flatMap((one) => {
    const { visit, line, fate, remittance, ending } = one;
    const named = `${visit.kind} to ${line.address}`;
    const problems: string[] = [];
    const won = line.deeds.filter(({ told }) => told === "done");
    if (won.length > 1) problems.push(`${named}: ${won.map(deedText).join(" and ")}, both`);
    for (const deed of line.deeds) {
      if (deed !== won[0] && !tooLate(fate).includes(deed.told)) {
        problems.push(`${named}: ${deedText(deed)} though it is ${fateText(fate)}`);
      }
    }
    const isReason = fate.state !== "returned" || remittance?.returnReason === fate.reason;
    if (remittance?.state !== fate.state || !isReason) {
      problems.push(`${named}: is ${remittance?.state} ${remittance?.returnReason ?? ""}, not ${fateText(fate)}`);
    }
    if (fate.state !== "delivered") return problems;
    // Through Mixin Route what comes out can be less than was shown.
    const got = ending!.payouts.at(-1)!.amount;
    const promised = fate.deed.promised.split(" ")[0]!.replaceAll(",", "");
    const isExact = fate.deed.wants === null || world.provider === "desk";
    if (isExact && !(promised !== "" && new Decimal(promised).eq(got))) {
      problems.push(`${named}: ${fate.deed.promised} was promised, ${got} came`);
    }
    return problems;
  });
}

const deedText = ({ by, did, told }: Deed): string => `${by.name} wanted to ${did} it and was told “${told}”`;
const fateText = (fate: Fate): string => (fate.state === "returned" ? `returned ${fate.reason}` : fate.state);

/** The cases that were met. */
export const sendingCases = (all: LineJudgement[]): string[] =>
  all
    .filter(({ fate }) => fate.state !== "waiting" && fate.state !== "unpaid")
    .map(({ visit, fate, ending }) =>
      `${visit.kind}: ${fateText(fate)} ${ending && ending.kind !== "settled" ? ending.kind : ""}`.trim(),
    );
