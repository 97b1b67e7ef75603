/** Who gets the money, and when it cannot get there. */
export const payee = {
  changed: "From now on the money of your shop goes to {{to}}. Until now it went to {{from}}.",
  changedCode: "From now on the money of “{{code}}” goes to {{to}}. Until now it went to {{from}}.",
  notMe: "If that was not you, change it back at once.",
  formerly: "The money of {{shop}} no longer goes to {{from}}. From now on it goes to {{to}}.",
  formerlyCode: "The money of “{{code}}” at {{shop}} no longer goes to {{from}}. From now on it goes to {{to}}.",
  button: "Who gets the money",
  stuckTitle: "Cannot pay out {{amount}}",
  stuck:
    "{{amount}} for “{{code}}” cannot be sent to {{to}}: the network refuses it. The money is safe here. Most often the receiver has not set up the new wallet of Mixin yet: they open Mixin, update it, and create their wallet. Or choose who else gets the money.",
  stuckRefund:
    "The refund of {{amount}} for “{{code}}” cannot be sent to {{to}}: the network refuses it. The money is safe here. Ask them to open Mixin, update it, and create their wallet.",
} as const;
