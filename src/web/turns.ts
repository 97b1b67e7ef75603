/** Does what has the same name one after the other, as it was asked for, and what has different names at once. */
export type InTurn = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/**
 * For what waits for the same lock of the database: done at once, each would keep a connection while it waits, and leave
 * none to others. In this process alone; the lock is what is right about it.
 */
export function createTurns(): InTurn {
  const last = new Map<string, Promise<void>>();
  return async (name, work) => {
    const before = last.get(name);
    let end = (): void => undefined;
    const mine = new Promise<void>((resolve) => {
      end = resolve;
    });
    last.set(name, mine);
    try {
      await before;
      return await work();
    } finally {
      if (last.get(name) === mine) last.delete(name);
      end();
    }
  };
}
