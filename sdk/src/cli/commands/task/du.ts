import type { CommandModule } from "../../command.ts";
import { PLACE_OPTIONS } from "../../tasks/place.ts";
import { shelfOf } from "../../tasks/shelf.ts";
import { bytes } from "../../text.ts";

export const command: CommandModule = {
  description:
    "Show how many bytes the outputs of each namespace take. Of a local store the total is the sum of the sizes of all its files.",
  examples: ["cairn task du", "cairn task du --local --json"],
  options: PLACE_OPTIONS,
  async run(ctx, invocation) {
    const { out } = ctx;
    const { items, size_bytes } = await (await shelfOf(ctx, invocation)).usage();
    if (out.isJson) return out.json({ items, size_bytes });
    const rows = [...items, { namespace: "total", tasks: items.reduce((sum, { tasks }) => sum + tasks, 0), size_bytes }];
    out.table(rows, [
      { title: "NAMESPACE", value: ({ namespace }) => namespace || "(none)", style: (row) => (row === rows.at(-1) ? "bold" : undefined) },
      { title: "TASKS", value: ({ tasks }) => tasks, align: "right" },
      { title: "SIZE", value: (row) => bytes(row.size_bytes), align: "right" },
      { title: "BYTES", value: (row) => row.size_bytes, align: "right", style: () => "dim" },
    ]);
  },
};
