import type { Person } from "../support/payer.js";

/** What somebody was told when they did something: `done`, they have it or it is back; else why not. */
export type Told = "done" | "taken" | "cancelled" | "returned" | "expired";

/** What somebody did about money that was sent. */
export type Deed = { by: Person; told: Told } & (
  | { did: "cancel" | "refuse" }
  | {
      did: "claim";
      /** Who is to be paid. */
      to: string[];
      /** An asset; null: as it was sent. */
      wants: string | null;
      /** What they were promised, as it was shown: "0.5 ETH". */
      promised: string;
    }
);

/** What is sent to one person. */
export interface Line {
  kind: "mixin" | "phone" | "email";
  /** A Mixin ID, a phone number, a mail address. */
  address: string;
  /** Part of the price, decimal. */
  amount: string;
  /** Whom the bot writes to from the beginning; null: whoever has the link. */
  person: Person | null;
  deeds: Deed[];
  /** Who was asked in the chat whether it was them that opened the link, once each. */
  asked: Person[];
}

/** Money that somebody sends to others by one payment. */
export interface Sending {
  sender: Person;
  lines: Line[];
  /** Whether the time to take it is over, milliseconds since 1970; null: it is not in this run. */
  endsAt: number | null;
}

/** What became of what was sent to one person, by what they were all told. */
export type Fate =
  | { state: "waiting" | "unpaid" | "cancelled" }
  | { state: "delivered"; deed: Extract<Deed, { did: "claim" }> }
  | { state: "returned"; reason: "expired" | "cancelled" | "refused" };

/** The one who was told that they have it decides; without one it went back when its time was over. */
export function fateOf({ deeds }: Line, isOver: boolean): Fate {
  const won = deeds.find(({ told }) => told === "done");
  if (won?.did === "claim") return { state: "delivered", deed: won };
  if (won) return { state: "returned", reason: won.did === "cancel" ? "cancelled" : "refused" };
  return isOver ? { state: "returned", reason: "expired" } : { state: "waiting" };
}

/** What those who were too late had to be told. */
export function tooLate(fate: Fate): Told[] {
  switch (fate.state) {
    case "delivered":
      return ["taken"];
    case "returned":
      // The page of a link says who took it back, the chat does not.
      return fate.reason === "expired"
        ? ["expired"]
        : fate.reason === "cancelled"
          ? ["cancelled", "returned"]
          : ["returned"];
    case "waiting":
    case "unpaid":
    case "cancelled":
      return [];
    default:
      return fate satisfies never;
  }
}
