import type { CommandModule } from "../../command.ts";

export const command: CommandModule = {
  examples: ["cairn profile list", "cairn profile list --json"],
  forgivesProfile: true,
  async run(ctx) {
    const { out, config } = ctx;
    const current = config.settings.profile?.value;
    const items = Object.entries(config.user.profiles).map(([name, profile]) => ({
      name,
      current: name === current,
      default: name === config.user.profile,
      ...profile,
    }));
    if (out.isJson) return out.json({ items, next_cursor: null });
    if (items.length === 0) return out.say("No profiles. Make one: cairn profile add staging --host https://cairn.example.org --org acme");
    out.table(items, [
      { title: "", value: (row) => (row.current ? "*" : " "), style: () => "green" },
      { title: "NAME", value: (row) => row.name, style: () => "bold" },
      { title: "HOST", whole: true, value: (row) => row.host },
      { title: "ORG", value: (row) => row.org },
      { title: "WORKSPACE", value: (row) => row.workspace },
      { title: "DEFAULT", value: (row) => (row.default ? "yes" : "") },
    ]);
  },
};
