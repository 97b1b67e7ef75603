import type { Log } from "../log.js";
import type { Mixin } from "../mixin/client.js";
import type { User, UserDirectory, UserSearch } from "../mixin/users.js";

/** A name is nice to have: nobody waits longer for it than this. */
const PATIENCE_MS = 1_500;

/** People's names for conversations and notices, quickly or not at all. */
export function createProfiles(users: UserDirectory, log: Log) {
  async function profiles(userIds: string[]): Promise<Map<string, User>> {
    const nobody = new Map<string, User>();
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<Map<string, User>>((resolve) => {
      timer = setTimeout(() => resolve(nobody), PATIENCE_MS);
    });
    const asked = users.byIds(userIds).catch((error: unknown) => {
      log("warn", "profiles could not be read", { error });
      return nobody;
    });
    const found = await Promise.race([asked, patience]);
    clearTimeout(timer);
    return found;
  }

  return {
    profiles,
    findUser: (query: string): Promise<UserSearch> => users.search(query),
    usersByIds: (userIds: string[]): Promise<Map<string, User>> => users.byIds(userIds),
    async creatorOf(botId: string): Promise<string | null> {
      const creator = (await profiles([botId])).get(botId)?.creatorId ?? null;
      return creator === botId ? null : creator;
    },
    async nameOf(userId: string): Promise<string | null> {
      return (await profiles([userId])).get(userId)?.fullName ?? null;
    },
  };
}

/** What the bot calls itself and by which number it is mentioned; a plain name when the network does not tell now. */
export async function ownProfile(mixin: Mixin, log: Log): Promise<{ botName: string; botNumber: string }> {
  try {
    const { fullName, identityNumber } = await mixin.profile();
    return { botName: fullName, botNumber: identityNumber };
  } catch (error) {
    log("warn", "the network does not tell who this bot is", { error });
    return { botName: "Mixtill", botNumber: "" };
  }
}
