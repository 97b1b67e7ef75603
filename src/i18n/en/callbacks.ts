/** What a shop hears of addresses that do not take what its programs are to be told. */
export const callbacks = {
  dead: {
    told: "“{{host}}” does not take my messages. I have tried to tell it “{{event}}” ({{what}}) since {{since}}, and have given up.\nThe last try: {{problem}}\nThe message is kept. Send it again once your server works.",
    again: "Send it again",
    log: "All with problems",
  },
} as const;
