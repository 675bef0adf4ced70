import { SETTING_NAMES, settingOf } from "../../../config/settings.ts";
import type { CommandModule } from "../../command.ts";
import { shownValue, sourceWords } from "../../setting-words.ts";

export const command: CommandModule = {
  description:
    "Show every setting with its value and where it comes from, and how you are signed in. A secret is never shown, nor a part of one.",
  examples: ["cairn config show", "cairn config show --json"],
  forgivesProfile: true,
  async run(ctx) {
    const { out, config, host, store } = ctx;
    const rows = SETTING_NAMES.map((name) => ({ name, value: shownValue(config, name), source: config.settings[name]?.source ?? null }));
    const stored = await store.read(host).catch(() => null);
    const kinds = { sign_in: "sign-in", token: "access token", key: "API key" } as const;
    const login = ctx.envToken
      ? { method: ctx.envToken.at === "CAIRN_API_KEY" ? "API key" : "access token", source: `variable ${ctx.envToken.at}` }
      : stored
        ? { method: kinds[stored.credential.kind], source: stored.place.at }
        : { method: "not signed in", source: null };
    if (out.isJson) {
      const settings = Object.fromEntries(
        rows.map(({ name, value, source }) => [
          name,
          { value: settingOf(name).secret ? null : (config.settings[name]?.value ?? null), is_set: value !== null, source },
        ]),
      );
      return out.json({ settings, login, project_file: config.projectFile });
    }
    out.table(rows, [
      { title: "SETTING", value: (row) => row.name, style: () => "bold" },
      { title: "VALUE", value: (row) => row.value },
      { title: "FROM", value: (row) => (row.source ? sourceWords(row.source) : ""), style: () => "dim" },
    ]);
    out.data("");
    out.data(`Login: ${login.method}${login.source ? `, from ${login.source}` : ""}`);
  },
};
