import type { Adapter, AdapterPayload } from "oidc-provider";
import type { Row, Store } from "./state.ts";

const seconds = () => Math.floor(Date.now() / 1000);

/** Keeps the provider library's rows in the store, under `Model:id`. */
export function storeAdapter(store: Store): (model: string) => Adapter {
  const { rows } = store.state;
  const alive = (row: Row | undefined) =>
    row && (row.expiresAt ?? Number.POSITIVE_INFINITY) > Date.now() ? (row.payload as AdapterPayload) : undefined;

  return (model) => {
    const key = (id: string) => `${model}:${id}`;
    const findBy = (field: "uid" | "userCode", value: string) =>
      alive(Object.entries(rows).find(([name, row]) => name.startsWith(`${model}:`) && row.payload[field] === value)?.[1]);
    return {
      async upsert(id, payload, expiresIn) {
        rows[key(id)] = { payload, ...(expiresIn ? { expiresAt: Date.now() + expiresIn * 1000 } : {}) };
        store.changed();
      },
      find: async (id) => alive(rows[key(id)]),
      findByUid: async (uid) => findBy("uid", uid),
      findByUserCode: async (userCode) => findBy("userCode", userCode),
      async consume(id) {
        const row = rows[key(id)];
        if (row) row.payload.consumed = seconds();
        store.changed();
      },
      async destroy(id) {
        delete rows[key(id)];
        store.changed();
      },
      async revokeByGrantId(grantId) {
        for (const [name, row] of Object.entries(rows)) if (row.payload.grantId === grantId) delete rows[name];
        store.changed();
      },
    };
  };
}
