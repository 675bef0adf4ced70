import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readJson } from "../config/files.ts";
import { PROJECT_FILE, userFile } from "../config/paths.ts";
import { resolveSettings } from "../config/resolve.ts";
import { settingOf } from "../config/settings.ts";
import { changeUserFile, ProjectFile } from "../config/user-file.ts";
import type { Context } from "./context.ts";
import { usage } from "./failure.ts";
import { parseSettingName, sourceWords } from "./setting-words.ts";

/** Sets a value in a file of settings, or takes it out when there is none; says so when another place goes before it. */
export function changeSetting(ctx: Context, typed: string | undefined, raw: string | undefined, isProject: boolean): void {
  const name = parseSettingName(typed);
  const { files, type, secret, env } = settingOf(name);
  const { machine } = ctx.io;
  if (!files.includes(isProject ? "project" : "user")) {
    if (secret) throw usage(`${name} is a secret and is kept in no file of settings.`, `Set ${env}, or run: cairn login --with-token`);
    throw usage(`${name} cannot be set in ${isProject ? "a project's file" : "a file"}.`, env ? `Set ${env} instead.` : undefined);
  }
  let value: unknown;
  if (raw !== undefined) {
    const parsed = type.safeParse(raw);
    if (!parsed.success) throw usage(`${name} ${parsed.error.issues[0]?.message ?? "is not valid"}.`);
    value = parsed.data;
  }

  let file: string;
  if (isProject) {
    file = ctx.config.projectFile ?? join(machine.cwd, PROJECT_FILE);
    const content: Record<string, unknown> = { ...(readJson(file, ProjectFile) ?? {}) };
    if (value === undefined) delete content[name];
    else content[name] = value;
    // Readable by all and written plainly: it is part of the project and holds no secret.
    writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
  } else {
    file = userFile(machine);
    changeUserFile(machine, (content) => {
      const isPerHost = name === "org" || name === "workspace";
      if (isPerHost) content.hosts[ctx.host] ??= {};
      const target: Record<string, unknown> = (isPerHost ? content.hosts[ctx.host] : content) ?? content;
      if (value === undefined) delete target[name];
      else target[name] = value;
      if (value === undefined) delete (content as Record<string, unknown>)[name];
    });
  }

  const now = resolveSettings(machine, {}, { forgiveProfile: true }).settings[name];
  if (ctx.out.isJson) ctx.out.json({ name, value: value ?? null, file });
  ctx.out.say(value === undefined ? `${name} is out of ${file}.` : `${name} is ${String(value)} in ${file}.`);
  if (now && value !== undefined && now.value !== value)
    ctx.out.warn(`${sourceWords(now.source)} goes before it and says ${String(now.value)}.`);
}
