import { open } from "node:fs/promises";
import { readArchive } from "../../../tasks/store/archive.ts";
import { TASKS_FILE } from "../../../tasks/store/export.ts";
import { type Imported, importTasks } from "../../../tasks/store/import.ts";
import type { CommandModule } from "../../command.ts";
import { usage } from "../../failure.ts";
import { needScope } from "../../selection.ts";
import { isLocal, localEnvironment, PLACE_OPTIONS, placeOf } from "../../tasks/place.ts";
import { bytes, counted } from "../../text.ts";

export const command: CommandModule = {
  description:
    "Bring exported tasks in, under the same ids. Ids and digests are checked before anything is written; what is complete here stays. Outputs go to the target roots of this machine; with a workspace, that learns of the tasks too.",
  examples: ["cairn task import report.zip", "cairn task import reports --root s3://bucket/tasks"],
  args: [{ name: "<place>", description: "Zip file or folder that `cairn task export` made, or .ndjson of a workspace" }],
  options: PLACE_OPTIONS,
  async run(ctx, invocation) {
    const { out } = ctx;
    const place = placeOf(ctx, invocation.args[0] ?? "");
    const here = isLocal(ctx, invocation);
    const isWords = place.endsWith(".ndjson");
    if (here && isWords) throw usage("A .ndjson has no outputs, so a local store cannot use it: import it into a workspace.");
    let imported: Imported | null = null;
    if (!isWords) {
      imported = await importTasks(place, localEnvironment(ctx, invocation));
      const { tasks, outputs, existing, sizeBytes } = imported;
      out.say(
        `Read ${counted(tasks, "task")}: ${counted(outputs, "output")} (${bytes(sizeBytes)}) brought in, ${existing} complete before.`,
      );
    }
    const words = here
      ? null
      : isWords
        ? (await open(place)).readLines()
        : new TextDecoder().decode(readArchive(place).read(TASKS_FILE) ?? undefined);
    let workspace: object | null = null;
    if (words !== null) {
      const client = await ctx.client();
      const scope = await needScope(ctx, client);
      const answer = await client.tasks.import(words, scope);
      workspace = answer;
      out.say(`${scope.organization}/${scope.workspace} has ${counted(answer.registered, "task")} more, and had ${answer.existing}.`);
    }
    if (!out.isJson) return;
    const local = imported && { ...imported, size_bytes: imported.sizeBytes, sizeBytes: undefined };
    out.json({ ...local, ...(workspace ? { workspace } : {}) });
  },
};
