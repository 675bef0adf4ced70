// Builds the graph of killed-tasks.ts with a workspace and dies at the n-th step of a request: before it is sent, or when it was answered but
// nobody here has heard of it. node killed-in-workspace.ts <folder> <build> <n>, with the client's options as JSON in KILLED_CLIENT
import { join } from "node:path";
import { Cairn } from "../../src/index.ts";
import { build, makeEnvironment, sequential } from "../../src/tasks/index.ts";
import { registryOf } from "../../src/tasks/ledger/registry-of.ts";
import { WorkspaceLedger } from "../../src/tasks/ledger/workspace.ts";
import { FileJournal, FileLedger } from "../../src/tasks/node/index.ts";
import { die } from "../support/dying-fs.ts";
import { part, whole } from "./killed-tasks.ts";

/** Short, so that whoever goes on need not wait long for leases of the dead. */
const LEASE_MS = 1_000;

const [, , folder = "", id = "", n = "0"] = process.argv;
let steps = 0;
const step = (): void => {
  if (++steps === Number(n)) die();
};
const cairn = new Cairn({
  ...JSON.parse(process.env.KILLED_CLIENT ?? "{}"),
  async fetch(input: string | URL | Request, init?: RequestInit) {
    step();
    const answer = await fetch(input, init);
    step();
    return answer;
  },
});
const state = join(folder, "state");
const ledger = new WorkspaceLedger({
  registry: registryOf(cairn),
  local: new FileLedger({ folder: state }),
  journal: new FileJournal(join(state, "journal")),
  leaseMs: LEASE_MS,
});
const file = join(folder, "..", `count-${id}`);
await build(whole({ first: part({ i: 1, file }), file }), {
  environment: makeEnvironment({ root: join(folder, "tasks"), ledger }),
  id,
  leaseMs: LEASE_MS,
  runner: sequential(),
});
