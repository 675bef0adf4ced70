import type { FaultTime } from "./faulty-db.ts";

/**
 * Bindings of objects whose `failAt`-th call (from 1, over all of them) fails; 0: none does. `before`: the object did nothing; `after`: it
 * did everything, and its answer was lost.
 */
export function faultyObjects<N extends string>(real: Record<N, unknown>, failAt: number, time: FaultTime) {
  let calls = 0;
  const through = async (run: () => unknown): Promise<unknown> => {
    calls += 1;
    if (calls !== failAt) return run();
    if (time === "after") await run();
    throw new Error(`object: connection lost ${time} call ${failAt}`);
  };
  const wrap = (namespace: DurableObjectNamespace) => ({
    idFromName: (name: string) => namespace.idFromName(name),
    get: (id: DurableObjectId) => {
      const stub = namespace.get(id) as unknown as Record<string, (...args: unknown[]) => unknown>;
      return new Proxy(
        {},
        {
          get:
            (_, method: string) =>
            (...args: unknown[]) =>
              through(() => stub[method]?.(...args)),
        },
      );
    },
  });
  const bindings = Object.fromEntries(Object.entries(real).map(([name, namespace]) => [name, wrap(namespace as DurableObjectNamespace)]));
  return { bindings: bindings as Record<N, unknown>, calls: () => calls };
}
