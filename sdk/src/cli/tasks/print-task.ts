import type { Context } from "../context.ts";
import { bytes, counted, moment, plain } from "../text.ts";
import { flat, RESULT_STYLES, shortId, shown, took } from "./print.ts";
import { type ExplanationFacts, type TaskFacts, typeOf } from "./view.ts";

const tagsLine = (tags: TaskFacts["tags"] = {}): string =>
  Object.entries(tags)
    .map(([key, value]) => plain(`${key}=${value}`))
    .join(", ");

/** Tasks around one that are listed; `cairn task deps` has all. */
const AROUND_MAX = 20;

/** One task: what it is, its attempts, and what is around it. */
export function printTask({ out }: Context, task: TaskFacts): void {
  const { output, error } = task;
  out.data(
    `${out.paint(out.stdout, "bold", plain(task.label ?? typeOf(task)))}  ${out.paint(out.stdout, RESULT_STYLES[task.result], task.result)}`,
  );
  out.facts(out.stdout, [
    ["Id", task.id],
    ["Type", task.label ? typeOf(task) : undefined],
    ["Module", task.module ?? undefined],
    ["Tags", tagsLine(task.tags) || undefined],
    ["Output", output ? output.uri : null],
    ["Size", output ? `${bytes(output.size_bytes)} (${output.serializer})` : undefined],
    ["SHA-256", output?.sha256],
    ["Finished", task.finished_at ? moment(task.finished_at) : undefined],
    ["Error", error ? plain(error.message.split("\n")[0] ?? "") : undefined],
    ["Reports", task.assets.length > 0 ? task.assets.map(({ name }) => name).join(", ") : undefined],
  ]);
  const params = flat(task.params).filter(([path]) => path !== "");
  if (params.length > 0) {
    out.data("");
    out.table(params, [
      { title: "PARAM", value: ([path]) => path },
      { title: "VALUE", value: ([, value]) => value },
    ]);
  }
  if (task.attempts.length > 0) {
    out.data("");
    out.table(task.attempts, [
      { title: "ATTEMPT", value: ({ number }) => number, align: "right" },
      { title: "STATUS", value: ({ status }) => status, style: ({ status }) => RESULT_STYLES[status] },
      { title: "STARTED", value: ({ started_at }) => (started_at ? moment(started_at) : null) },
      { title: "TOOK", value: ({ started_at, finished_at }) => took(started_at, finished_at), align: "right" },
      {
        title: "CPU",
        value: ({ resources }) => (resources?.cpu_s === undefined ? null : `${resources.cpu_s.toFixed(1)}s`),
        align: "right",
      },
      { title: "WHERE", value: ({ owner }) => (owner ? `${owner.host} (${owner.pid})` : null), optional: "cut" },
      { title: "ERROR", value: ({ error: failed }) => failed?.message.split("\n")[0], optional: "cut" },
    ]);
    const hint = task.attempts.find(({ error: failed }) => failed?.hint)?.error?.hint;
    if (hint) out.say(plain(hint));
  }
  for (const [title, rows] of [
    ["NEEDS", task.dependencies],
    ["NEEDED BY", task.dependents],
  ] as const) {
    if (rows.length === 0) continue;
    out.data("");
    out.table(rows.slice(0, AROUND_MAX), [
      { title, value: ({ id }) => shortId(id), whole: true },
      { title: "TYPE", value: (row) => typeOf(row) },
      { title: "RESULT", value: ({ result }) => result, style: ({ result }) => RESULT_STYLES[result] },
    ]);
    if (rows.length > AROUND_MAX) out.data(`and ${counted(rows.length - AROUND_MAX, "task")} more`);
  }
}

/** Why a task would be computed. */
export function printExplanation({ out }: Context, { result, nearest, differences, summary }: ExplanationFacts): void {
  const word = result ?? "not registered";
  out.data(`${out.paint(out.stdout, RESULT_STYLES[word], word)}  ${plain(summary)}`);
  if (!nearest || differences.length === 0) return;
  const column = (value: unknown) => (value === undefined ? null : plain(shown(value)));
  out.table(differences, [
    { title: "PATH", value: ({ path }) => path, style: () => "bold" },
    { title: shortId(nearest.id), value: (each) => column(each.old), style: () => "red" },
    { title: "ASKED FOR", value: (each) => column(each.new), style: () => "green" },
  ]);
}
