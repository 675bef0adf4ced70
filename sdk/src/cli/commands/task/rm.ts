import { confirmOrFail } from "../../change-runs.ts";
import type { CommandModule } from "../../command.ts";
import { PLACE_OPTIONS } from "../../tasks/place.ts";
import { shelfOf } from "../../tasks/shelf.ts";
import { counted } from "../../text.ts";

export const command: CommandModule = {
  description:
    "Move tasks to the trash with their outputs, logs and reports. For 30 days they can be brought back. Refused while one is computed.",
  examples: ["cairn task rm 3f2a9c01", "cairn task rm 3f2a9c01 7bd04e55 --yes"],
  args: [{ name: "<tasks...>", description: "Ids, or the first 8 digits of them or more" }],
  options: [{ flags: "-y, --yes", description: "Do not ask" }, ...PLACE_OPTIONS],
  async run(ctx, invocation) {
    const { out } = ctx;
    const words = invocation.args.filter((word) => word !== undefined);
    const shelf = await shelfOf(ctx, invocation);
    for (const word of words) await shelf.identity(word);
    const what = `${words.length === 1 ? "the task" : counted(words.length, "task")}`;
    await confirmOrFail(ctx, invocation, `Delete ${what}? It can be brought back for 30 days.`, `This would delete ${what}`);
    const removed: { id: string; restore: string }[] = [];
    for (const word of words) removed.push(await shelf.remove(word));
    if (out.isJson) out.json({ items: removed });
    for (const { id, restore } of removed) out.say(`Deleted ${id.slice(0, 12)}. To bring it back: ${restore}`);
  },
};
