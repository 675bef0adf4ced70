import type { Cairn } from "../../client.ts";
import type { Context } from "../context.ts";
import { progress } from "../progress.ts";
import type { Scope } from "../selection.ts";
import { counted } from "../text.ts";
import { importRun } from "./import-run.ts";
import { type CheckedRun, verifyExport } from "./verify.ts";

/** Parents before their children, in the order of the export otherwise. */
function parentsFirst(runs: readonly CheckedRun[]): CheckedRun[] {
  const byId = new Map(runs.map((each) => [each.run.id, each]));
  const ordered = new Set<CheckedRun>();
  for (const each of runs) {
    const line: CheckedRun[] = [];
    for (let at: CheckedRun | undefined = each; at && !ordered.has(at) && !line.includes(at); ) {
      line.unshift(at);
      at = at.run.parent_id ? byId.get(at.run.parent_id) : undefined;
    }
    for (const one of line) ordered.add(one);
  }
  return [...ordered];
}

/** Brings the runs of an export into a workspace, after all of it was checked. Twice is harmless. */
export async function importRuns(ctx: Context, client: Cairn, scope: Scope, folder: string): Promise<void> {
  const { out, io } = ctx;
  const checking = progress(ctx, "Checking", 1);
  const runs = parentsFirst(await verifyExport(folder, checking).finally(checking.end));
  const shown = progress(ctx, "Importing", runs.length);
  const result: { id: string; name: string; state: "imported" | "there" }[] = [];
  try {
    for (const [i, checked] of runs.entries()) {
      const { id, name } = checked.run;
      const onNote = (note: string) => shown.at(i, `${name}: ${note}`);
      const warn = (line: string) => shown.say(line);
      result.push({ id, name, state: await importRun({ client, scope: { ...scope, signal: io.signal }, checked, onNote, warn }) });
      shown.at(i + 1, name);
    }
  } finally {
    shown.end();
  }
  if (out.isJson) out.json({ runs: result });
  const there = result.filter(({ state }) => state === "there").length;
  out.say(
    `Imported ${counted(result.length - there, "run")} into ${scope.organization}/${scope.workspace}${there > 0 ? `; ${there} ${there === 1 ? "was" : "were"} there already` : ""}.`,
  );
}
