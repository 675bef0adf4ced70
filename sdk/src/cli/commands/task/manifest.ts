import type { CommandModule } from "../../command.ts";
import { usage } from "../../failure.ts";
import { needScope } from "../../selection.ts";
import { loadModule, type TaskSdk } from "../../tasks/module.ts";
import { typeOf } from "../../tasks/view.ts";
import { counted } from "../../text.ts";

type TypeManifest = ReturnType<TaskSdk["manifest"]>[number];

const paramsOf = ({ schema }: TypeManifest): string => {
  const { properties = {}, required = [] } = schema as { properties?: object; required?: readonly string[] };
  return Object.keys(properties)
    .map((name) => (required.includes(name) ? name : `${name}?`))
    .join(", ");
};

export const command: CommandModule = {
  description:
    "List the task types that modules declare, with their parameters: what there is to compute, stored or not. --push tells the workspace, which then knows which stored tasks are stale or orphaned. Name all modules together: what is not among them counts as gone.",
  examples: ["cairn task manifest pipeline/tasks.ts", "cairn task manifest pipeline/tasks.ts vision/tasks.ts --push"],
  args: [{ name: "<modules...>", description: "Files that declare types" }],
  options: [{ flags: "--push", description: "Tell the workspace" }],
  async run(ctx, invocation) {
    const { out } = ctx;
    const found = new Map<string, TypeManifest>();
    for (const path of invocation.args) {
      const { sdk } = await loadModule(ctx, path ?? "");
      for (const type of sdk.manifest()) found.set(typeOf(type), type);
    }
    const types = [...found.values()].sort((a, b) => (typeOf(a) < typeOf(b) ? -1 : 1));
    if (invocation.options.push === true) {
      if (types.length === 0) throw usage("These modules declare no task type, so nothing was told.");
      const client = await ctx.client();
      const scope = await needScope(ctx, client);
      const declared = types.map(({ namespace, name, version, schema, schema_hash, base, doc, module }) => ({
        ...{ namespace, name, version, schema, schema_hash },
        ...(base ? { base: { namespace: base.namespace, name: base.name } } : {}),
        ...(doc === undefined ? {} : { doc }),
        ...(module === undefined ? {} : { module }),
      }));
      const answer = await client.tasks.declareTypes({ types: declared }, scope);
      if (out.isJson) out.json(answer);
      return out.say(
        `${scope.organization}/${scope.workspace}: ${counted(answer.declared, "type")}, ${answer.changed} changed, ${answer.orphaned} orphaned.`,
      );
    }
    if (out.isJson) return out.json({ items: types });
    if (types.length === 0) return out.say("These modules declare no task type.");
    out.table(types, [
      { title: "TYPE", value: (type) => typeOf(type), style: () => "bold" },
      { title: "PARAMS", value: paramsOf },
      { title: "DOC", value: ({ doc }) => doc, optional: "cut", style: () => "dim" },
    ]);
  },
};
