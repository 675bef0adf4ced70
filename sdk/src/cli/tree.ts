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
  commands: readonly Node[];
}

export type Node = Leaf | Branch;

export const isBranch = (node: Node): node is Branch => "commands" in node;

/** The one of some nodes that a word names. */
export const named = (nodes: readonly Node[], word: string | undefined) =>
  nodes.find((node) => node.name === word || (!isBranch(node) && node.aliases?.includes(word ?? "")));

/** How far the words of a command line lead into the tree: the last node they name, and how many of them name it. */
export function walk(words: readonly string[]): { node: Node | undefined; depth: number } {
  let node: Node | undefined;
  let depth = 0;
  for (const word of words) {
    if (node && !isBranch(node)) break;
    const next: Node | undefined = named(node ? node.commands : TREE, word);
    if (!next) break;
    node = next;
    depth++;
  }
  return { node, depth };
}

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
      { name: "list", aliases: ["ls"], summary: "List, filter and sort runs", load: () => import("./commands/run/list.ts") },
      { name: "show", summary: "Show one run", load: () => import("./commands/run/show.ts") },
      { name: "logs", summary: "Print the log of a run, and follow it", load: () => import("./commands/run/logs.ts") },
      { name: "grep", summary: "Search the logs of many runs", load: () => import("./commands/run/grep.ts") },
      { name: "compare", summary: "Show where runs differ", load: () => import("./commands/run/compare.ts") },
      { name: "diff", summary: "Compare the code of two runs", load: () => import("./commands/run/diff.ts") },
      { name: "tag", summary: "Set and remove tags", load: () => import("./commands/run/tag.ts") },
      { name: "note", summary: "Read or write the notes of a run", load: () => import("./commands/run/note.ts") },
      { name: "archive", summary: "Put runs away", load: () => import("./commands/run/archive.ts") },
      { name: "unarchive", summary: "Take archived runs back", load: () => import("./commands/run/unarchive.ts") },
      { name: "cancel", summary: "Ask running programs to stop", load: () => import("./commands/run/cancel.ts") },
      { name: "delete", summary: "Delete runs", load: () => import("./commands/run/delete.ts") },
      { name: "restore", summary: "Take deleted runs back", load: () => import("./commands/run/restore.ts") },
      { name: "export", summary: "Save runs with everything in a folder", load: () => import("./commands/run/export.ts") },
      { name: "import", summary: "Bring exported runs into the workspace", load: () => import("./commands/run/import.ts") },
      {
        name: "artifacts",
        summary: "Files of a run",
        commands: [
          { name: "ls", aliases: ["list"], summary: "List them", load: () => import("./commands/run/artifacts/ls.ts") },
          { name: "get", summary: "Download a file or a folder", load: () => import("./commands/run/artifacts/get.ts") },
          { name: "put", summary: "Upload files or folders", load: () => import("./commands/run/artifacts/put.ts") },
        ],
      },
    ],
  },
  {
    name: "task",
    summary: "Tasks: what is computed once and kept",
    commands: [
      { name: "run", summary: "Compute one task of a module", load: () => import("./commands/task/run.ts") },
      { name: "list", aliases: ["ls"], summary: "List and search tasks", load: () => import("./commands/task/list.ts") },
      { name: "browse", summary: "Look through tasks in the terminal", load: () => import("./commands/task/browse.ts") },
      { name: "show", summary: "Show one task", load: () => import("./commands/task/show.ts") },
      { name: "explain", summary: "Say why a task would be computed", load: () => import("./commands/task/explain.ts") },
      { name: "diff", summary: "Show where two tasks differ", load: () => import("./commands/task/diff.ts") },
      { name: "tag", summary: "Set and remove tags and labels", load: () => import("./commands/task/tag.ts") },
      { name: "deps", summary: "List what a task needs", load: () => import("./commands/task/deps.ts") },
      { name: "rdeps", summary: "List what needs a task", load: () => import("./commands/task/rdeps.ts") },
      {
        name: "invalidate",
        summary: "Take outputs back, so that they are computed anew",
        load: () => import("./commands/task/invalidate.ts"),
      },
      { name: "rm", aliases: ["delete"], summary: "Move tasks to the trash", load: () => import("./commands/task/rm.ts") },
      { name: "gc", summary: "Remove what nobody needs", load: () => import("./commands/task/gc.ts") },
      { name: "du", aliases: ["usage"], summary: "Show how much the outputs take", load: () => import("./commands/task/du.ts") },
      { name: "export", summary: "Save tasks with all that they need", load: () => import("./commands/task/export.ts") },
      { name: "import", summary: "Bring exported tasks in", load: () => import("./commands/task/import.ts") },
      { name: "migrate", summary: "Carry outputs over to a changed type", load: () => import("./commands/task/migrate.ts") },
      { name: "page", summary: "Save an overview that opens without a server", load: () => import("./commands/task/page.ts") },
      { name: "manifest", summary: "List the task types that modules declare", load: () => import("./commands/task/manifest.ts") },
    ],
  },
  {
    name: "build",
    summary: "Builds: what was asked for, and how far it is",
    commands: [
      { name: "start", summary: "Build what a module exports", load: () => import("./commands/build/start.ts") },
      { name: "list", aliases: ["ls"], summary: "List builds", load: () => import("./commands/build/list.ts") },
      { name: "show", summary: "Show one build", load: () => import("./commands/build/show.ts") },
      { name: "watch", summary: "Follow a build until it ends", load: () => import("./commands/build/watch.ts") },
      { name: "cancel", summary: "Stop a build", load: () => import("./commands/build/cancel.ts") },
      { name: "resume", summary: "Go on with a build that ended", load: () => import("./commands/build/resume.ts") },
    ],
  },
  {
    name: "experiment",
    summary: "Experiments: groups of runs",
    commands: [
      { name: "list", aliases: ["ls"], summary: "List experiments", load: () => import("./commands/experiment/list.ts") },
      { name: "show", summary: "Show one experiment", load: () => import("./commands/experiment/show.ts") },
      { name: "create", summary: "Create an experiment", load: () => import("./commands/experiment/create.ts") },
      { name: "rename", summary: "Give an experiment another name", load: () => import("./commands/experiment/rename.ts") },
      { name: "tag", summary: "Set and remove tags", load: () => import("./commands/experiment/tag.ts") },
      { name: "archive", summary: "Put an experiment away", load: () => import("./commands/experiment/archive.ts") },
      { name: "restore", summary: "Take an archived experiment back", load: () => import("./commands/experiment/restore.ts") },
      { name: "export", summary: "Save all its runs in a folder", load: () => import("./commands/experiment/export.ts") },
    ],
  },
  {
    name: "view",
    summary: "Saved views of the pages",
    commands: [
      { name: "list", aliases: ["ls"], summary: "List your own and the shared ones", load: () => import("./commands/view/list.ts") },
    ],
  },
  {
    name: "comment",
    summary: "Comments on runs and experiments",
    commands: [
      {
        name: "list",
        aliases: ["ls"],
        summary: "List the comments on a run or an experiment",
        load: () => import("./commands/comment/list.ts"),
      },
      { name: "add", summary: "Comment on a run or an experiment", load: () => import("./commands/comment/add.ts") },
    ],
  },
  {
    name: "inbox",
    summary: "What you were told",
    commands: [
      { name: "list", aliases: ["ls"], summary: "List it, newest first", load: () => import("./commands/inbox/list.ts") },
      { name: "read", summary: "Mark it as read", load: () => import("./commands/inbox/read.ts") },
    ],
  },
  { name: "usage", summary: "Show what was used, and how much of the plan", load: () => import("./commands/usage.ts") },
  { name: "sync", summary: "Upload runs that were logged offline", load: () => import("./commands/sync.ts") },
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
    name: "webhook",
    summary: "Endpoints that events are delivered to",
    commands: [
      { name: "list", aliases: ["ls"], summary: "List endpoints", load: () => import("./commands/webhook/list.ts") },
      { name: "create", summary: "Create an endpoint", load: () => import("./commands/webhook/create.ts") },
      { name: "update", summary: "Change an endpoint", load: () => import("./commands/webhook/update.ts") },
      { name: "rotate", summary: "Replace the secret of an endpoint", load: () => import("./commands/webhook/rotate.ts") },
      { name: "enable", summary: "Send to an endpoint again", load: () => import("./commands/webhook/enable.ts") },
      { name: "disable", summary: "Hold what an endpoint would get", load: () => import("./commands/webhook/disable.ts") },
      { name: "delete", summary: "Delete an endpoint", load: () => import("./commands/webhook/delete.ts") },
      { name: "deliveries", summary: "List what was or will be delivered", load: () => import("./commands/webhook/deliveries.ts") },
      { name: "attempts", summary: "Show one message with its attempts", load: () => import("./commands/webhook/attempts.ts") },
      { name: "replay", summary: "Send messages again", load: () => import("./commands/webhook/replay.ts") },
      { name: "trigger", summary: "Send a test event to an endpoint", load: () => import("./commands/webhook/trigger.ts") },
      { name: "listen", summary: "Relay events to a program on this machine", load: () => import("./commands/webhook/listen.ts") },
    ],
  },
  {
    name: "audit",
    summary: "Who did what in the organization",
    commands: [
      { name: "list", summary: "Show the audit trail", load: () => import("./commands/audit/list.ts") },
      { name: "export", summary: "Save the audit trail with its chain of hashes", load: () => import("./commands/audit/export.ts") },
      { name: "verify", summary: "Check an export of the audit trail", load: () => import("./commands/audit/verify.ts") },
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
