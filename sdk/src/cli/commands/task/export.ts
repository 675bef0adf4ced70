import { createWriteStream, existsSync, renameSync, rmSync } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { exportTasks } from "../../../tasks/store/export.ts";
import type { AnyTask } from "../../../tasks/types.ts";
import { type CommandModule, textOf } from "../../command.ts";
import { usage } from "../../failure.ts";
import { needScope } from "../../selection.ts";
import { localShelf } from "../../tasks/local-shelf.ts";
import { loadModule, tasksOf } from "../../tasks/module.ts";
import { isLocal, localEnvironment, PLACE_OPTIONS, placeOf } from "../../tasks/place.ts";
import { bytes, counted } from "../../text.ts";

export const command: CommandModule = {
  description:
    "Save tasks with all that they need in one place: in words and as code, with outputs, attempts and reports. A name that ends in .zip makes one file, any other a folder. Of a workspace it has what that keeps, as .ndjson: all but the outputs.",
  examples: ["cairn task export 3f2a9c01 -o report.zip", "cairn task export pipeline/tasks.ts#reports -o reports"],
  args: [{ name: "<tasks...>", description: "Ids, or the first 8 digits of them or more; locally also a module, and after # the export" }],
  options: [
    { flags: "-o, --output <place>", description: "Zip file or folder to make" },
    { flags: "--no-outputs", description: "Leave the outputs out: words, code, attempts and reports alone" },
    ...PLACE_OPTIONS,
  ],
  async run(ctx, invocation) {
    const { out } = ctx;
    const words = invocation.args.filter((word) => word !== undefined);
    const output = textOf(invocation, "output");
    if (!output) throw usage("Say where to save them: --output <place>.", "cairn task export --help");
    const place = placeOf(ctx, output);
    if (isLocal(ctx, invocation)) {
      const environment = localEnvironment(ctx, invocation);
      const shelf = localShelf(environment);
      const tasks: (AnyTask | string)[] = [];
      for (const word of words) {
        if (/^[0-9a-f]{8,64}$/.test(word)) tasks.push((await shelf.identity(word)).id);
        else tasks.push(...(await tasksOf(await loadModule(ctx, word))));
      }
      const {
        tasks: count,
        outputs,
        sizeBytes,
      } = await exportTasks(tasks, place, environment, {
        outputs: invocation.options.outputs !== false,
      });
      if (out.isJson) out.json({ place, tasks: count, outputs, size_bytes: sizeBytes });
      return out.say(`Saved ${counted(count, "task")}, ${counted(outputs, "output")} (${bytes(sizeBytes)}) in ${place}.`);
    }
    if (!place.endsWith(".ndjson"))
      throw usage("A workspace keeps no outputs: save it as .ndjson, or add --local to save what is on this machine.");
    if (existsSync(place)) throw usage(`${place} is there already. Choose another name, or remove it first.`);
    const client = await ctx.client();
    const scope = await needScope(ctx, client);
    const ids: string[] = [];
    for (const word of words) ids.push((await client.tasks.get(word, scope)).id);
    const { body } = await client.tasks.export({ tasks: ids }, scope);
    const part = `${place}.part`;
    try {
      await pipeline(Readable.fromWeb((body ?? new Blob().stream()) as ReadableStream), createWriteStream(part));
    } catch (error) {
      rmSync(part, { force: true });
      throw error;
    }
    renameSync(part, place);
    if (out.isJson) out.json({ place });
    out.say(`Saved in ${place}.`);
  },
};
