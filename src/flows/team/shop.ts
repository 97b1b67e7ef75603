import { findMerchant } from "../../shop/merchants.js";
import { actFor, type Job, jobsOf, leaveShop } from "../../shop/staff.js";
import type { Chat, Flow } from "../engine/flow.js";
import { type Choice, choiceQuestion, choose, confirmQuestion } from "../ask/questions.js";
import { nameText } from "../ask/somebody.js";
import { fold } from "../understand/text.js";
import { flowButton } from "../ask/wording.js";

type Wish = { for: string } | { leave: string };

/** "Change shop": whoever works in another shop says for which one they act; and leaves one. */
export const shop: Flow = {
  version: 1,
  async run(chat) {
    const { t, person } = chat;
    const jobs = await jobsOf(chat.tx, person.userId, "active");
    const menu = [flowButton(chat, "menu")];
    if (jobs.length === 0) return chat.say(t("staff.shop.only"), menu);
    const wish = named(chat, jobs) ?? (await which(chat, jobs));
    if ("leave" in wish)
      return leave(
        chat,
        jobs.find(({ merchant }) => merchant.id === wish.leave),
      );
    const done = await actFor(chat.tx, person.userId, wish.for);
    chat.changed(person.userId);
    const job = jobs.find(({ merchant }) => merchant.id === wish.for);
    if (!done) return chat.say(t("staff.noLonger"), menu);
    if (job) {
      return chat.say(t("staff.shop.now", { shop: job.merchant.name, role: t(`staff.role.${job.member.role}`) }), menu);
    }
    const own = await findMerchant(chat.tx, person.userId);
    chat.say(own ? t("staff.shop.ownNow") : t("staff.shop.ownFirst"), menu);
  },
};

const shopLabel = ({ merchant }: Job): string => `${merchant.name} (/${merchant.handle})`;

/** Said in the first line: "shop thorb". */
function named(chat: Chat, jobs: Job[]): Wish | null {
  const said = fold(chat.start).trim().replace(/^\//, "");
  if (said === "") return null;
  const own: Choice<string> = { value: chat.person.userId, label: chat.t("staff.shop.own"), words: ["own", "mine"] };
  const mine = choose([own], said);
  const job = jobs.find(({ merchant }) => merchant.handle === said || fold(merchant.name) === said);
  const id = mine?.value ?? job?.merchant.id;
  return id === undefined ? null : { for: id };
}

function which(chat: Chat, jobs: Job[]): Promise<Wish> {
  const { t, person } = chat;
  const choices: Choice<Wish>[] = [
    { value: { for: person.userId }, label: t("staff.shop.own") },
    ...jobs.map((job): Choice<Wish> => ({
      value: { for: job.merchant.id },
      label: shopLabel(job),
      words: [job.merchant.handle, job.merchant.name],
    })),
    ...jobs.map((job): Choice<Wish> => ({
      value: { leave: job.merchant.id },
      label: t("staff.shop.leave", { shop: shopLabel(job) }),
      tone: "calm",
    })),
  ];
  return chat.ask("shop", choiceQuestion(t("staff.shop.which"), choices, t("staff.shop.which")));
}

async function leave(chat: Chat, job: Job | undefined): Promise<void> {
  const { t, person, now } = chat;
  const menu = [flowButton(chat, "menu")];
  if (!job) return chat.say(t("staff.noLonger"), menu);
  const [yes, no] = [t("staff.shop.leaveYes"), t("staff.shop.leaveNo")];
  const words = { shop: job.merchant.name };
  const again = t("chat.code.deleteAgain", { delete: yes, keep: no });
  if (!(await chat.ask("confirm", confirmQuestion(t("staff.shop.leaveSure", words), yes, no, again)))) {
    return chat.say(t("staff.member.unchanged"), menu);
  }
  const leaving = { merchantId: job.merchant.id, userId: person.userId, name: nameText(person), now };
  const left = await leaveShop(chat.tx, { ...leaving, cause: chat.id("leave") });
  chat.changed(person.userId);
  chat.say(left ? t("staff.shop.left", words) : t("staff.noLonger"), menu);
}
