import { ConfigError } from "./errors.ts";
import { readJson } from "./files.ts";
import { findProjectFile, type Machine, userFile } from "./paths.ts";
import { DEFAULT_HOST, HostUrl, SETTING_NAMES, type SettingName, type SettingValue, settingOf } from "./settings.ts";
import { ProjectFile, readUserFile, type UserFile } from "./user-file.ts";

/** Where a value came from, strongest first. A profile ranks right behind the place that names it. */
export type SourceKind = "flag" | "env" | "project" | "profile" | "user" | "default";

export interface Source {
  kind: SourceKind;
  /** The flag, variable, file or profile itself. */
  at: string;
}

export interface Resolved<T> {
  value: T;
  source: Source;
}

export type Flags = Partial<Record<SettingName, unknown>>;

/** Every setting with its value and source; a setting that nothing sets is absent. */
export type Settings = { [N in SettingName]?: Resolved<SettingValue<N>> };

interface Layer {
  kind: SourceKind;
  values: Partial<Record<SettingName, unknown>>;
  where: (name: SettingName) => string;
  /** The server these values were written for; undefined: any. */
  host?: string | undefined;
}

function parse(name: SettingName, raw: unknown, source: Source): Resolved<unknown> {
  const parsed = settingOf(name).type.safeParse(raw);
  if (parsed.success) return { value: parsed.data, source };
  throw new ConfigError("invalid_setting", `${source.at} ${parsed.error.issues[0]?.message ?? "is not valid"}.`);
}

const flagName = (name: SettingName) => settingOf(name).flag?.match(/--[a-z-]+/)?.[0] ?? name;

function envLayer(machine: Machine): Layer {
  const names = new Map<SettingName, string>();
  const values: Layer["values"] = {};
  for (const name of SETTING_NAMES) {
    const { env, alsoEnv = [] } = settingOf(name);
    // An empty variable counts as not set: that is what `CAIRN_ORG= cairn …` means in a shell.
    const found = [...(env ? [env] : []), ...alsoEnv].find((variable) => machine.env[variable]);
    if (!found) continue;
    names.set(name, found);
    values[name] = machine.env[found];
  }
  return { kind: "env", values, where: (name) => names.get(name) ?? name };
}

function profileLayer(user: UserFile, named: Resolved<unknown> | undefined, machine: Machine, forgive: boolean): Layer[] {
  if (!named) return [];
  const name = String(named.value);
  const profile = Object.hasOwn(user.profiles, name) ? user.profiles[name] : undefined;
  if (!profile && forgive) return [];
  if (!profile) {
    const known = Object.keys(user.profiles);
    throw new ConfigError(
      "unknown_profile",
      `There is no profile ${name} (named by ${named.source.at}); ${known.length ? `known: ${known.join(", ")}` : `${userFile(machine)} has none`}.`,
      `cairn profile add ${name}`,
    );
  }
  return [{ kind: "profile", values: profile, where: () => `profile ${name}`, host: profile.host }];
}

export interface ResolvedConfig {
  settings: Settings;
  projectFile: string | null;
  user: UserFile;
}

/**
 * Works out every setting: flag, environment, project file, the person's own file, default. An organization is taken only from a
 * place that speaks of the same server, and a workspace only from one that speaks of the same organization: names of one server
 * are never sent to another.
 * Throws ConfigError for a value or file that is not valid, and for a profile that is not there unless `forgiveProfile`.
 */
export function resolveSettings(machine: Machine, flags: Flags = {}, options: { forgiveProfile?: boolean } = {}): ResolvedConfig {
  const projectFile = findProjectFile(machine);
  const project = projectFile ? (readJson(projectFile, ProjectFile) ?? {}) : {};
  const user = readUserFile(machine);
  const { hosts, profiles: _profiles, $schema: _schema, ...own } = user;

  const base: Layer[] = [
    { kind: "flag", values: flags, where: flagName },
    envLayer(machine),
    { kind: "project", values: project, where: () => projectFile ?? "", host: project.host as string | undefined },
    { kind: "user", values: own, where: () => userFile(machine), host: (own.host as string | undefined) ?? DEFAULT_HOST },
    {
      kind: "default",
      values: Object.fromEntries(SETTING_NAMES.map((name) => [name, settingOf(name).default]).filter(([, value]) => value !== undefined)),
      where: () => "default",
    },
  ];
  const first = (layers: Layer[], name: SettingName, fits: (layer: Layer) => boolean = () => true): Resolved<unknown> | undefined => {
    const layer = layers.find((each) => each.values[name] !== undefined && fits(each));
    return layer && parse(name, layer.values[name], { kind: layer.kind, at: layer.where(name) });
  };

  const named = first(base, "profile");
  const rank = base.findIndex((layer) => layer.kind === named?.source.kind);
  const layers = [...base];
  // In the person's own file the profile is the more telling part, so it goes before the rest of that file.
  layers.splice(named?.source.kind === "user" ? rank : rank + 1, 0, ...profileLayer(user, named, machine, options.forgiveProfile ?? false));

  const host = first(layers, "host");
  const hostValue = HostUrl.parse(host?.value);
  const selected = hosts[hostValue];
  if (selected) {
    const at = layers.findIndex((layer) => layer.kind === "user");
    layers.splice(at, 0, { kind: "user", values: selected, where: () => userFile(machine), host: hostValue });
  }
  const sameHost = (layer: Layer) => {
    const its = layer.kind === "flag" || layer.kind === "env" ? layer.values.host : layer.host;
    return its === undefined || HostUrl.safeParse(its).data === hostValue;
  };
  const org = first(layers, "org", sameHost);
  const settings: Partial<Record<SettingName, Resolved<unknown>>> = {};
  for (const name of SETTING_NAMES) {
    const found =
      name === "workspace"
        ? first(layers, name, (layer) => sameHost(layer) && (layer.values.org === undefined || layer.values.org === org?.value))
        : name === "org"
          ? org
          : first(layers, name);
    if (found) settings[name] = found;
  }
  return { settings: settings as Settings, projectFile, user };
}
