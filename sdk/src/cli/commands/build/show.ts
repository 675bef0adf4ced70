import type { RunEnvironment } from "../../../schema/environment.ts";
import { localBuildTasks } from "../../../tasks/store/books.ts";
import type { CommandModule } from "../../command.ts";
import { needScope } from "../../selection.ts";
import { type BuildRow, countsLine, findLocalBuild, localRow } from "../../tasks/builds.ts";
import { isLocal, localEnvironment, PLACE_OPTIONS } from "../../tasks/place.ts";
import { BUILD_STYLES, RESULT_STYLES, shortId, took } from "../../tasks/print.ts";
import { typeOf } from "../../tasks/view.ts";
import { moment, plain } from "../../text.ts";

interface Row {
  readonly id: string;
  readonly name: string | null;
  readonly namespace: string;
  readonly version: string;
  readonly status: string;
  readonly error: string | null;
  readonly started_at: string | null;
  readonly finished_at: string | null;
}

export const command: CommandModule = {
  description: "Show one build: how it stands, and its tasks.",
  examples: ["cairn build show bld_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c", "cairn build show nightly --json"],
  args: [{ name: "<build>", description: "Its id; of a local build also its name" }],
  options: PLACE_OPTIONS,
  async run(ctx, invocation) {
    const { out } = ctx;
    const [word = ""] = invocation.args;
    let build: BuildRow & { readonly environment: RunEnvironment };
    let tasks: Row[];
    if (isLocal(ctx, invocation)) {
      const environment = localEnvironment(ctx, invocation);
      const found = findLocalBuild(environment, word);
      build = { ...localRow(found), environment: found.environment };
      const { localShelf } = await import("../../tasks/local-shelf.ts");
      const ids = new Set(localBuildTasks(environment, found.id).keys());
      const { items } = await localShelf(environment).list({
        q: undefined,
        sort: "id",
        asOf: undefined,
        limit: 0,
        isAll: true,
        cursor: undefined,
      });
      tasks = items.filter(({ id }) => ids.has(id)).map((row) => ({ ...row, status: row.result, error: row.error?.message ?? null }));
    } else {
      const client = await ctx.client();
      const scope = await needScope(ctx, client);
      build = await client.builds.get(word, scope);
      tasks = await client.builds.tasks(build.id, { limit: 200 }, scope).toArray();
    }
    if (out.isJson) return out.json({ ...build, tasks });
    const name = build.name === build.id ? build.id : `${build.name} (${build.id})`;
    out.data(`${out.paint(out.stdout, "bold", plain(name))}  ${out.paint(out.stdout, BUILD_STYLES[build.status], build.status)}`);
    const { git, user, command, runtime } = build.environment;
    out.facts(out.stdout, [
      ["Started", moment(build.created_at)],
      ["Took", took(build.created_at, build.finished_at) ?? undefined],
      ["Runner", build.runner ?? undefined],
      ["Host", build.host ?? undefined],
      ["User", user],
      ["Commit", git?.commit && `${git.commit}${git.branch ? ` (${git.branch})` : ""}${git.dirty ? ", with changes" : ""}`],
      ["Command", command && plain(command)],
      ["Runtime", runtime],
      ["Tasks", countsLine(build.counts) || null],
    ]);
    if (tasks.length === 0) return;
    out.data("");
    out.table(tasks, [
      { title: "TASK", value: ({ id }) => shortId(id), whole: true },
      { title: "TYPE", value: (row) => typeOf(row), style: () => "bold" },
      { title: "STATUS", value: ({ status }) => status, style: ({ status }) => RESULT_STYLES[status] },
      { title: "TOOK", value: ({ started_at, finished_at }) => took(started_at, finished_at), align: "right" },
      { title: "ERROR", value: ({ error }) => error?.split("\n")[0], optional: "cut" },
    ]);
  },
};
