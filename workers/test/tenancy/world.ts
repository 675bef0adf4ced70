import type {
  ApiKey,
  BuildDetail,
  Comment,
  CreatedApiKey,
  CreatedWebhook,
  Experiment,
  Invitation,
  RunDetail,
  Upload,
  View,
  WebhookMessageDetail,
} from "@cairn/sdk/schema";
import { eq } from "drizzle-orm";
import { openDb } from "../../control/db.ts";
import { apiKeys, authorizations, deviceGrants, grants, notifications } from "../../control/schema/index.ts";
import { randomToken } from "../../shared/bytes.ts";
import { DAY_MS, systemClock } from "../../shared/clock.ts";
import { newId } from "../../shared/ids.ts";
import { bytesOf, sha256Hex } from "../support/bytes.ts";
import {
  bearer,
  type Client,
  createOrg,
  createPerson,
  createService,
  createSpace,
  env,
  joinedPerson,
  type Person,
} from "../support/fixtures.ts";
import { makeTask, output, salt } from "../support/tasks.ts";

export const HELLO_SHA256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
/** An endpoint of webhooks where nobody listens. */
export const HOOK_URL = "http://localhost:1/hook";
/** Size of the file in each world, in bytes. */
export const FILE_SIZE = 20;

/** One tenant with a caller of every kind and one of every thing that has an id. */
export interface World {
  callers: {
    owner: Person;
    admin: Person;
    editor: Person;
    viewer: Person;
    /** Was a member once. */
    removed: Person;
    /** Holds a key that expired. */
    expired: Client;
  };
  /** A value for each path parameter of the contract. */
  params: Record<string, string>;
  ids: { serviceAccount: string; workspace: string; member: string; endedRun: string; digest: string };
}

const LETTERS = "BCDFGHJKLMNPQRSTVWXZ";
const randomCode = () => Array.from(crypto.getRandomValues(new Uint8Array(8)), (b) => LETTERS[b % 20]).join("");

/** A tenant of its own. */
export async function createWorld(name: string): Promise<World> {
  const owner = await createPerson(`${name} owner`);
  const { id: org, slug: orgSlug, workspace } = await createOrg(owner);
  // The last workspace of an organization cannot be deleted.
  await createSpace(owner, org, "Second");
  const [admin, editor, viewer, removed] = [
    await joinedPerson(owner, org, "admin"),
    await joinedPerson(owner, org, "member"),
    await joinedPerson(owner, org, "member", "viewer"),
    await joinedPerson(owner, org, "member", "removed"),
  ];
  await owner.json(`/api/v1/orgs/${org}/members/${removed.id}`, { method: "DELETE" }, 204);
  const service = await createService(owner, org, { key: { expires_in_days: 1 } });
  const expiring = await owner.json<CreatedApiKey>(
    `/api/v1/orgs/${org}/keys`,
    { json: { name: "expired", service_account_id: service.account.id, expires_in_days: 1 } },
    201,
  );
  await openDb(env.CONTROL)
    .update(apiKeys)
    .set({ expiresAt: systemClock.now() - 1 })
    .where(eq(apiKeys.id, expiring.id));
  const own = `/api/v1/orgs/${org}`;
  // Everybody revokes keys of their own, those who manage the organization all of them. A viewer has one from an earlier role.
  const key = await viewer.json<ApiKey>(`${own}/keys`, { json: { name: "target" } }, 201);
  await owner.json(`${own}/members/${viewer.id}`, { method: "PATCH", json: { role: "viewer" } });
  const invitation = await owner.json<Invitation>(
    `${own}/invitations`,
    { json: { email: `${randomToken(9).toLowerCase()}@example.org` } },
    201,
  );
  const data = `${own}/workspaces/${workspace.id}`;
  const experiment = await owner.json<Experiment>(`${data}/experiments`, { json: { name: "matrix" } }, 201);
  const upload = await owner.json<Upload>(`${data}/uploads`, { json: { sha256: HELLO_SHA256, size: 5 } });
  await owner.json(`${data}/uploads/${upload.id}/parts/1`, { method: "PUT", ...bytesOf("hello") });
  // As long in every world, and different in each.
  const text = randomToken(FILE_SIZE).slice(0, FILE_SIZE);
  const digest = await sha256Hex(text);
  await owner.json(`${data}/blobs/${digest}`, { method: "PUT", ...bytesOf(text) });
  const run = await owner.json<RunDetail>(`${data}/runs`, { json: { experiment: "matrix" } }, 201);
  const ended = await owner.json<RunDetail>(`${data}/runs`, { json: { experiment: "matrix" } }, 201);
  await owner.json(`${data}/runs/${ended.id}/finish`, { json: {} });
  await owner.json(`${data}/target-roots/default`, { method: "PUT", json: { uri: "s3://bucket/path" } });
  const view = await viewer.json<View>(`${data}/views`, { json: { name: "matrix", state: {} } }, 201);
  // Editors are the weakest who may comment, and everybody edits their own alone.
  const comment = await editor.json<Comment>(`${data}/comments`, { json: { subject: run.id, body: "matrix" } }, 201);
  const artifacts = [{ path: "file.txt", sha256: digest, size: FILE_SIZE }];
  for (const { id } of [run, ended]) await owner.json(`${data}/runs/${id}/artifacts`, { json: { artifacts } });
  const media = [{ key: "image", step: 1, at: 1, kind: "image", sha256: digest, size: FILE_SIZE }];
  await owner.json(`${data}/runs/${run.id}/log`, { json: { writer: "w_world_1", sequence: 1, media } });
  const hook = await owner.json<CreatedWebhook>(`${data}/webhooks`, { json: { url: HOOK_URL, types: ["view.*"] } }, 201);
  const message = await owner.json<WebhookMessageDetail>(`${data}/webhooks/${hook.id}/test`, { json: {} });
  const { task, build } = await createTask(owner, data);
  const personal = await createPersonal(owner);
  return {
    callers: { owner, admin, editor, viewer, removed, expired: bearer(expiring.secret) },
    params: {
      org,
      workspace: workspace.id,
      user: viewer.id,
      invitation: invitation.id,
      service_account: service.account.id,
      key: key.id,
      experiment: experiment.id,
      run: run.id,
      view: view.id,
      comment: comment.id,
      subject: run.id,
      upload: upload.id,
      webhook: hook.id,
      message: message.id,
      media: "1",
      task,
      build,
      asset: "report",
      name: "default",
      org_slug: orgSlug,
      workspace_slug: workspace.slug,
      session: owner.sessionId,
      ...personal,
    },
    ids: { serviceAccount: service.account.id, workspace: workspace.id, member: editor.id, endedRun: ended.id, digest },
  };
}

/** A computed task with a report, in a build that runs. */
async function createTask(owner: Person, data: string): Promise<{ task: string; build: string }> {
  const task = makeTask({ params: salt() });
  const build = await owner.json<BuildDetail>(`${data}/builds`, { json: { roots: [task.id] } }, 201);
  await owner.json(`${data}/tasks/register?build=${build.id}`, { json: { tasks: [task] } });
  const events = [
    { task: task.id, type: "started" },
    { task: task.id, type: "succeeded", output: output("s3://bucket/output") },
  ];
  await owner.json(`${data}/builds/${build.id}/events`, { json: { events } });
  await owner.json(`${data}/tasks/${task.id}/assets/report`, { method: "PUT", json: { kind: "markdown", content: "# matrix" } });
  return { task: task.id, build: build.id };
}

/** Things that belong to a person and not to an organization. */
async function createPersonal(person: Person): Promise<Record<string, string>> {
  const db = openDb(env.CONTROL);
  const now = systemClock.now();
  const grant = newId("grant", now);
  const authorization = newId("authorization", now);
  const notification = newId("event", now);
  const userCode = randomCode();
  const common = { clientId: "cairn-cli", userId: person.id, createdAt: now, expiresAt: now + DAY_MS };
  await db.batch([
    db.insert(grants).values({ id: grant, ...common }),
    db.insert(deviceGrants).values({ deviceCodeHash: randomToken(32), userCode, status: "pending", intervalMs: 5_000, ...common }),
    db.insert(authorizations).values({
      id: authorization,
      redirectUri: "http://127.0.0.1:1/callback",
      codeChallenge: randomToken(32),
      status: "pending",
      ...common,
      userId: null,
    }),
    db.insert(notifications).values({
      userId: person.id,
      id: notification,
      kind: "membership",
      orgId: newId("organization", now),
      at: now,
      actor: { type: "system", id: "system", name: "Cairn" },
      subjectType: "user",
      subjectId: person.id,
      title: "matrix",
    }),
  ]);
  return { grant, authorization, notification, user_code: userCode };
}
