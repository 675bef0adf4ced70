import type { CommandModule } from "./command.ts";

export interface Leaf {
  name: string;
  summary: string;
  aliases?: readonly string[];
  hidden?: true;
  load: () => Promise<{ command: CommandModule }>;
}

export interface Branch {
  name: string;
  summary: string;
  commands: readonly Leaf[];
}

export type Node = Leaf | Branch;

export const isBranch = (node: Node): node is Branch => "commands" in node;

/** Every command. What a command takes is in its own file, loaded only when it is asked for. */
export const TREE: readonly Node[] = [
  { name: "login", summary: "Sign in", load: () => import("./commands/auth/login.ts") },
  { name: "logout", summary: "Sign out, here and at the server", load: () => import("./commands/auth/logout.ts") },
  {
    name: "whoami",
    aliases: ["status"],
    summary: "Show who you are, where, and until when",
    load: () => import("./commands/auth/whoami.ts"),
  },
  {
    name: "token",
    summary: "The stored access token",
    commands: [{ name: "refresh", summary: "Renew the access token now", load: () => import("./commands/token/refresh.ts") }],
  },
  {
    name: "org",
    summary: "Organizations",
    commands: [
      { name: "list", summary: "List your organizations", load: () => import("./commands/org/list.ts") },
      { name: "use", summary: "Select the organization to work in", load: () => import("./commands/org/use.ts") },
      { name: "create", summary: "Create an organization with its first workspace", load: () => import("./commands/org/create.ts") },
      { name: "members", summary: "List the members", load: () => import("./commands/org/members.ts") },
      { name: "invite", summary: "Invite people by e-mail", load: () => import("./commands/org/invite.ts") },
    ],
  },
  {
    name: "workspace",
    summary: "Workspaces of an organization",
    commands: [
      { name: "list", summary: "List the workspaces you may see", load: () => import("./commands/workspace/list.ts") },
      { name: "use", summary: "Select the workspace to work in", load: () => import("./commands/workspace/use.ts") },
      { name: "create", summary: "Create a workspace", load: () => import("./commands/workspace/create.ts") },
    ],
  },
  {
    name: "run",
    summary: "Runs",
    commands: [
      { name: "list", summary: "List runs, newest first", load: () => import("./commands/run/list.ts") },
      { name: "show", summary: "Show one run", load: () => import("./commands/run/show.ts") },
    ],
  },
  {
    name: "key",
    summary: "API keys",
    commands: [
      { name: "list", summary: "List keys", load: () => import("./commands/key/list.ts") },
      { name: "create", summary: "Create a key; it is shown once", load: () => import("./commands/key/create.ts") },
      { name: "revoke", summary: "End a key at once", load: () => import("./commands/key/revoke.ts") },
    ],
  },
  {
    name: "target-root",
    summary: "Places where tasks keep their outputs",
    commands: [
      { name: "list", summary: "List the target roots of the workspace", load: () => import("./commands/target-root/list.ts") },
      { name: "sync", summary: "Fetch them into the local cache", load: () => import("./commands/target-root/sync.ts") },
    ],
  },
  {
    name: "host",
    summary: "Servers you use",
    commands: [
      { name: "list", summary: "List them", load: () => import("./commands/host/list.ts") },
      { name: "add", summary: "Add a server", load: () => import("./commands/host/add.ts") },
      { name: "remove", summary: "Forget a server and its credential", load: () => import("./commands/host/remove.ts") },
    ],
  },
  {
    name: "profile",
    summary: "Named sets of host, organization and workspace",
    commands: [
      { name: "list", summary: "List them", load: () => import("./commands/profile/list.ts") },
      { name: "add", summary: "Add or replace a profile", load: () => import("./commands/profile/add.ts") },
      { name: "use", summary: "Make a profile the default", load: () => import("./commands/profile/use.ts") },
      { name: "remove", summary: "Remove a profile", load: () => import("./commands/profile/remove.ts") },
    ],
  },
  {
    name: "config",
    summary: "Settings",
    commands: [
      { name: "show", summary: "Show every setting and where it comes from", load: () => import("./commands/config/show.ts") },
      { name: "get", summary: "Print one setting", load: () => import("./commands/config/get.ts") },
      { name: "set", summary: "Set one in your file, or in the project's", load: () => import("./commands/config/set.ts") },
      { name: "unset", summary: "Take one out of your file, or the project's", load: () => import("./commands/config/unset.ts") },
    ],
  },
  { name: "open", summary: "Open the web page of an organization or workspace", load: () => import("./commands/open.ts") },
  { name: "api", summary: "Call the API with your credential", load: () => import("./commands/api.ts") },
  { name: "completion", summary: "Print the completion script of a shell", load: () => import("./commands/completion.ts") },
  { name: "__complete", summary: "Answer a completion script", hidden: true, load: () => import("./commands/complete.ts") },
];
