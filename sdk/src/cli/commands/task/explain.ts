import { explain } from "../../../tasks/operations/explain.ts";
import type { CommandModule } from "../../command.ts";
import { loadModule } from "../../tasks/module.ts";
import { findDeclared, PARAMETER_OPTIONS, parametersOf } from "../../tasks/parameters.ts";
import { PLACE_OPTIONS } from "../../tasks/place.ts";
import { printExplanation } from "../../tasks/print-task.ts";
import { prepareEnvironment } from "../../tasks/run-build.ts";
import { shelfOf } from "../../tasks/shelf.ts";
import type { ExplanationFacts } from "../../tasks/view.ts";

export const command: CommandModule = {
  description:
    "Say why a task would be computed: what differs from the nearest complete one of its type. Of a stored task, or of one that a module declares.",
  examples: ["cairn task explain 3f2a9c01", "cairn task explain pipeline/tasks.ts load --set city=Seattle"],
  args: [
    { name: "<task>", description: "Its id, or the first 8 digits of it or more; or a module" },
    { name: "[type]", description: "With a module: the type" },
  ],
  options: [...PARAMETER_OPTIONS, ...PLACE_OPTIONS],
  async run(ctx, invocation) {
    const { out } = ctx;
    const [word = "", typeName] = invocation.args;
    let facts: ExplanationFacts;
    if (typeName === undefined) facts = await (await shelfOf(ctx, invocation)).explain(word);
    else {
      const module = await loadModule(ctx, word);
      const environment = await prepareEnvironment(ctx, invocation, module);
      const type = findDeclared(module, typeName);
      const task = type.make(await parametersOf(type, invocation, { sdk: module.sdk, environment }));
      const { result, nearest, differences, text } = await explain(task, environment);
      facts = {
        result,
        nearest,
        differences: differences.map(({ path, left, right }) => ({ path, old: left, new: right })),
        summary: text,
      };
    }
    if (out.isJson) out.json(facts);
    else printExplanation(ctx, facts);
  },
};
