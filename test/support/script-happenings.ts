import { randomUUID } from "node:crypto";
import { Decimal } from "decimal.js";
import { Claimant } from "./claimant.js";
import { ASSETS } from "./sandbox.js";
import type { Cast } from "./script-play.js";
import { Visitor } from "./shop.js";
import { until } from "./until.js";

const NAMED: Record<string, string> = {
  "USDT (TRON)": ASSETS.usdtTron,
  "USDT (Ethereum)": ASSETS.usdtEthereum,
  BTC: ASSETS.btc,
  ETH: ASSETS.eth,
};
const PARTS: Record<string, string> = { half: "0.5", double: "2" };

type Happening = (cast: Cast, groups: string[]) => Promise<unknown> | void;

/** Stage directions: the whole of what can happen besides talking. */
const HAPPENINGS: [RegExp, Happening][] = [
  [/^(\p{L}+) is new here$/u, () => undefined],
  [
    /^(\p{L}+) pays (?:(half|double) of |([\d.]+) of )?"(.+)" in (.+)$/u,
    async (cast, [who = "", part = "", amount, title = "", asset = ""]) => {
      const { payment } = await new Visitor().opens(await cast.pageOf(title), assetOf(asset), amount);
      if (!payment) throw new Error(`there is nothing to pay on the page of “${title}”`);
      const factor = PARTS[part] ?? "1";
      const paid = new Decimal(payment.amount).times(factor).toDecimalPlaces(8).toFixed();
      await cast.person(who).pays({ ...payment, amount: paid });
    },
  ],
  [
    /^(\p{L}+) opens "(.+)" in (.+)$/u,
    async (cast, [who = "", title = "", asset = ""]) => {
      const { payment } = await new Visitor().opens(await cast.pageOf(title), assetOf(asset));
      if (payment) cast.opened.set(who, payment);
    },
  ],
  [
    /^(\p{L}+) pays what was opened$/u,
    (cast, [who = ""]) => {
      const payment = cast.opened.get(who);
      if (!payment) throw new Error(`${who} has opened nothing that can be paid`);
      return cast.person(who).pays(payment);
    },
  ],
  [
    /^(\p{L}+) sends ([\d.]+) (.+) to the till$/u,
    (cast, [who = "", amount = "", asset = ""]) => {
      const to = cast.house.bot.user_id;
      return cast.person(who).pays({ to, asset: assetOf(asset), amount, trace: randomUUID(), memo: "" });
    },
  ],
  [
    /^(\p{L}+) makes a group with (.+)$/u,
    async (cast, [who = "", others = ""]) => {
      const maker = cast.person(who);
      const members = [cast.house.bot.user_id, ...others.split(", ").map((name) => cast.person(name).userId)];
      cast.group = { id: randomUUID(), seenBy: maker };
      const participants = members.map((user_id) => ({ user_id }));
      await maker.client.conversation.createGroup(cast.group.id, "The café", participants);
    },
  ],
  [
    /^somebody opens the link for (\p{L}+)$/u,
    async (cast, [who = ""]) => {
      const link = await until("a link to take money with", () => cast.newestLink((one) => one.includes("/claim/")));
      const request = (path: string, init?: RequestInit) => fetch(new URL(path, link), { ...init, redirect: "manual" });
      const claimant = new Claimant({ request }, cast.house.language);
      const fields = { way: "id", id: cast.person(who).user.identity_number };
      await claimant.send(await claimant.open(new URL(link).pathname), "/to", fields);
    },
  ],
  [
    /^somebody opens the till on a tablet$/,
    async (cast) => {
      const link = new URL(
        await until("a link to the till", () => cast.newestLink((one) => one.includes("/till/open/"))),
      );
      const headers = {
        origin: link.origin,
        "user-agent": "Mozilla/5.0 (iPad; CPU OS 17_4 like Mac OS X) Safari/604.1",
      };
      const body = new URLSearchParams({ secret: link.pathname.split("/").pop() ?? "" });
      const answer = await fetch(new URL("/till/open", link), { method: "POST", headers, body, redirect: "manual" });
      if (answer.status !== 303) throw new Error(`the till does not open: ${answer.status}`);
    },
  ],
  [
    /^the shop's server is called$/,
    async ({ house }) => {
      await house.shopServer.called();
      await house.isWrittenDown();
    },
  ],
  [
    /^the till is improved$/,
    (cast) => {
      const ids = [...cast.people.values()].map(({ userId }) => userId);
      const change = "update conversations set flow_version = flow_version - 1 where user_id = any($1)";
      return cast.house.rows(change, [ids]);
    },
  ],
  [/^a day passes$/, (cast) => cast.house.rows(A_DAY_OLDER)],
];

/** Every moment that is written anywhere is a day earlier, and so is every day. */
const A_DAY_OLDER = `do $$ declare one record; begin
  for one in
    select table_name, string_agg(format('%I = %I - interval ''1 day''', column_name, column_name), ', ') as change
    from information_schema.columns join information_schema.tables using (table_schema, table_name)
    where table_schema = 'public' and table_type = 'BASE TABLE' and data_type in ('timestamp with time zone', 'date')
    group by table_name
  loop execute format('update %I set %s', one.table_name, one.change); end loop;
end $$`;

export async function happens(cast: Cast, what: string): Promise<void> {
  for (const [pattern, happening] of HAPPENINGS) {
    const found = pattern.exec(what);
    if (found) return void (await happening(cast, found.slice(1)));
  }
  throw new Error(`no stage direction: “${what}”`);
}

function assetOf(name: string): string {
  const found = NAMED[name];
  if (!found) throw new Error(`nobody here has “${name}”; there are: ${Object.keys(NAMED).join(", ")}`);
  return found;
}
