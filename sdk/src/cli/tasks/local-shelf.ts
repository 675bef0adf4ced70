import { diff } from "../../tasks/declare/diff.ts";
import type { TaskEnvironment } from "../../tasks/environment.ts";
import { attemptsOf, resultOf, type TaskEvent } from "../../tasks/ledger/ledger.ts";
import type { Registration } from "../../tasks/ledger/registry.ts";
import { bookedIds, bookedTasks } from "../../tasks/store/books.ts";
import { type Catalog, needsOf, readCatalog, type StoreEntry } from "../../tasks/store/catalog.ts";
import { linesOf } from "../../tasks/store/lines.ts";
import { invalidateStored, removeStored } from "../../tasks/store/remove.ts";
import { diskUsage } from "../../tasks/store/usage.ts";
import { EXIT } from "../exit-codes.ts";
import { Failure, usage } from "../failure.ts";
import { search } from "./query.ts";
import type { RelativeRow, TaskFacts, TaskRow, TaskShelf } from "./view.ts";

/** Least digits of an id that stand for the whole. */
const PREFIX = /^[0-9a-f]{8,64}$/;

interface Known {
  readonly id: string;
  readonly json: Registration | null;
  readonly entry: StoreEntry | null;
  readonly events: readonly TaskEvent[];
}

/** Everything that a store tells of its tasks. */
class LocalStore {
  readonly #environment: TaskEnvironment;
  readonly catalog: Catalog;
  readonly #booked: Map<string, Registration>;
  readonly ids: readonly string[];

  constructor(environment: TaskEnvironment, catalog: Catalog) {
    this.#environment = environment;
    this.catalog = catalog;
    this.#booked = bookedTasks(environment);
    this.ids = [...new Set([...catalog.byId.keys(), ...bookedIds(environment), ...this.#booked.keys()])];
  }

  async known(id: string): Promise<Known> {
    const entry = this.catalog.byId.get(id) ?? null;
    const booked = this.#booked.get(id) ?? null;
    return {
      id,
      entry,
      json: entry ? { ...booked, ...entry.marker.task } : booked,
      events: await this.#environment.ledger.history(id),
    };
  }

  /** The task that a word names: an id, or the beginning of one. */
  find(word: string): string {
    if (!PREFIX.test(word))
      throw usage(`${word} is no id: name a task by its id, or by the first 8 digits of it or more.`, "cairn task list");
    const found = this.ids.filter((id) => id.startsWith(word));
    const [only] = found;
    if (found.length === 1 && only !== undefined) return only;
    if (only === undefined) throw new Failure(EXIT.notFound, `There is no task ${word} in this store.`, "cairn task list");
    throw new Failure(EXIT.usage, `${found.length} tasks begin with ${word}; give more digits.`, undefined, { details: found.slice(0, 5) });
  }
}

/** A time as events have it. @throws Failure for what is none */
function momentOf(time: string): string {
  const ms = Date.parse(time);
  if (Number.isNaN(ms)) throw usage(`--as-of takes a time, e.g. 2026-11-01T00:00:00Z, not ${time}.`);
  return new Date(ms).toISOString();
}

const namesOf = (json: Registration | null): { name: string | null; namespace: string; version: string } => ({
  name: json?.name ?? null,
  namespace: json?.namespace ?? "",
  version: json?.version ?? "",
});

function rowOf({ id, json, entry, events }: Known): TaskRow {
  const last = attemptsOf(events, entry?.marker).at(-1);
  const known = resultOf(events);
  const output = entry && {
    uri: entry.root.storage.uriOf(`${entry.folder}/${entry.marker.output}`),
    size_bytes: entry.marker.size_bytes,
    sha256: entry.marker.sha256,
    serializer: entry.marker.serializer,
  };
  return {
    id,
    ...namesOf(json),
    label: json?.label ?? null,
    tags: json?.tags ?? {},
    host: last?.host ?? null,
    result: entry ? "success" : known === "success" ? "absent" : known,
    attempt_status: last?.status ?? null,
    params: json?.params ?? null,
    output,
    error: last?.status === "failed" || last?.status === "crashed" ? (last.error ?? null) : null,
    started_at: last?.startedAt ?? null,
    finished_at: entry?.marker.finished_at ?? last?.endedAt ?? null,
  };
}

/** A task as it was at a time, by what had happened to it; null where nothing had. The output is that of then only if it still lies there. */
function asOf(known: Known, time: string): Known | null {
  const events = known.events.filter(({ at }) => at <= time);
  if (events.length === 0) return null;
  const isThere = resultOf(events) === "success" && known.entry !== null && known.entry.marker.finished_at <= time;
  return { ...known, events, entry: isThere ? known.entry : null };
}

/** Tasks of the store of this machine. Everything is looked at anew by each command. */
export function localShelf(environment: TaskEnvironment): TaskShelf {
  const { ledger } = environment;
  let opened: Promise<LocalStore> | undefined;
  const open = (): Promise<LocalStore> => {
    opened ??= readCatalog(environment).then((catalog) => new LocalStore(environment, catalog));
    return opened;
  };
  const ref = async (store: LocalStore, id: string): Promise<Omit<RelativeRow, "distance">> => {
    const known = await store.known(id);
    return { id, ...namesOf(known.json), result: rowOf(known).result };
  };
  const needs = async (store: LocalStore, id: string): Promise<string[]> => {
    const { entry, json } = await store.known(id);
    return entry ? needsOf(entry, environment) : [...(json?.dependencies ?? [])];
  };
  /** What needs what, the other way round. */
  const neededBy = async (store: LocalStore): Promise<Map<string, string[]>> => {
    const found = new Map<string, string[]>();
    for (const id of store.ids) for (const need of await needs(store, id)) found.set(need, [...(found.get(need) ?? []), id]);
    return found;
  };
  return {
    place: "this store",
    async list({ q, sort, asOf: time, limit, isAll, cursor, stateOf }) {
      if (cursor !== undefined) throw usage("A local store is listed at once: use --limit or --all instead of --cursor.");
      const store = await open();
      const rows: TaskRow[] = [];
      const then = time === undefined ? null : momentOf(time);
      for (const id of store.ids) {
        const known = await store.known(id);
        const seen = then === null ? known : asOf(known, then);
        if (!seen) continue;
        const is = stateOf && seen.json ? { is: stateOf(seen.json) } : {};
        rows.push({ ...rowOf(seen), ...is, ...(then === null ? {} : { result: resultOf(seen.events) }) });
      }
      const found = search(rows, q, sort);
      return { items: isAll ? found : found.slice(0, limit), next_cursor: null, total: found.length };
    },
    async get(word): Promise<TaskFacts> {
      const store = await open();
      const id = store.find(word);
      const known = await store.known(id);
      const dependents = (await neededBy(store)).get(id) ?? [];
      return {
        ...rowOf(known),
        schema_hash: known.json?.schema_hash ?? null,
        dependencies: await Promise.all((await needs(store, id)).map((one) => ref(store, one))),
        dependents: await Promise.all(dependents.map((one) => ref(store, one))),
        attempts: attemptsOf(known.events, known.entry?.marker).map(
          ({ number, status, startedAt, endedAt, host, pid, error, resources }) => ({
            ...{ number, status, started_at: startedAt, finished_at: endedAt, error, resources },
            owner: host !== null && pid !== null ? { host, pid } : null,
          }),
        ),
        assets: (await ledger.reports(id)).map(({ name, format }) => ({ name, kind: format })),
      };
    },
    async *lines(q) {
      const store = await open();
      const { items } = await this.list({ q, sort: undefined, asOf: undefined, limit: 0, isAll: true, cursor: undefined });
      for (const { id } of items) {
        const { json, entry } = await store.known(id);
        if (json) yield* await linesOf(json, entry?.marker ?? null, environment);
      }
    },
    async log(word, attempt) {
      const store = await open();
      const id = store.find(word);
      const last = attemptsOf(await ledger.history(id)).at(-1)?.number;
      return (await ledger.readLog(id, attempt ?? last ?? 1)) ?? "";
    },
    async report(word, name) {
      const store = await open();
      const all = await ledger.reports(store.find(word));
      const found = all.find((one) => one.name === name);
      if (found) return found.text;
      const names = all.map((one) => one.name).join(", ");
      throw new Failure(EXIT.notFound, `The task has no report "${name}"${names ? `; it has ${names}` : ""}.`);
    },
    async explain(word) {
      const store = await open();
      const known = await store.known(store.find(word));
      const { result } = rowOf(known);
      const { json } = known;
      if (!json) throw new Failure(EXIT.notFound, `Of ${known.id.slice(0, 8)} the store knows the id alone.`);
      if (result === "success")
        return { result, nearest: { id: json.id }, differences: [], summary: "It is complete and would be loaded." };
      const [nearest] = store.catalog.entries
        .filter(({ marker: { task } }) => task.namespace === json.namespace && task.name === json.name)
        .map((entry) => ({ entry, differences: diff(entry.marker.task, json) }))
        .sort((a, b) => a.differences.length - b.differences.length || b.entry.finishedAtMs - a.entry.finishedAtMs);
      const words = { failed: "Its last attempt failed.", incomplete: "An attempt runs, or was cut off." }[result];
      const taken = known.events.at(-1)?.type === "invalidated" ? "Its output was taken back." : undefined;
      return {
        result,
        nearest: nearest ? { id: nearest.entry.id } : null,
        differences: (nearest?.differences ?? []).map(({ path, left, right }) => ({ path, old: left, new: right })),
        summary: taken ?? words ?? (nearest ? "It differs from the nearest complete one." : "Nothing of its type is complete yet."),
      };
    },
    async relatives(word, direction, isTransitive) {
      const store = await open();
      const id = store.find(word);
      const back = direction === "dependents" ? await neededBy(store) : null;
      const next = async (one: string): Promise<string[]> => (back ? (back.get(one) ?? []) : needs(store, one));
      const found = new Map<string, number>([[id, 0]]);
      let frontier = [id];
      for (let distance = 1; frontier.length > 0 && (isTransitive || distance === 1); distance++) {
        const reached = (await Promise.all(frontier.map(next))).flat().filter((one) => !found.has(one));
        frontier = [...new Set(reached)];
        for (const one of frontier) found.set(one, distance);
      }
      found.delete(id);
      return Promise.all([...found].map(async ([one, distance]) => ({ ...(await ref(store, one)), distance })));
    },
    async invalidate(word, { cascade, reason }) {
      const store = await open();
      return invalidateStored(store.find(word), { cascade, environment, ...(reason === undefined ? {} : { reason }) });
    },
    async remove(word) {
      const store = await open();
      const id = store.find(word);
      return { id, restore: `cairn task gc --restore ${await removeStored(id, environment)}` };
    },
    async usage() {
      const { namespaces, other, sizeBytes } = await diskUsage(environment);
      const items = namespaces.map(({ namespace, tasks, sizeBytes: size_bytes }) => ({ namespace, tasks, size_bytes }));
      if (other.files > 0) items.push({ namespace: "(other files)", tasks: 0, size_bytes: other.sizeBytes });
      return { items, size_bytes: sizeBytes };
    },
    async identity(word) {
      const store = await open();
      const { id, json } = await store.known(store.find(word));
      if (!json) throw new Failure(EXIT.notFound, `Of ${id.slice(0, 8)} the store knows the id alone.`);
      return json;
    },
  };
}
