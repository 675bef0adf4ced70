import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { type CommandModule, listOf, textOf } from "../../command.ts";
import type { Context } from "../../context.ts";
import { usage } from "../../failure.ts";
import { needScope } from "../../selection.ts";
import { loadModule } from "../../tasks/module.ts";
import { contentOf } from "../../tasks/page/content.ts";
import { renderPage } from "../../tasks/page/render.ts";
import { isLocal, PLACE_OPTIONS } from "../../tasks/place.ts";
import { shelfOf } from "../../tasks/shelf.ts";
import type { TypeManifest } from "../../tasks/view.ts";
import { counted } from "../../text.ts";

/** Types that a module declares, or that `cairn task manifest --json` wrote down. */
async function typesOf(ctx: Context, name: string): Promise<readonly TypeManifest[]> {
  if (!name.endsWith(".json")) return (await loadModule(ctx, name)).sdk.manifest();
  let written: { readonly items?: readonly TypeManifest[] };
  try {
    written = JSON.parse(readFileSync(resolve(ctx.io.machine.cwd, name), "utf8"));
  } catch (error) {
    throw usage(
      `${name} cannot be read as JSON: ${error instanceof Error ? error.message : error}`,
      "cairn task manifest <modules...> --json",
    );
  }
  const isType = (one: TypeManifest) => [one?.name, one?.namespace, one?.version].every((word) => typeof word === "string");
  if (!Array.isArray(written?.items) || !written.items.every(isType))
    throw usage(
      `${name} is no manifest: it must hold { "items": [{ "namespace", "name", "version" }] }.`,
      "cairn task manifest <modules...> --json",
    );
  return written.items;
}

export const command: CommandModule = {
  description:
    "Save an overview of tasks as one HTML file: types, tasks with parameters, attempts and reports, to be searched and sorted. It opens without a server and loads nothing. Outputs are not in it.",
  examples: [
    "cairn task page -o tasks.html",
    "cairn task page 'status:=:failed' -o failed.html",
    "cairn task page -m pipeline/tasks.ts -o pipeline.html",
  ],
  args: [{ name: "[search...]", description: "Only tasks that fit, and what they need" }],
  options: [
    { flags: "-o, --output <file>", description: "File to write; one that is there is replaced" },
    {
      flags: "-m, --module <file>",
      description: "Module whose types are told too, stored or not, or what `cairn task manifest --json` printed; may be repeated",
      repeat: true,
    },
    ...PLACE_OPTIONS,
  ],
  async run(ctx, invocation) {
    const { out } = ctx;
    const output = textOf(invocation, "output");
    if (!output) throw usage("Say where to save it: --output <file>.", "cairn task page --help");
    const file = resolve(ctx.io.machine.cwd, output);
    if (!/\.html?$/.test(file)) throw usage(`${output} must end in .html, so that a browser opens it.`);
    const shelf = await shelfOf(ctx, invocation);
    const declared: TypeManifest[] = [];
    for (const name of listOf(invocation, "module")) declared.push(...(await typesOf(ctx, name)));
    if (!isLocal(ctx, invocation)) {
      const client = await ctx.client();
      declared.push(...(await client.tasks.types(await needScope(ctx, client))).items.filter((type) => type.is_declared));
    }
    const lines = [];
    for await (const line of shelf.lines(invocation.args.filter(Boolean).join(" ") || undefined)) lines.push(line);
    const content = contentOf(lines, declared);
    const page = renderPage(content, { place: shelf.place, at: new Date().toISOString() });
    const isNew = !existsSync(file);
    writeFileSync(`${file}.part`, page);
    renameSync(`${file}.part`, file);
    if (out.isJson) out.json({ file, tasks: content.tasks.size, types: content.types.length });
    else
      out.say(
        `${isNew ? "Saved" : "Replaced"} ${counted(content.tasks.size, "task")}, ${counted(content.types.length, "type")} in ${file}.`,
      );
  },
};
