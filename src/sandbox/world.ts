import type { Socket } from "node:net";
import { Attachments } from "./chat/attachments.js";
import { Conversations } from "./chat/conversations.js";
import { Delivery } from "./chat/delivery.js";
import { Groups } from "./chat/groups.js";
import { Messages } from "./chat/messages.js";
import { Faults } from "./control/faults.js";
import { Market } from "./market/market.js";
import { Authorizations } from "./people/authorizations.js";
import { People } from "./people/people.js";
import { Tokens } from "./people/tokens.js";
import { Deposits } from "./wallet/deposits.js";
import { Entries } from "./wallet/entries.js";
import { Ghosts } from "./wallet/ghosts.js";
import { Multisigs } from "./wallet/multisigs.js";
import { Outputs } from "./wallet/outputs.js";
import { Snapshots } from "./wallet/snapshots.js";
import { Wallet } from "./wallet/wallet.js";
import { Route } from "./route/route.js";
import { Store } from "./store/store.js";
import { DEFAULT_SWITCHES, type Switches } from "./switches.js";

export interface WorldOptions {
  /** Where the journal and the attachments are kept; without it, nothing outlives the process. */
  readonly dir?: string | undefined;
  /** How long a sent transaction takes to become final. */
  readonly finalityMs?: number | undefined;
  /** Whether prices move by themselves; default true. */
  readonly priceWalk?: boolean | undefined;
  readonly seed?: number | undefined;
  readonly switches?: Partial<Switches> | undefined;
  /** Called with what should never happen. */
  readonly report?: ((error: unknown) => void) | undefined;
}

const FINALITY_MS = 400;
const PRUNE_MS = 3_600_000;

/** All parts of the sandbox, put together. */
export class World {
  readonly switches: Switches;
  readonly store: Store;
  readonly people: People;
  readonly authorizations: Authorizations;
  readonly tokens: Tokens;
  readonly conversations: Conversations;
  readonly attachments: Attachments;
  readonly delivery: Delivery;
  readonly messages: Messages;
  readonly groups: Groups;
  readonly market: Market;
  readonly ghosts: Ghosts;
  readonly outputs: Outputs;
  readonly snapshots: Snapshots;
  readonly entries: Entries;
  readonly deposits: Deposits;
  readonly wallet: Wallet;
  readonly multisigs: Multisigs;
  readonly route: Route;
  readonly faults = new Faults();
  readonly report: (error: unknown) => void;
  private readonly waking = new Set<() => void>();
  private readonly pruning: NodeJS.Timeout;

  constructor(
    options: WorldOptions,
    readonly url: () => string,
  ) {
    this.switches = { ...DEFAULT_SWITCHES, ...options.switches };
    this.report = options.report ?? (() => undefined);
    this.store = new Store(options.dir);
    this.people = new People(this.store, url);
    this.authorizations = new Authorizations(this.store, this.people);
    this.tokens = new Tokens(this.people, this.authorizations, this.switches);
    this.conversations = new Conversations(this.store, this.people);
    this.attachments = new Attachments(this.store, options.dir, url);
    this.delivery = new Delivery(this.store, this.switches.redeliveryMs);
    this.messages = new Messages(
      this.store,
      this.people,
      this.conversations,
      this.attachments,
      this.delivery,
      this.switches,
    );
    this.groups = new Groups(this);
    this.market = new Market(this.store, { walk: options.priceWalk !== false, seed: options.seed ?? 1 }, url);
    this.ghosts = new Ghosts(this.store, this.people);
    this.outputs = new Outputs(this.store, this.people);
    this.snapshots = new Snapshots(this.store, this.people, this.messages);
    this.entries = new Entries(this.store, this.people);
    this.deposits = new Deposits(this);
    this.wallet = new Wallet(this, options.finalityMs ?? FINALITY_MS);
    this.multisigs = new Multisigs(this);
    this.store.open();
    this.ghosts.open();
    this.route = new Route(this);
    this.route.open();
    this.wallet.open();
    this.deposits.open();
    this.pruning = setInterval(() => this.messages.prune(), PRUNE_MS);
    this.pruning.unref();
  }

  /** Waits, but no longer than the other end of the socket does, nor past `close`. */
  pause(ms: number, socket: Socket): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        socket.off("close", wake);
        this.waking.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      socket.once("close", wake);
      this.waking.add(wake);
    });
  }

  close(): void {
    clearInterval(this.pruning);
    for (const wake of this.waking) wake();
    this.wallet.close();
    this.route.close();
    this.deposits.close();
    this.market.close();
    this.delivery.close();
    this.store.journal.close();
  }
}
