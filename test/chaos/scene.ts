import { randomUUID } from "node:crypto";
import type { Person } from "../support/payer.js";
import { makesCode, type OrderPage, Visitor } from "../support/shop.js";
import { buttonsOf, inTurn, PATIENCE, says } from "./dialogue.js";
import { isLong, isSent, type Kind } from "./kinds.js";
import { type Plan, type PlannedVisit, PAYERS, TALKERS } from "./plan.js";
import type { Prepared, TimedOrder } from "./prepare.js";
import type { Shop } from "./shops.js";
import type { Agreed, Visit } from "./story.js";
import { arrange, ending } from "./visits.js";
import type { World } from "./world.js";

/** The people of a run, and what they are going to do. */
export interface Scene {
  merchant: Person;
  payers: Person[];
  title: string;
  visits: Visit[];
  /** Orders whose time was over before their page was shown: their visits could not begin. */
  missed: string[];
  /** Ids of what people said to the bot. */
  said: { who: Person; messageId: string }[];
  /** The network's clock when it began: messages to the shops from before are not of this run. */
  since: string;
}

/** Brings the people of a run together and prepares what they will do. Nothing goes wrong yet. */
export async function setScene(world: World, plan: Plan, prepared: Prepared): Promise<Scene> {
  const since = prepared.since ?? new Date().toISOString();
  // Those whose time is short first.
  const timed = await Promise.all(prepared.timed.map((one) => atDeadline(world, one)));
  const ready = new Map<Kind, (Agreed | null)[]>();
  const missed = prepared.timed.filter((_, n) => timed[n]!.order === null).map(({ id }) => id);
  for (const { kind, order } of [...prepared.stale, ...timed]) ready.set(kind, [...(ready.get(kind) ?? []), order]);

  const tag = plan.index < 0 ? "calm" : String(plan.index);
  const people = ["Merchant", ...Array.from({ length: PAYERS }, (_, n) => `Payer ${"ABCDEF"[n]}`)];
  const [merchant, ...payers] = await Promise.all(people.map((name) => world.newPerson(`${name} ${tag}`)));
  const title = `Thing ${tag}`;
  const [price = "", unit = ""] = plan.price.split(" ");
  const link = await makesCode(merchant!, { title, price: plan.price });
  const payee = { members: [merchant!.userId], threshold: 1 };
  const own: Shop = { person: merchant!, link, title, price, unit, payee, wants: null, strict: false };

  const visits = prepared.waited.map((visit) => ending(world, visit));
  const scene: Scene = { merchant: merchant!, payers, title, visits, missed, said: [], since };
  for (const planned of plan.visits) {
    const { kind, asset, coin, at } = planned;
    const opens = async () => ready.get(kind)?.shift() ?? openedNow(world, own, planned, tag);
    const next = otherThan(planned.payer);
    const [payer, other, third] = isLong(kind)
      ? [...world.shops.friends, payers[next]!]
      : [payers[planned.payer]!, payers[next]!, payers[otherThan(next)]!];
    const visit = await arrange({ world, kind, asset, coin, payer, other, third, opens });
    if (visit) scene.visits.push(Object.assign(visit, { at }));
  }
  const purses = scene.visits.flatMap((visit) => visit.purse);
  // One output for each payment, so that one person's payments need not wait for each other's change.
  await Promise.all(purses.map(({ who, asset, amount }) => world.control.faucet(who.userId, asset, amount)));
  return scene;
}

/** Payers of visits lead dialogues and do not chat besides; the next of them is somebody else. */
const otherThan = (payer: number): number => TALKERS + ((payer - TALKERS + 1) % (PAYERS - TALKERS));

/** The order of a visit that was not prepared; null when it should have been, or comes to be later. */
async function openedNow(world: World, own: Shop, planned: PlannedVisit, tag: string): Promise<Agreed | null> {
  const { plain, group, lenient, strict, kind } = world.shops;
  if (isSent(planned.kind)) return null;
  switch (planned.kind) {
    case "stale in band":
    case "stale out of band":
    case "late accepted":
    case "late refused":
    case "late unanswered":
      return null;
    case "cancelled":
      return invoice(world, plain, planned, tag);
    case "group":
      return atTill(world, group, planned);
    case "refunded":
      return atTill(world, kind, planned);
    case "converts":
      return atTill(world, lenient, planned);
    case "converts strict":
      return atTill(world, strict, planned);
    case "part expires":
    case "exact":
    case "less":
    case "over":
    case "rest":
    case "wrong asset":
    case "second":
    case "corrected":
    case "burnt":
    case "unknown kept":
    case "unknown returned":
    case "unknown assigned":
      return atTill(world, own, planned);
    default:
      return planned.kind satisfies never;
  }
}

/** Somebody opens the page of a shop's code. */
async function atTill(world: World, shop: Shop, { asset }: PlannedVisit): Promise<Agreed> {
  const page = await new Visitor().opens(world.link(shop.link), asset);
  return agreed(shop, page) ?? fail(page);
}

/** The merchant makes an invoice by chatting. */
async function invoice(world: World, shop: Shop, { asset }: PlannedVisit, tag: string): Promise<Agreed> {
  // In letters: a number would be taken for a price.
  const title = `Cup ${randomUUID().replace(/[^a-f]/g, "")} ${tag.replace(/\d/g, (digit) => "ghijklmnop"[Number(digit)]!)}`;
  const url = await inTurn(shop.person, async () => {
    await says(shop.person, `invoice 7 usd ${title}`, "Make it");
    const isCard = (action: string) => action.includes("/code/");
    const card = await shop.person.hears(
      `the card of “${title}”`,
      (message) =>
        message.category === "APP_CARD" &&
        (JSON.parse(message.text) as { title: string }).title === title &&
        buttonsOf(message).some(({ action }) => isCard(action)),
      PATIENCE,
    );
    return buttonsOf(card).find(({ action }) => isCard(action))!.action;
  });
  const page = await new Visitor().renews(world.link(url), asset);
  return agreed({ ...shop, title, price: "7" }, page, { isInvoice: true }) ?? fail(page);
}

/** The page of an invoice whose time is short; null when it is over already. */
async function atDeadline(world: World, timed: TimedOrder): Promise<{ kind: Kind; order: Agreed | null }> {
  const { kind, id, title, price, deadline, graceMs, asset } = timed;
  const shop = { ...world.shops.plain, title, price };
  const url = `http://localhost:${world.alive?.port}/code/${id}`;
  const page = await new Visitor().renews(url, asset).catch(() => null);
  return { kind, order: page && agreed(shop, page, { isInvoice: true, deadline, graceMs }) };
}

function agreed(shop: Shop, { orderId, payment }: OrderPage, given: Partial<Agreed> = {}): Agreed | null {
  if (!payment) return null;
  const { person, title, payee, price, wants, strict } = shop;
  const terms = { title, shop: person, payee, price, wants, strict, deadline: null, graceMs: 0 };
  const nature = { isInvoice: false, isRefund: false };
  return { id: orderId, shown: payment, today: payment.amount, ...terms, ...nature, ...given };
}

function fail(page: OrderPage): never {
  throw new Error(`nothing to pay on ${page.url}`);
}

/** With what came of them. */
export const visitsOf = (scene: Scene): Visit[] => scene.visits.flatMap((visit) => [visit, ...visit.more]);
