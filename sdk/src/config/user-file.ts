import { z } from "zod";
import { readJson, writeJson } from "./files.ts";
import { type Machine, userFile } from "./paths.ts";
import { HostUrl, SETTING_NAMES, SETTINGS, type SettingName, settingOf } from "./settings.ts";

/** A named set of values (S101). */
export const Profile = z.strictObject({
  host: HostUrl.optional(),
  org: SETTINGS.org.type.optional(),
  workspace: SETTINGS.workspace.type.optional(),
});
export type Profile = z.output<typeof Profile>;

/** A server this person uses, with what is selected there. */
const KnownHost = z.strictObject({ org: SETTINGS.org.type.optional(), workspace: SETTINGS.workspace.type.optional() });

const settable = (file: "project" | "user") =>
  Object.fromEntries(
    SETTING_NAMES.filter((name) => settingOf(name).files.includes(file)).map((name) => [name, settingOf(name).type.optional()]),
  ) as Partial<Record<SettingName, z.ZodOptional<z.ZodType>>>;

const schemaUrl = { $schema: z.string().optional() };

/** What `cairn.json` in a project may say. */
export const ProjectFile = z.strictObject({ ...schemaUrl, ...settable("project") });

/** What the person's own `config.json` may say. */
export const UserFile = z.strictObject({
  ...schemaUrl,
  ...settable("user"),
  hosts: z.record(HostUrl, KnownHost).default({}),
  profiles: z.record(z.string(), Profile).default({}),
});
export type UserFile = z.output<typeof UserFile>;

/** The person's own file; an empty one when there is none. */
export const readUserFile = (machine: Machine): UserFile => readJson(userFile(machine), UserFile) ?? UserFile.parse({});

/** Changes the person's own file in one step. */
export function changeUserFile(machine: Machine, change: (file: UserFile) => void): void {
  const file = readUserFile(machine);
  change(file);
  writeJson(userFile(machine), file);
}
