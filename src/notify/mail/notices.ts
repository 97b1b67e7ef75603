import { texts } from "../../i18n/index.js";
import { text } from "../../mixin/payloads.js";
import { claimMarker } from "../claim-marker.js";
import { plainName, reader } from "../facts.js";
import type { Notices, Teller } from "../teller.js";
import { mailFacts, messageToForward, remittanceWords } from "./facts.js";

/** An address is at most this long. */
const ADDRESS_LENGTH = 254;

/** What became of a mail, told to whoever sends the money; where it cannot go, with a message they can pass on. */
export function mailNotices(teller: Teller): Pick<Notices, "tell.mail"> {
  return {
    async "tell.mail"({ mailId, what }) {
      const { mail, remittance } = await mailFacts(teller.db, mailId);
      if (remittance.state !== "waiting") return [];
      // While the notice waited the mail has gone: the delay is over before it was told.
      if (what === "delayed" && mail.state !== "waiting") return [];
      const { userId, language } = await reader(teller.db, remittance.senderId);
      const amount = teller.amount(remittance.amount!, remittance.assetId!, language);
      const words = { address: plainName(mail.recipient, ADDRESS_LENGTH), amount };
      const said = text(texts(language)(`mail.tell.${what}`, words));
      const told = [teller.to(userId, mailId, `mail: tell ${what}`, said)];
      if (what === "delayed" || what === "sent") return told;
      const toForward = messageToForward(await remittanceWords(teller, remittance), claimMarker(remittance.id));
      return [...told, teller.to(userId, mailId, `mail: to forward, ${what}`, text(toForward))];
    },
  };
}
