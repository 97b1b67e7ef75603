import { setTimeout as pause } from "node:timers/promises";
import type { Person, Received } from "../support/payer.js";
import { ASSETS } from "../support/sandbox.js";
import { until } from "../support/until.js";
import { anew, type Cast, decides, pays, times, visitOf } from "./acting.js";
import { asks, inTurn, offeredToPay, PATIENCE } from "./dialogue.js";
import { isLong, type SendKind } from "./kinds.js";
import { byMail, byMixinId, byPhone, cardFor, idInList, linkOf, type Noted, opens, purseOf, stated } from "./sent.js";
import type { Visit } from "./story.js";
import { LinkHolder, refuses, takes, takesAs, takesBack } from "./take.js";
import type { World } from "./world.js";

/** What two do at the same moment begins within this part of the window, so that either can be the first. */
const MOMENT = 0.06;
/** Who takes something at its end begins within this part before it. */
const BEFORE_END = 0.2;
/** The end of a term has passed for certain. */
const PAST_MS = 60;
const SENT_IN = { name: "USDT (Ethereum)", wants: ASSETS.usdtEthereum };

/** Money for others: written in the chat and paid while things go wrong, and taken or not. */
export function sends(cast: Cast, kind: SendKind): Visit {
  const { world, payer: sender, other, third, asset, coin } = cast;
  const terms = stated(kind, asset);
  const aMoment = () => pause(Math.random() * MOMENT * world.windowMs);
  const one = (line: Noted, then: (visit: Visit, line: Noted) => Promise<void>, part?: Part): Visit => {
    const of = () => ({ sender, lines: [line], endsAt: null });
    return visitOf(cast, null, (visit) => ({
      purse: purseOf(sender, terms.asset),
      course: isLong(kind) ? "waits" : "now",
      async run() {
        await opens(visit, of(), terms);
        await (part ?? all)(visit);
        await then(visit, line);
      },
    }));
  };

  switch (kind) {
    case "sent, taken":
      return one(byMixinId(other), async (_, line) => takes(other, line, await cardFor(other, line)));
    case "sent, exchanged":
      return one(byMixinId(other), async (_, line) => takesAs(other, line, await cardFor(other, line), SENT_IN));
    case "sent, refused":
      return one(byMixinId(other), async (_, line) => refuses(other, line, await cardFor(other, line)));
    case "sent in parts":
      return one(byMixinId(other), async (_, line) => takes(other, line, await cardFor(other, line)), inParts);
    case "sent too much":
      return one(byMixinId(other), async (_, line) => takes(other, line, await cardFor(other, line)), twice);
    case "sent by phone":
    case "sent by mail":
      return one(kind === "sent by mail" ? byMail() : byPhone(), async (_, line) => {
        const holder = new LinkHolder(world, other, line, await linkOf(world, sender, line));
        await (await (coin ? holder.byMixinId() : holder.byMix())).takes();
        await holder.finds("taken");
      });
    case "two claims of one link":
      return one(byPhone(), async (_, line) => {
        const link = await linkOf(world, sender, line);
        const [first, second] = [other, third].map((person) => new LinkHolder(world, person, line, link));
        await Promise.all([coin ? first!.byMixinId() : first!.byMix(), second!.byMix()]);
        await Promise.all([first, second].map(async (holder) => aMoment().then(() => holder!.takes())));
      });
    case "cancel against claim":
      return one(coin ? byMixinId(other) : byPhone(), async (_, line) => {
        if (line.person) {
          const id = await cardFor(other, line);
          return takesBack(sender, line, id, { aMoment, meanwhile: () => takes(other, line, id) });
        }
        const holder = await new LinkHolder(world, other, line, await linkOf(world, sender, line)).byMix();
        const id = await idInList(sender, line);
        return takesBack(sender, line, id, { aMoment, meanwhile: () => holder.takes() });
      });
    case "sent to several": {
      const lines = [byMixinId(other), byMixinId(third), byPhone()];
      return visitOf(cast, null, (visit) => ({
        purse: purseOf(sender, terms.asset),
        async run() {
          await opens(visit, { sender, lines, endsAt: null }, terms);
          await all(visit);
          const [mine, yours, linked] = lines as [Noted, Noted, Noted];
          const byLink = async () => {
            const link = await linkOf(world, sender, linked);
            await (await new LinkHolder(world, third, linked, link).byMix()).takes();
          };
          const refused = async () => refuses(third, yours, await cardFor(third, yours));
          const taken = async () => takesAs(other, mine, await cardFor(other, mine), SENT_IN);
          await Promise.all([taken(), refused(), byLink()]);
        },
      }));
    }
    case "sent, dropped unpaid":
      return one(
        byPhone(),
        async (visit, line) => {
          const id = await idInList(sender, line);
          await inTurn(sender, async () => {
            await asks(
              sender,
              `/transfers cancel ${id}`,
              "to be asked",
              ({ text }) => text.startsWith("Not send it") || undefined,
            );
            await asks(
              sender,
              "Yes, do not send it",
              "done",
              ({ text }) => text.startsWith("It is not sent") || undefined,
            );
          });
          decides(visit, { said: "cancel" });
          await all(visit);
        },
        nothing,
      );
    case "sent, paid too late":
      return one(byPhone(), nothing, nothing);
    case "sent, never taken":
    case "claim against end":
      return one(
        coin ? byMixinId(other) : byPhone(),
        async (_, line) => void (await (coin ? cardFor(other, line) : linkOf(world, sender, line))),
      );
    default:
      return kind satisfies never;
  }
}

type Part = (visit: Visit) => Promise<void>;

const payerOf = (visit: Visit): Person => visit.sending!.sender;
const nothing: Part = () => Promise.resolve();
const all: Part = (visit) => pays(visit, [payerOf(visit), visit.order!.shown]);
const twice: Part = (visit) => {
  const { shown } = visit.order!;
  return pays(visit, [payerOf(visit), { ...shown, amount: times(shown, "2") }]);
};
const inParts: Part = async (visit) => {
  const { id, shown } = visit.order!;
  const half = anew(shown, { amount: times(shown, "0.5") });
  await pays(visit, [payerOf(visit), half]);
  const rest = await offeredToPay(payerOf(visit), id, new Set([shown.trace]));
  await pays(visit, [payerOf(visit), rest]);
};

/** What happens in the run in which the time of a sending is over. */
export async function endOfSending(world: World, visit: Visit): Promise<void> {
  const { sender, lines, endsAt } = visit.sending!;
  const line = lines[0] as Noted;
  const { person } = line;
  if (visit.kind === "sent, paid too late") {
    // The till may look as soon as it runs, before anybody comes.
    const since = new Date(visit.order!.deadline!).toISOString();
    await all(visit);
    const isTold = new RegExp(`^The transfer “.*${line.address.slice(-2)}” was not paid in time`);
    const isNow = ({ createdAt, text }: Received) => createdAt > since && isTold.test(text);
    await sender.hears(`that nothing was sent ${line.note}`, isNow, PATIENCE);
    return;
  }
  const holder = person ? null : new LinkHolder(world, world.shops.friends[1], line, await linkOf(world, sender, line));
  if (visit.kind === "claim against end") {
    await holder?.byMix();
    const begins = endsAt! + PAST_MS - Math.random() * BEFORE_END * world.windowMs;
    await pause(Math.max(0, begins - Date.now()));
    await (person ? takes(person, line, await cardFor(person, line)) : holder!.takes());
    return;
  }
  await until(`the end of ${line.note}`, () => Date.now() > endsAt! + PAST_MS, PATIENCE);
  await holder?.finds("expired");
}
