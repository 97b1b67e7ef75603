/** What pay links say, and what an order's page says to visitors of shops. */
export const checkout = {
  search: "Search by name or network",
  searchNone: "Nothing has this in its name. Choose from the list above, or search for something else.",
  payWithApp: "Pay with {{app}}",
  returning: "You are taken back to the shop in a moment.",
  wrong: {
    title: "This payment link has a mistake",
    text: "It cannot be paid like this, and you cannot mend it. Please tell the shop this:",
  },
  busy: {
    title: "Please try again in a minute",
    text: "Mixin does not tell at the moment who is to be paid.",
  },
  programs: {
    title: "This order has a page of its own",
    text: "The shop has made another page for paying this order. Please go back to the shop and pay there.",
  },
  used: {
    title: "This link is for a payment that is there already",
    text: "Its number belongs to a payment with another amount or other terms. Please go back to the shop and start again there.",
  },
} as const;
