import { z } from "zod";

/** Where Cairn listens after `npm start`; used when nothing names another server. */
export const DEFAULT_HOST = "http://localhost:8787";

const LOOPBACK = /^(localhost|127(?:\.\d{1,3}){3}|\[::1\]|.*\.localhost)$/;

/** True for a host name that never leaves this machine. */
export const isLoopback = (hostname: string) => LOOPBACK.test(hostname);

/** The one spelling of a server's address: scheme, name and port, without path or trailing slash. */
export const HostUrl = z
  .string()
  .trim()
  .transform((text, check) => {
    const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`);
    if (url?.protocol === "https:" || url?.protocol === "http:") {
      if (url.username || url.password) check.addIssue("must not hold a user name or password");
      else if (url.pathname !== "/" || url.search || url.hash)
        check.addIssue("must be an address without a path, such as https://cairn.example.org");
      return url.origin;
    }
    check.addIssue("must be an http or https address, such as https://cairn.example.org");
    return z.NEVER;
  });

const Name = z.string().trim().min(1, "must not be empty").max(64, "must have at most 64 characters");

const BOOLEANS: Record<string, boolean> = {
  "1": true,
  true: true,
  yes: true,
  on: true,
  "0": false,
  false: false,
  no: false,
  off: false,
  "": false,
};

/** A switch: JSON true or false, or the words people put in environment variables. */
const Switch = z.union([z.boolean(), z.string()]).transform((value, check) => {
  const known = typeof value === "boolean" ? value : BOOLEANS[value.trim().toLowerCase()];
  if (known !== undefined) return known;
  check.addIssue("must be true or false");
  return z.NEVER;
});

const Count = (min: number, max: number) => z.coerce.number("must be a number").int("must be a whole number").min(min).max(max);

/** Which files may set a value. A project file comes with a clone, so it is trusted less than the user's own file. */
type Files = readonly ("project" | "user")[];
const ANY_FILE: Files = ["project", "user"];
const USER_FILE: Files = ["user"];
const NO_FILE: Files = [];

interface Definition {
  type: z.ZodType;
  description: string;
  /** On the command line, with its placeholder, as help shows it. */
  flag?: string;
  /** What help says of the flag, where it sets one value only. */
  flagDescription?: string;
  env?: string;
  /** Other variables that mean the same; read after `env`. */
  alsoEnv?: readonly string[];
  files: Files;
  default?: string | number | boolean;
  /** Never shown, never in a file of settings. */
  secret?: true;
}

/**
 * Every setting of the SDK and the command line. Resolution, `cairn config`, `--help` and docs/configuration.md all read this
 * table; nothing else reads a CAIRN_ variable.
 */
export const SETTINGS = {
  host: {
    type: HostUrl,
    description: "Address of the Cairn server",
    flag: "--host <url>",
    env: "CAIRN_URL",
    files: ANY_FILE,
    default: DEFAULT_HOST,
  },
  org: { type: Name, description: "Organization, by slug or id", flag: "--org <slug>", env: "CAIRN_ORG", files: ANY_FILE },
  workspace: { type: Name, description: "Workspace, by slug or id", flag: "--workspace <slug>", env: "CAIRN_WORKSPACE", files: ANY_FILE },
  profile: {
    type: Name,
    description: "Named set of host, org and workspace; its values rank right behind the place that names it",
    flag: "--profile <name>",
    env: "CAIRN_PROFILE",
    files: ANY_FILE,
  },
  token: {
    type: z.string().trim().min(1),
    description: "Access token; shadows a stored sign-in",
    env: "CAIRN_TOKEN",
    files: NO_FILE,
    secret: true,
  },
  api_key: {
    type: z.string().trim().min(1),
    description: "API key; shadows a stored sign-in, and gives way to CAIRN_TOKEN",
    env: "CAIRN_API_KEY",
    files: NO_FILE,
    secret: true,
  },
  output: {
    type: z.enum(["text", "json"], "must be text or json"),
    description: "How commands print data; `--json` is short for json",
    flag: "--json",
    flagDescription: "Print data as JSON, in the shapes of the API",
    env: "CAIRN_OUTPUT",
    files: USER_FILE,
    default: "text",
  },
  color: {
    type: z.enum(["auto", "always", "never"], "must be auto, always or never"),
    description: "Colours; auto means in a terminal, unless NO_COLOR is set or TERM is dumb",
    flag: "--no-color",
    flagDescription: "No colours",
    env: "CAIRN_COLOR",
    files: USER_FILE,
    default: "auto",
  },
  no_input: {
    type: Switch,
    description: "Never ask anything",
    flag: "--no-input",
    env: "CAIRN_NO_INPUT",
    files: USER_FILE,
    default: false,
  },
  quiet: {
    type: Switch,
    description: "Print data and errors only",
    flag: "-q, --quiet",
    env: "CAIRN_QUIET",
    files: USER_FILE,
    default: false,
  },
  debug: {
    type: Switch,
    description: "Show every request and answer on stderr, secrets blacked out",
    flag: "--debug",
    env: "CAIRN_DEBUG",
    files: NO_FILE,
    default: false,
  },
  timeout_s: {
    type: Count(1, 3600),
    description: "Seconds one call of a command may take, repeats included",
    flag: "--timeout <seconds>",
    env: "CAIRN_TIMEOUT_S",
    files: ANY_FILE,
    default: 60,
  },
  browser: {
    type: z.string().trim().min(1),
    description: "Program that opens web pages; the system's own when not set",
    env: "CAIRN_BROWSER",
    alsoEnv: ["BROWSER"],
    files: USER_FILE,
  },
  mode: {
    type: z.enum(["online", "offline"], "must be online or offline"),
    description: "offline: runs are written to a journal on this machine, which `cairn sync` sends",
    env: "CAIRN_MODE",
    files: ANY_FILE,
    default: "online",
  },
  journal_dir: {
    type: z.string().trim().min(1),
    description: "Folder of the journals of runs; the system's usual place (XDG state) when not set",
    env: "CAIRN_JOURNAL_DIR",
    files: USER_FILE,
  },
  run_id: {
    type: z.string().regex(/^run_[0-9a-f-]{36}$/, "must be the id of a run"),
    description: "Run that `cairn.run()` of this process joins; set for child processes",
    env: "CAIRN_RUN_ID",
    files: NO_FILE,
  },
  diff: {
    type: z.enum(["limited", "any size", "require", "none"], "must be limited, any size, require or none"),
    description:
      "What a run or a build records of changes that are not committed: limited leaves out a diff above 50 kB, require then refuses to start",
    env: "CAIRN_DIFF",
    files: ANY_FILE,
    default: "limited",
  },
  target_roots: {
    type: z.string(),
    description: "Where tasks keep their outputs, before what the workspace says: JSON from name to address",
    env: "CAIRN_TARGET_ROOTS",
    files: NO_FILE,
  },
  target_cache: {
    type: z.string().trim().min(1),
    description: "Folder for copies of outputs that lie in object stores; none when not set",
    env: "CAIRN_TARGET_CACHE",
    files: NO_FILE,
  },
  config_dir: {
    type: z.string().trim().min(1),
    description: "Folder of config.json and credentials.json; the system's usual place (XDG) when not set",
    env: "CAIRN_CONFIG_DIR",
    files: NO_FILE,
  },
  no_keychain: {
    type: Switch,
    description: "Keep credentials in a file even where the system has a keychain",
    env: "CAIRN_NO_KEYCHAIN",
    files: USER_FILE,
    default: false,
  },
  allow_http: {
    type: Switch,
    description: "Send credentials without TLS to servers on other machines",
    env: "CAIRN_ALLOW_HTTP",
    files: USER_FILE,
    default: false,
  },
} as const satisfies Record<string, Definition>;

export type SettingName = keyof typeof SETTINGS;
export type SettingValue<N extends SettingName> = z.output<(typeof SETTINGS)[N]["type"]>;

export const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[];

/** The table's row without its literal types, for code that treats all settings alike. */
export const settingOf = (name: SettingName): Definition => SETTINGS[name];

export const isSettingName = (name: string): name is SettingName => Object.hasOwn(SETTINGS, name);
