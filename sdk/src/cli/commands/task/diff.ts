import { diff } from "../../../tasks/declare/diff.ts";
import type { CommandModule } from "../../command.ts";
import { PLACE_OPTIONS } from "../../tasks/place.ts";
import { shown } from "../../tasks/print.ts";
import { shelfOf } from "../../tasks/shelf.ts";
import { counted, plain } from "../../text.ts";

export const command: CommandModule = {
  description: "Show where two tasks differ: type, version and parameters.",
  examples: ["cairn task diff 3f2a9c01 7bd04e55", "cairn task diff 3f2a9c01 7bd04e55 --json"],
  args: [
    { name: "<task>", description: "Its id, or the first 8 digits of it or more" },
    { name: "<other>", description: "The task to compare it with" },
  ],
  options: PLACE_OPTIONS,
  async run(ctx, invocation) {
    const { out } = ctx;
    const [first = "", second = ""] = invocation.args;
    const shelf = await shelfOf(ctx, invocation);
    const [a, b] = await Promise.all([shelf.identity(first), shelf.identity(second)]);
    const rest = { schema_hash: "", dependencies: [] };
    const differences = diff({ ...a, ...rest }, { ...b, ...rest });
    if (out.isJson) return out.json({ tasks: [a.id, b.id], differences });
    if (differences.length === 0) return out.say("They are the same task.");
    const column = (value: unknown) => (value === undefined ? null : plain(shown(value)));
    out.table(differences, [
      { title: "PATH", value: ({ path }) => path, style: () => "bold" },
      { title: a.id.slice(0, 8), value: ({ left }) => column(left), style: () => "red" },
      { title: b.id.slice(0, 8), value: ({ right }) => column(right), style: () => "green" },
    ]);
    out.say(`${counted(differences.length, "difference")}.`);
  },
};
