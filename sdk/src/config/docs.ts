import { SETTING_NAMES, settingOf } from "./settings.ts";

const code = (text: string | undefined) => (text ? `\`${text.replaceAll("|", "\\|")}\`` : "");

/** The table of all settings, in Markdown, for docs/configuration.md. */
export function settingsTable(): string {
  const rows = SETTING_NAMES.map((name) => {
    const { flag, env, files, default: fallback, description, secret } = settingOf(name);
    const where = files.map((file) => (file === "project" ? "`cairn.json`" : "`config.json`")).join(", ");
    return [
      code(name),
      code(flag),
      code(env),
      where,
      code(fallback === undefined ? undefined : String(fallback)),
      secret ? `${description} (secret)` : description,
    ];
  });
  return [["Setting", "Flag", "Variable", "Files", "Default", "What it is"], Array(6).fill("---"), ...rows]
    .map((row) => `| ${row.join(" | ")} |`)
    .join("\n");
}
