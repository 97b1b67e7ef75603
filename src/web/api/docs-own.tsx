import type { Child } from "hono/jsx";
import { KEYS_MAX, type Scope } from "../../shop/api-keys.js";
import { TITLES_LOOKED_AT } from "../../shop/order-search.js";
import { WEBHOOK_EVENTS, WEBHOOKS_MAX } from "../../shop/webhooks.js";
import { ENDPOINTS } from "./endpoints/index.js";
import type { OwnExamples } from "./docs-own-examples.js";
import { Example, Section, Table } from "./docs-parts.js";
import { anchorOf } from "./docs-reference.js";
import { KEY_LENGTH } from "./idempotency.js";

const SCOPE_WORDS: Record<Scope, string> = {
  orders: "Read the shop’s orders, with who paid them.",
  refunds: "Give payments back, out of the shop’s money: read and begin refunds, and take them back.",
  statistics: "Read the shop’s figures.",
  webhooks: "Say which of your servers are told of what happens, and read what they were told.",
};

/** What the API has that MixPay’s has not. */
export function ownGuide(examples: OwnExamples): { id: string; title: string; children: Child }[] {
  return [
    { id: "keys", title: "Keys", children: <Keys examples={examples} /> },
    { id: "asking-twice", title: "Asking twice", children: <AskingTwice examples={examples} /> },
    { id: "orders", title: "Orders of the shop", children: <Orders examples={examples} /> },
    { id: "refunds", title: "Refunds", children: <Refunds examples={examples} /> },
    { id: "statistics", title: "Statistics", children: <Statistics examples={examples} /> },
    { id: "webhooks", title: "Webhooks", children: <Webhooks examples={examples} /> },
  ];
}

type Given = { examples: OwnExamples };

const Keys = ({ examples }: Given) => (
  <>
    <p>
      Whoever reads a shop’s orders or gives its money back needs its key. Its owner makes one in the chat: say{" "}
      <code>API keys</code>, tap <b>New key</b>, name the program and say what it may do. The key, which begins with{" "}
      <code>mixtill_</code>, is shown once; we keep only what it is recognised by. A shop has at most {KEYS_MAX} keys,
      so give each program one of its own, for no more than it needs.
    </p>
    <Table
      label="What a key can be good for"
      columns={["Scope", "With it a program can"]}
      rows={Object.entries(SCOPE_WORDS).map(([scope, meaning]) => [
        <code>{scope}</code>,
        <>
          {meaning}
          {ENDPOINTS.filter((endpoint) => endpoint.scope === scope).map((endpoint) => (
            <a class="line" href={`#${anchorOf(endpoint)}`}>
              <code>
                {endpoint.method} {endpoint.path}
              </code>
            </a>
          ))}
        </>,
      ])}
    />
    <Example {...examples.key} />
    <p>
      It is sent in the header <code>Authorization: Bearer mixtill_…</code>, and read nowhere else: addresses are
      written down by everything they pass. Without a good key the answer is 401, with one that lacks the scope 403,
      each as the HTTP status and as <code>code</code>. A revoked key is no good at once, for ever.
    </p>
    <p>
      What does something in a shop’s name is read exactly: a POST with a parameter that it does not know, with a blank
      one or one that is said twice, is refused with 10011 and does nothing; so is one with a blank{" "}
      <code>Idempotency-Key</code>. So a slip of the pen gives back no more than was meant.
    </p>
    <p>
      Keep keys on your server. Browsers are let through (CORS allows the header, so that clients which always send it
      reach the rest of the API), but whoever can open a page can read the key in it. Nothing here goes by cookies, so
      no other page can act with a key that it does not know.
    </p>
  </>
);

const AskingTwice = ({ examples }: Given) => (
  <>
    <p>
      A program that has heard no answer does not know whether it was understood. It names its request with the header{" "}
      <code>Idempotency-Key</code>, of at most {KEY_LENGTH} printable characters, and asks again: with the same
      parameters it makes nothing new, however often and at once it comes, and is told how that stands now. With other
      parameters it is refused: 409, as the HTTP status and as <code>code</code>. Names of payments and refunds do not
      expire. Of a payment those parameters count that make it this one: payee, price, settlement asset, what it is for,
      and where you hear of it. Others may differ: of <code>returnTo</code>, <code>failedReturnTo</code> and{" "}
      <code>clientId</code> the first hold, and of two sites to return to neither, of deadlines the last, and{" "}
      <code>/payments</code> may name another <code>paymentAssetId</code> each time.
    </p>
    <Example {...examples.repeated} />
    <p>
      It works for everything that is made: payments, where the name is the payee’s, and what a key makes, where it is
      the shop’s. Payments can be asked for by anybody, so take names that nobody guesses, such as a UUID. A{" "}
      <code>traceId</code> is such a name already, and then this one does not count. Beside an <code>orderId</code> the
      number is what makes a payment once: where that has an order with the same parameters already, that one is told,
      and the name is not kept. Sent again with another number, it may make another payment.
    </p>
  </>
);

const Orders = ({ examples }: Given) => (
  <>
    <p>
      <code>/orders</code> lists what the shop sells by: orders of its codes, its invoices and its programs, newest
      first. Fields that <code>/payments_result</code> has, too, mean the same. Put the key that you were given in the
      place of the one here:
    </p>
    <Example {...examples.list} />
    <p>
      When <code>next</code> is not empty there may be more: send it as <code>cursor</code>, with the same filter. What
      is new meanwhile moves nothing in between. <code>q</code> looks through the titles, of {TITLES_LOOKED_AT} orders
      in one request: a page can be short, or empty, and still have a next one. Among many orders name a time, too.
    </p>
    <Example {...examples.search} />
    <p>An order by itself comes with what was paid for it, what went to the payee, and what was given back:</p>
    <Example {...examples.order} />
  </>
);

const Refunds = ({ examples }: Given) => (
  <>
    <p>
      Say which order, and how much of its price: all that is left when you do not. The payer gets back the coins they
      paid for that part, or, with <code>rate=today</code>, coins that are worth it now. All refunds of a payment
      together are never more than its price, however many are begun at once. It is done in the name of the shop’s
      owner, at once and without another question, also above the sum at which the chat asks twice.
    </p>
    <Example {...examples.refund} />
    <p>
      Money that has not gone out to the shop pays for it by itself: <code>pending</code>, then <code>success</code>.
      Otherwise it is <code>unpaid</code>: the shop pays for it at <code>payUrl</code> until <code>payUntil</code>, or
      it is <code>cancelled</code>. In the sandbox open <code>payUrl</code> in Thorb’s messenger and pay it in what Ada
      paid in; a moment later she has it. Until it is paid for you can take it back:
    </p>
    <Example {...examples.cancel} />
  </>
);

const Statistics = ({ examples }: Given) => (
  <>
    <p>
      The figures are those of the chat: for each currency that prices were in, what was paid and given back, by which
      assets, and over time. They are counted in quarters of an hour, and cost the same however much was paid.
    </p>
    <Example {...examples.statistics} />
  </>
);

const Webhooks = ({ examples }: Given) => (
  <>
    <p>
      Your server hears of every order of the shop, whoever asked for it, and need not ask. A shop has at most{" "}
      {WEBHOOKS_MAX} webhooks, added here or in the chat (say <code>Webhooks</code>); each is told of{" "}
      {WEBHOOK_EVENTS.map((event, index) => (
        <>
          {index === 0 ? "" : ", "}
          <code>{event}</code>
        </>
      ))}
      , or of those that you name. Addresses must be https and lead to the internet, but for{" "}
      <a href="#callbacks">while you develop</a>.
    </p>
    <Example {...examples.webhook} />
    <p>
      Each message is a POST with what was so when it happened, in the words of <code>/orders</code>:{" "}
      <code>data.order</code>, of a refund also <code>data.refund</code>, of a ping neither. It is taken when the answer
      has a status of success (2xx), and else comes again as callbacks do.
    </p>
    <Example {...examples.webhookBody} />
    <Example {...examples.receiver} />
    <p>
      The header <code>mixtill-event</code> names the event, and <code>mixtill-delivery</code> the entry of the log. The{" "}
      <code>id</code> in the body stays the same however often a message comes, also when somebody has it sent again:
      what you have handled already you know by that. Messages of one order come one at a time, oldest first; but one
      that you did not take comes again after later ones: the later it was written, the greater its{" "}
      <code>sequence</code>, so pass over what is older than you know. <code>createdAt</code> of the message is in unix
      milliseconds.
    </p>
    <p>
      Messages are signed as callbacks are, in <code>mixtill-signature</code>, with one key for all shops. So compare
      who it was told to: <code>webhookId</code> is what you were given, and <code>merchantId</code> the shop, which is
      its owner’s Mixin user ID. Anybody may ask for an order that pays you, with any <code>orderId</code> and any
      price: before goods go out, compare <code>quoteAmount</code> and <code>quoteAssetId</code> with what you asked
      for, or know the order by its <code>traceId</code>.
    </p>
    <p>
      What became of each message, and of each callback, stands in <code>/deliveries</code> for 60 days, with what was
      sent and the first kilobyte of every answer. A ping is sent once, the rest as often as callbacks are. When a
      server takes nothing any more, the shop is told in the chat.
    </p>
    <Example {...examples.ping} />
    <Example {...examples.delivery} />
    <Example {...examples.resend} />
    <Example {...examples.deliveries} />
  </>
);

/** The sections as they stand on the page. */
export const OwnGuide = ({ examples }: Given) => (
  <>
    {ownGuide(examples).map(({ id, title, children }) => (
      <Section id={id} title={title}>
        {children}
      </Section>
    ))}
  </>
);
