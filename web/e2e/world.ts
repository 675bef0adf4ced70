import { createHash, randomBytes } from "node:crypto";
import { stack } from "../../workers/test/support/stack.ts";
import { newEmail, newMember, newPerson, newPlace, newProgram, type Person, type Place } from "./people.ts";
import { fillTasks, type TaskWorld } from "./task-world.ts";

/** Somebody whose pages are empty, or filled with what is hard to lay out: long names, other scripts, every status. */
export interface World {
  readonly person: Person;
  readonly place: Place;
  /** A run with curves; in an empty world there is none. */
  readonly run?: string;
  /** All runs, oldest first. */
  readonly runs?: readonly string[];
  /** The experiment of the runs. */
  readonly experiment?: string;
  /** An endpoint with a delivery that failed: nothing listens there. */
  readonly webhook?: string;
  /** A build with tasks of every status. */
  readonly tasks?: TaskWorld;
}

/** As long as names may be. */
const longName = "A very long name of the kind that is given to things late at night before a deadline".slice(0, 80);

/** A person who has just named an organization. */
export async function emptyWorld(): Promise<World> {
  const person = await newPerson("Nova");
  return { person, place: await newPlace(person, "Nova", "Main") };
}

/** A person whose organization is full of everything. */
export async function fullWorld(): Promise<World> {
  const person = await newPerson("Dr. Alexandria Konstantinopoulou-Featherstonehaugh");
  const place = await newPlace(person, "Institute for Computational Ornithology & Antarctic Ecology", "Palmer Archipelago Penguins");
  const { organization, workspace } = place;
  const { api } = person;
  await api.workspaces.create({ name: "🐧 פינגווינים" }, { organization });
  await api.workspaces.create({ name: longName }, { organization });
  const viewer = await newMember(person, place, "viewer", "مريم");
  await newMember(person, place, "admin", longName);
  await api.workspaces.members.set(workspace, viewer.id, { role: "editor" }, { organization });
  await api.invitations.create({ email: newEmail(), role: "member" }, { organization });
  const { id } = await api.invitations.create(
    { email: `${"a".repeat(60)}@${"b".repeat(50)}.example.org`, role: "admin" },
    { organization },
  );
  await api.invitations.cancel(id, { organization });
  const account = await api.serviceAccounts.create({ name: "nightly-training-pipeline-of-the-cluster", role: "member" }, { organization });
  await api.keys.create({ name: "cluster-a", service_account_id: account.id, actions: ["run.read", "run.write"] }, { organization });
  const old = await api.keys.create({ name: longName, expires_in_days: null }, { organization });
  await api.keys.revoke(old.id, { organization });
  await api.targetRoots.set("default", { uri: `s3://${"bucket-".repeat(6)}name/palmer/archipelago` }, place);
  const runs = await fillRuns(person, place);
  const experiment = (await api.experiments.list({}, place).page()).items[0]?.id ?? "";
  const tasks = await fillTasks(await newProgram(person, place));
  return { person, place, runs, experiment, run: runs.at(-1) ?? "", webhook: await fillWebhooks(person, place), tasks };
}

/** Endpoints of every state; the one that is answered is the workspace's, with two deliveries. */
async function fillWebhooks({ api }: Person, place: Place): Promise<string> {
  const { organization } = place;
  const url = `http://127.0.0.1:9/${"very/".repeat(12)}long/path`;
  const off = await api.webhooks.create(
    { url, description: longName, format: "slack", types: ["member.*", "key.created"] },
    { organization },
  );
  await api.webhooks.update(off.id, { enabled: false }, { organization });
  const headers = { "x-team": "vision", [`x-${"long-".repeat(10)}name`]: "x" };
  const { id } = await api.workspaces.webhooks.create({ url, types: ["run.*", "view.created"], headers, rate_limit: 10 }, place);
  await api.workspaces.webhooks.test(id, {}, place);
  await api.workspaces.webhooks.test(id, { type: "run.finished" }, place);
  return id;
}

/** Runs of every status; the last one goes on, with curves. */
async function fillRuns(person: Person, place: Place): Promise<string[]> {
  const ids: string[] = [];
  const program = await newProgram(person, place);
  for (const status of ["finished", "failed", "cancelled"] as const) {
    const params = { learning_rate: 0.05, optimizer: "gradient descent with momentum 0.9 and a cosine schedule", status };
    const run = await program.runs.create({ experiment: "penguins", name: `${status} ${longName}`.slice(0, 80), params });
    ids.push(run.id);
    await program.runs.finish(run.id, { status, ...(status === "failed" ? { error: "RangeError: the loss is not a number" } : {}) });
  }
  const run = await program.run({
    experiment: "penguins",
    name: "gentoo-17",
    params: { learning_rate: 0.05, hidden: 16, notes: longName },
    tags: { dataset: "palmerpenguins", bird: "🐧" },
    handleExit: false,
  });
  for (let step = 0; step < 200; step++) {
    const loss = Math.exp(-step / 60);
    run.log({ "train/loss": loss, "validation/loss": loss + 0.1, [`a/${"very/".repeat(6)}long_name`]: -step * 1e9 }, { step });
  }
  run.log({ "train/loss": Number.NaN, single: 1 }, { step: 200 });
  await run.flush();
  await program.runs.log(run.id, {
    writer: "w_world_01",
    sequence: 1,
    lines: [{ at: Date.now(), level: "error", text: `\u001b[31mlost sight\u001b[0m of the colony ${longName} ${"x".repeat(300)}` }],
  });
  return [...ids, run.id];
}

/** Starts the sign-in of a device; its code waits for an answer. */
export async function waitingCode(place: Place): Promise<string> {
  const body = new URLSearchParams({
    client_id: "cairn-cli",
    cairn_device: "a-laptop-with-a-long-name.fritz.box",
    cairn_workspace: `${place.organization}/${place.workspace}`,
  });
  const response = await fetch(new URL("/api/oauth/device_authorization", stack().origin), { method: "POST", body });
  return ((await response.json()) as { user_code: string }).user_code;
}

/** Starts the sign-in of a program on the person's own machine; returns the path of the page that asks. */
export async function waitingAuthorization({ fetch }: Person): Promise<string> {
  const query = new URLSearchParams({
    response_type: "code",
    client_id: "cairn-cli",
    redirect_uri: "http://127.0.0.1:9/callback",
    code_challenge: createHash("sha256").update(randomBytes(32).toString("base64url")).digest("base64url"),
    code_challenge_method: "S256",
    state: randomBytes(16).toString("base64url"),
  });
  const response = await fetch(`/api/oauth/authorize?${query}`);
  const { pathname, search } = new URL(response.headers.get("location") ?? "", stack().origin);
  return pathname + search;
}
