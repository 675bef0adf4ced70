import { type Action, ORGANIZATION_ROLE_ACTIONS, WORKSPACE_ROLE_ACTIONS } from "@cairn/sdk/schema";
import { type Client, outcome, send } from "../support/fixtures.ts";
import type { Operation } from "./operations.ts";
import { type Row, rows } from "./rows.ts";
import type { World } from "./world.ts";

/** The same request id everywhere, so that answers can be compared byte by byte. */
const REQUEST_ID = "tenant-matrix";
const NOBODY = "01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c";

/** Ids of nothing, in the form of what they stand for. */
const MISSING: Record<string, string> = { user_code: "ZZZZ-ZZZZ", name: "nowhere", sha256: "0".repeat(64), task: "0".repeat(64) };
const PREFIXES: Record<string, string> = {
  org: "org",
  workspace: "ws",
  user: "usr",
  invitation: "inv",
  service_account: "sa",
  key: "key",
  experiment: "exp",
  run: "run",
  view: "view",
  comment: "cmt",
  subject: "run",
  notification: "evt",
  session: "ses",
  grant: "gr",
  authorization: "authz",
  service_account_id: "sa",
  workspace_ids: "ws",
  user_id: "usr",
  parent: "run",
  upload: "upl",
  build: "bld",
  webhook: "we",
  message: "evt",
};
const missing = (name: string) => MISSING[name] ?? `${PREFIXES[name]}_${NOBODY}`;

interface Call {
  client: Pick<Client, "fetch">;
  operation: Operation;
  world: World;
  params?: Record<string, string>;
  body?: unknown;
  requestId?: string;
  /** Bindings that replace the real ones. */
  env?: Record<string, unknown> | undefined;
}

export function call({ client, operation, world, params = {}, body, env, requestId = REQUEST_ID }: Call): Promise<Response> {
  const row = rows[operation.id] as Row;
  const all = { ...world.params, ...row.params?.(world), ...params };
  const path = `${operation.path}${row.query ?? ""}`.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(all[name] ?? missing(name)),
  );
  const json = body ?? row.body?.(world);
  return client.fetch(path, {
    method: operation.method,
    headers: { "x-request-id": requestId, ...row.headers },
    ...(row.bytes === undefined ? {} : { raw: row.bytes }),
    ...(json === undefined ? {} : { json }),
    ...(env ? { env } : {}),
  });
}

const anyone: Pick<Client, "fetch"> = { fetch: send };

/** Callers without a valid credential get 401 and learn nothing. */
export async function checkCredentials(operation: Operation, world: World): Promise<string[]> {
  if (operation.guard.on === "nobody") return [];
  const none = await outcome(call({ client: anyone, operation, world }));
  const expired = await outcome(call({ client: world.callers.expired, operation, world }));
  return [
    ...(none === "401 unauthenticated" ? [] : [`${operation.id} without a credential: ${none}`]),
    ...(expired === "401 key_expired" ? [] : [`${operation.id} with an expired key: ${expired}`]),
  ];
}

/** Whatever id of another tenant is put in, the answer is byte for byte that of an id that does not exist. */
export async function checkTenants(operation: Operation, own: World, other: World, env?: Record<string, unknown>): Promise<string[]> {
  if (operation.guard.on === "nobody") return [];
  const row = rows[operation.id] as Row;
  const client = own.callers.owner;
  const violations: string[] = [];
  const compare = async (what: string, foreign: Omit<Call, "client" | "operation">, absent: Omit<Call, "client" | "operation">) => {
    const [theirs, nothing] = [await call({ client, operation, env, ...foreign }), await call({ client, operation, env, ...absent })];
    const [a, b] = [await theirs.text(), await nothing.text()];
    if (theirs.status !== nothing.status || a !== b || theirs.status < 400)
      violations.push(`${operation.id} with another tenant's ${what}: ${theirs.status} ${a} and not ${nothing.status} ${b}`);
  };
  const inQuery = [...(row.query ?? "").matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => name ?? []);
  for (const name of [...operation.parameters, ...inQuery]) {
    if (row.free?.includes(name)) continue;
    const params = (value: string) => ({ world: own, params: { [name]: value } });
    await compare(name, params(other.params[name] ?? ""), params(missing(name)));
  }
  // The other tenant as a whole: every parameter is theirs.
  if (operation.parameters.includes("org"))
    await compare("everything", { world: other }, { world: other, params: { org: missing("org") } });
  for (const [name, bodyOf] of Object.entries(row.references ?? {})) {
    const id = row.referenceIds?.[name]?.(other) ?? "";
    await compare(`${name} in the body`, { world: own, body: bodyOf(id, own) }, { world: own, body: bodyOf(missing(name), own) });
  }
  return violations;
}

const ROLES = ["viewer", "editor", "admin", "owner"] as const;
const ORGANIZATION_ROLE = { viewer: "viewer", editor: "member", admin: "admin", owner: "owner" } as const;
const WORKSPACE_ROLE = { viewer: "viewer", editor: "editor", admin: "admin", owner: "admin" } as const;

function allows(operation: Operation, role: (typeof ROLES)[number]): boolean {
  const { guard } = operation;
  if (rows[operation.id]?.ownerOnly && role !== "owner") return false;
  if (guard.on === "organization") return ORGANIZATION_ROLE_ACTIONS[ORGANIZATION_ROLE[role]].includes(guard.action as Action);
  if (guard.on === "workspace") return WORKSPACE_ROLE_ACTIONS[WORKSPACE_ROLE[role]].includes(guard.action as Action);
  return true;
}

/** Each role gets what its table says: 403 below, success from the weakest role that may; a removed member gets what a stranger gets. */
export async function checkRoles(operation: Operation, world: World): Promise<string[]> {
  if (operation.guard.on !== "organization" && operation.guard.on !== "workspace") return [];
  const violations: string[] = [];
  const removed = await outcome(call({ client: world.callers.removed, operation, world }));
  if (removed !== "404 not_found") violations.push(`${operation.id} as a removed member: ${removed}`);
  for (const role of ROLES) {
    const got = await outcome(call({ client: world.callers[role], operation, world }));
    if (!allows(operation, role)) {
      if (got !== "403 forbidden") violations.push(`${operation.id} as ${role}: ${got} and not 403 forbidden`);
      continue;
    }
    if (!succeeded(operation, got)) violations.push(`${operation.id} as ${role}: ${got} and not a success`);
    break;
  }
  return violations;
}

/** What belongs to a person answers its owner. */
export async function checkOwner(operation: Operation, world: World): Promise<string[]> {
  if (operation.guard.on !== "caller" && operation.guard.on !== "session") return [];
  const got = await outcome(call({ client: world.callers.owner, operation, world }));
  return succeeded(operation, got) ? [] : [`${operation.id} as its owner: ${got} and not a success`];
}

function succeeded(operation: Operation, got: string): boolean {
  const { status } = rows[operation.id] as Row;
  return status === undefined ? ["200", "201", "204"].includes(got) : got.startsWith(String(status));
}
