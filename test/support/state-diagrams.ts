import { ORDER_MOVES, REFUND_MOVES, REMITTANCE_MOVES, SWAP_MOVES, TRANSFER_MOVES } from "../../src/payments/state.js";

type Moves = Record<string, readonly string[]>;

/** What moves, where it begins, and where it may go. */
const MACHINES: { title: string; begins: string[]; moves: Moves }[] = [
  { title: "Order", begins: ["open"], moves: ORDER_MOVES },
  { title: "Transfer", begins: ["waiting", "signed"], moves: TRANSFER_MOVES },
  { title: "Swap", begins: ["wanted"], moves: SWAP_MOVES },
  { title: "Refund by the merchant", begins: ["unpaid", "sending"], moves: REFUND_MOVES },
  { title: "Money from person to person", begins: ["unpaid"], moves: REMITTANCE_MOVES },
];

const BEGIN = "<!-- states: made by npm run diagram -->";
const END = "<!-- end of states -->";

/** The text with the diagrams of all legal moves between its marks. Throws when it has no marks. */
export function withDiagrams(text: string): string {
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`the marks ${BEGIN} and ${END} are missing`);
  return `${text.slice(0, begin + BEGIN.length)}\n\n${MACHINES.map(diagram).join("\n\n")}\n\n${text.slice(end)}`;
}

function diagram({ title, begins, moves }: (typeof MACHINES)[number]): string {
  const lines = [
    ...begins.map((state) => `[*] --> ${state}`),
    ...Object.entries(moves).flatMap(([from, targets]) =>
      targets.length === 0 ? [`${from} --> [*]`] : targets.map((to) => `${from} --> ${to}`),
    ),
  ];
  return [`**${title}**`, "", "```mermaid", "stateDiagram-v2", ...lines.map((line) => `  ${line}`), "```"].join("\n");
}
