import type { Cairn } from "../../client.ts";
import type { TaskExportLine } from "../../schema/task-graphs.ts";
import type { Json } from "../../tasks/types.ts";
import { EXIT } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import type { Scope } from "../selection.ts";
import type { RelativeRow, TaskShelf } from "./view.ts";

/** Tasks that one export is asked for; it brings what they need along. */
const EXPORTED = 500;

/** Tasks of a workspace. */
export function serverShelf(client: Cairn, scope: Scope): TaskShelf {
  const { tasks } = client;
  return {
    place: `${scope.organization}/${scope.workspace}`,
    async list({ q, sort, asOf, limit, isAll, cursor }) {
      const query = { limit, ...(q ? { q } : {}), ...(sort ? { sort } : {}), ...(asOf ? { as_of: asOf } : {}) };
      const listing = tasks.list(query, scope);
      if (isAll) {
        const items = await listing.toArray();
        return { items, next_cursor: null, total: items.length };
      }
      const page = await listing.page(cursor);
      return { items: page.items, next_cursor: page.next_cursor, total: null };
    },
    get: async (word) => tasks.get(word, scope),
    async *lines(q) {
      const ids: string[] = [];
      for await (const { id } of tasks.list({ limit: 200, ...(q ? { q } : {}) }, scope)) ids.push(id);
      for (let i = 0; i < ids.length; i += EXPORTED) {
        const exported = await tasks.export({ tasks: ids.slice(i, i + EXPORTED) }, scope);
        for (const line of (await exported.text()).split("\n")) if (line !== "") yield JSON.parse(line) as TaskExportLine;
      }
    },
    async log(word, attempt) {
      let text = "";
      for await (const { at, level, text: line } of tasks.lines(word, attempt === undefined ? {} : { attempt }, scope)) {
        text += `${new Date(at).toISOString()} ${level.toUpperCase().padEnd(5)} ${line}\n`;
      }
      return text;
    },
    async report(word, name) {
      const { content } = await tasks.asset(word, name, scope);
      return typeof content === "string" ? content : JSON.stringify(content, null, 2);
    },
    explain: async (word) => tasks.explain(word, scope),
    async relatives(word, direction, isTransitive) {
      const query = { transitive: isTransitive ? ("true" as const) : ("false" as const), limit: 200 };
      const found: RelativeRow[] = await tasks[direction](word, query, scope).toArray();
      return found;
    },
    invalidate: async (word, { cascade, reason }) =>
      (await tasks.invalidate(word, { cascade, ...(reason === undefined ? {} : { reason }) }, scope)).tasks,
    async remove(word) {
      const { id } = await tasks.get(word, scope);
      await tasks.delete(id, scope);
      return { id, restore: `cairn api POST /orgs/${scope.organization}/workspaces/${scope.workspace}/tasks/${id}/restore` };
    },
    usage: async () => tasks.usage(scope),
    async identity(word) {
      const { id, namespace, name, version, params } = await tasks.get(word, scope);
      if (name === null) throw new Failure(EXIT.notFound, `There is no task ${word}.`, "cairn task list");
      return { id, namespace, name, version, params: params as Json };
    },
  };
}
