import type { ResolvedConfig, Source } from "../config/resolve.ts";
import { isSettingName, SETTING_NAMES, type SettingName, settingOf } from "../config/settings.ts";
import { usage } from "./failure.ts";
import { nearest } from "./text.ts";

/** What is shown in place of a secret: not one character of it. */
export const HIDDEN = "(set, not shown)";

const KINDS: Record<Source["kind"], string> = {
  flag: "flag",
  env: "variable",
  project: "project file",
  profile: "profile",
  user: "your file",
  default: "default",
};

/** A source in words, e.g. `variable CAIRN_ORG`. */
export const sourceWords = ({ kind, at }: Source) => (kind === "default" || kind === "profile" ? at : `${KINDS[kind]} ${at}`);

/** A setting's value as it may be shown. */
export function shownValue(config: ResolvedConfig, name: SettingName): string | null {
  const found = config.settings[name];
  if (!found) return null;
  return settingOf(name).secret ? HIDDEN : String(found.value);
}

/** The setting that was typed; a near miss is named. */
export function parseSettingName(text: string | undefined): SettingName {
  const name = (text ?? "").replaceAll("-", "_");
  if (isSettingName(name)) return name;
  const close = nearest(name, SETTING_NAMES);
  throw usage(`There is no setting ${text}; known: ${SETTING_NAMES.join(", ")}.`, close ? `Did you mean ${close}?` : "cairn config show");
}
