import { mixAddress } from "../mixin/addresses.js";
import { createCache } from "../mixin/cache.js";
import type { User, UserDirectory } from "../mixin/users.js";
import type { Log } from "../log.js";
import { createLimiter } from "../web/limiter.js";
import type { ApiOptions } from "../web/options.js";

/** MixPay's oldest clients hang up after five seconds. */
const PATIENCE_MS = 2_000;
/** As long as the client remembers people; those who cannot be paid yet change that, and try again. */
const KNOWN_MS = 3_600_000;
const UNFIT_MS = 5_000;
const ABSENT_MS = 60_000;
const MAX_KNOWN = 10_000;
/** Mixin answers no search for twelve hours when there were too many: no stranger shall bring that on the chat. */
const SEARCHES = { burst: 60, perSecond: 0.1 };
/** Half of these for one network: whoever asks for numbers at random leaves some to the others. */
const SEARCHES_EACH = { burst: 30, perSecond: 0.05 };
/** Anybody can name ids that nobody has: the bot, who asks with its own key, goes on being answered. */
const REQUESTS = { burst: 300, perSecond: 2 };
/** As many as the client asks for in one request. */
const IDS_AT_ONCE = 100;

type Found = User | "absent";

/** What the API needs of Mixin. */
export function apiOptions(
  { users, log, now = () => new Date() }: { users: UserDirectory; log: Log; now?: () => Date },
  given: Omit<ApiOptions, "findUser" | "usersByIds" | "mixAddress">,
): ApiOptions {
  const known = createCache<Found>(MAX_KNOWN, () => now().getTime());
  const searches = createLimiter(SEARCHES, now);
  const searchesEach = createLimiter(SEARCHES_EACH, now);
  const requests = createLimiter(REQUESTS, now);
  /** What is being asked: whoever asks for the same meanwhile waits for the same answer. */
  const underWay = new Map<string, Promise<Found | "busy">>();

  /** A network that asked too often takes nothing of what is for all. */
  const maySearch = (network: string): boolean => searchesEach.take(network) === 0 && searches.take("") === 0;

  async function ask(idOrNumber: string, network: string): Promise<Found | "busy"> {
    const isNumber = /^\d+$/.test(idOrNumber);
    if (isNumber ? !maySearch(network) : requests.take("") > 0) return "busy";
    if (!isNumber) return (await users.byId(idOrNumber)) ?? "absent";
    const found = await users.search(idOrNumber);
    if (found.status === "limited") return "busy";
    return found.status === "found" ? found.user : "absent";
  }

  async function remember(idOrNumber: string, network: string): Promise<Found | "busy"> {
    const found = await ask(idOrNumber, network).catch((error: unknown) => {
      log("warn", "Mixin does not tell who somebody is", { error });
      return "busy" as const;
    });
    if (found !== "busy") known.set(idOrNumber, found, lifetimeOf(found));
    return found;
  }

  function shared(idOrNumber: string, network: string): Promise<Found | "busy"> {
    const asked = underWay.get(idOrNumber) ?? remember(idOrNumber, network).finally(() => underWay.delete(idOrNumber));
    underWay.set(idOrNumber, asked);
    return asked;
  }

  /** Those of these ids who exist; asks for those only of whom nothing is known. */
  async function rememberAll(userIds: string[]): Promise<User[] | "busy"> {
    const all = userIds.map((id) => ({ id, found: known.get(id) }));
    const missing = all.filter(({ found }) => found === undefined).map(({ id }) => id);
    for (let asked = 0; asked < missing.length; asked += IDS_AT_ONCE) if (requests.take("") > 0) return "busy";
    const answered = missing.length > 0 ? await users.byIds(missing) : new Map<string, User>();
    for (const id of missing) {
      const found = answered.get(id) ?? "absent";
      known.set(id, found, lifetimeOf(found));
    }
    return all.map(({ id, found }) => found ?? answered.get(id) ?? "absent").filter((one) => one !== "absent");
  }

  return {
    ...given,
    findUser: (idOrNumber, network = "") => {
      const found = known.get(idOrNumber);
      return found ? Promise.resolve(found) : soon(shared(idOrNumber, network));
    },
    async usersByIds(userIds) {
      const found = await soon(rememberAll(userIds));
      if (found === "busy") throw new Error("Mixin cannot be asked now who they are");
      return found;
    },
    mixAddress,
  };
}

const lifetimeOf = (found: Found): number => {
  if (found === "absent") return ABSENT_MS;
  return found.hasSafe ? KNOWN_MS : UNFIT_MS;
};

/** What takes longer is heard of by whoever asks next. */
async function soon<T>(asked: Promise<T>): Promise<T | "busy"> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"busy">((resolve) => {
    timer = setTimeout(() => resolve("busy"), PATIENCE_MS);
  });
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}
