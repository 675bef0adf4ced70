import type { CommandModule } from "../../command.ts";

export const command: CommandModule = {
  examples: ["cairn host list", "cairn host list --json"],
  forgivesProfile: true,
  async run(ctx) {
    const { out, config, store, host } = ctx;
    const signedIn = store.hosts();
    const all = [...new Set([...Object.keys(config.user.hosts), ...signedIn, host])].sort();
    const items = all.map((url) => ({
      url,
      current: url === host,
      signed_in: signedIn.includes(url),
      org: config.user.hosts[url]?.org ?? null,
      workspace: config.user.hosts[url]?.workspace ?? null,
    }));
    if (out.isJson) return out.json({ items, next_cursor: null });
    out.table(items, [
      { title: "", value: (row) => (row.current ? "*" : " "), style: () => "green" },
      { title: "HOST", whole: true, value: (row) => row.url, style: () => "bold" },
      { title: "SIGNED IN", value: (row) => (row.signed_in ? "yes" : "no") },
      { title: "ORG", value: (row) => row.org },
      { title: "WORKSPACE", value: (row) => row.workspace },
    ]);
  },
};
