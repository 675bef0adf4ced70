import { FILE_SIZE, HELLO_SHA256, HOOK_URL, type World } from "./world.ts";

/** How one operation is called so that it succeeds for whoever may call it. */
export interface Row {
  body?: (world: World) => unknown;
  query?: string;
  /** Path parameters where they differ from the world's usual ones. */
  params?: (world: World) => Record<string, string>;
  /** Ids inside the body that could be another tenant's. */
  references?: { [name: string]: (id: string, world: World) => unknown };
  /** Which of the other world's ids each reference takes. */
  referenceIds?: { [name: string]: (world: World) => string };
  /** Parameters that no tenant owns: a wrong one is no other tenant's. */
  free?: string[];
  /** Status of the success where it is none of 200, 201, 204 (said why beside it). */
  status?: number;
  /** Only the owner may, whatever the guard's action says. */
  ownerOnly?: boolean;
  /** A body that is no JSON. */
  bytes?: string;
  /** Headers beside the credential. */
  headers?: Record<string, string>;
}

const hello = { bytes: "hello", headers: { "content-type": "application/octet-stream", "content-length": "5" } };

const point = { key: "loss", steps: [1], times: [1], values: [0.5] };

/** One row for every operation of the contract; a new operation without one fails the build. */
export const rows: Record<string, Row> = {
  meGet: {},
  meUpdate: { body: () => ({ name: "Renamed" }) },
  sessionList: {},
  sessionEnd: {},
  grantList: {},
  grantRevoke: {},
  receivedInvitationList: {},
  // Nobody in the world was invited under its own address: what is proven is that the invitation stays unseen.
  receivedInvitationAccept: { status: 404 },
  receivedInvitationDecline: { status: 404 },
  notificationSettingsGet: {},
  notificationSettingsUpdate: { body: () => ({ channels: { comment: { email: true } } }) },
  notificationList: {},
  notificationCount: {},
  notificationMark: { body: () => ({ read: true }) },
  notificationUpdate: { body: () => ({ read: true }) },
  deviceGet: {},
  deviceDecide: { body: () => ({ decision: "deny" }) },
  // A pending request belongs to nobody until somebody answers it: its id is the secret.
  authorizationGet: { free: ["authorization"] },
  authorizationDecide: { body: () => ({ decision: "deny" }), free: ["authorization"] },
  organizationList: {},
  organizationCreate: { body: () => ({ name: `Matrix ${crypto.randomUUID()}` }) },
  organizationGet: {},
  organizationUpdate: { body: () => ({ name: "Renamed" }) },
  organizationDelete: { body: (w) => ({ confirm: w.params.org_slug }) },
  memberLeave: {},
  ownershipTransfer: {
    ownerOnly: true,
    body: (w) => ({ user_id: w.ids.member }),
    references: { user_id: (id) => ({ user_id: id }) },
    referenceIds: { user_id: (w) => w.ids.member },
  },
  memberList: {},
  memberUpdate: { body: () => ({ role: "member" }) },
  memberRemove: {},
  invitationList: {},
  invitationCreate: { body: () => ({ email: `${crypto.randomUUID()}@example.org` }) },
  invitationCancel: {},
  invitationResend: {},
  serviceAccountList: {},
  serviceAccountCreate: { body: () => ({ name: crypto.randomUUID() }) },
  serviceAccountDelete: {},
  keyList: {},
  keyCreate: {
    body: () => ({ name: "key" }),
    references: {
      service_account_id: (id) => ({ name: "key", service_account_id: id }),
      workspace_ids: (id) => ({ name: "key", workspace_ids: [id] }),
    },
    referenceIds: { service_account_id: (w) => w.ids.serviceAccount, workspace_ids: (w) => w.ids.workspace },
  },
  keyRevoke: {},
  auditList: {},
  auditActionList: {},
  auditHead: {},
  auditPlaceList: {},
  auditExport: {},
  workspaceAuditList: {},
  auditSettingsGet: {},
  auditSettingsPut: { ownerOnly: true, body: () => ({ retention_days: 365 }) },
  usageGet: {},
  usageCsv: {},
  workspaceUsageGet: {},
  workspaceUsageCsv: {},
  workspaceList: {},
  workspaceCreate: { body: () => ({ name: `Space ${crypto.randomUUID()}` }) },
  workspaceGet: {},
  workspaceUpdate: { body: () => ({ name: "Renamed" }) },
  workspaceDelete: { body: (w) => ({ confirm: w.params.workspace_slug }) },
  workspaceMemberList: {},
  workspaceMemberSet: { body: () => ({ role: "viewer" }) },
  workspaceMemberClear: {},
  targetRootList: {},
  targetRootSet: { body: () => ({ uri: "s3://bucket/other" }), free: ["name"] },
  targetRootDelete: { free: ["name"] },
  experimentList: {},
  experimentCreate: { body: () => ({ name: crypto.randomUUID() }) },
  experimentGet: {},
  experimentUpdate: { body: () => ({ tags: { a: "b" } }) },
  namespaceList: {},
  runList: {},
  runSearch: { body: () => ({ filter: "status = running" }) },
  runGroups: { body: () => ({ by: ["status"] }) },
  runFields: {},
  runValues: { query: "?field=status" },
  runStats: {},
  runCreate: {
    body: () => ({ experiment: "matrix" }),
    references: { parent: (id) => ({ experiment: "matrix", parent: id }) },
    referenceIds: { parent: (w) => w.params.run ?? "" },
  },
  runGet: {},
  runUpdate: {
    body: () => ({ tags: { a: "b" } }),
    references: { parent: (id) => ({ parent: id }) },
    referenceIds: { parent: (w) => w.params.run ?? "" },
  },
  runDelete: { params: (w) => ({ run: w.ids.endedRun }) },
  runRestore: {},
  runStart: { body: () => ({}) },
  runBulk: { body: (w) => ({ runs: [w.params.run], change: { kind: "archive" } }) },
  runLog: { body: () => ({ writer: "w_matrix_1", sequence: 1, metrics: [point] }) },
  runHeartbeat: { body: () => ({}) },
  runFinish: { body: () => ({ status: "finished" }) },
  runMetrics: {},
  runPoints: { query: "?key=loss" },
  curveQuery: { body: (w) => ({ runs: [w.params.run], keys: ["loss"] }) },
  lineList: {},
  lineText: {},
  artifactList: {},
  artifactCommit: {
    body: (w) => ({ artifacts: [{ path: "another.txt", sha256: w.ids.digest, size: FILE_SIZE }] }),
    references: { sha256: (sha256) => ({ artifacts: [{ path: "another.txt", sha256, size: FILE_SIZE }] }) },
    referenceIds: { sha256: (w) => w.ids.digest },
  },
  artifactDelete: { query: "?path=file.txt" },
  artifactContent: { query: "?path=file.txt" },
  // Media are numbered within a workspace: the same number is another one's too.
  mediaList: {},
  mediaContent: { free: ["media"] },
  blobMissing: { body: (w) => ({ digests: [w.ids.digest] }) },
  // A digest belongs to nobody: who has the bytes has it.
  blobPut: { ...hello, params: () => ({ sha256: HELLO_SHA256 }), free: ["sha256"] },
  uploadCreate: { body: () => ({ sha256: HELLO_SHA256, size: 5 }) },
  uploadGet: {},
  uploadPart: { ...hello, params: () => ({ part: "1" }), free: ["part"] },
  uploadComplete: {},
  uploadAbort: {},
  lineSearch: { body: () => ({ q: "x" }) },
  // The view of the world is its viewer's own: others get 404, so the roles are tried from the viewer on.
  viewList: {},
  viewCreate: { body: () => ({ name: "matrix", state: {} }) },
  viewGet: {},
  viewUpdate: { body: () => ({ name: "Renamed" }) },
  viewDelete: {},
  commentList: {},
  commentCreate: { body: () => ({ body: "Well done" }) },
  commentUpdate: { body: () => ({ body: "Better still" }) },
  commentDelete: {},
  watchGet: {},
  watchSet: { body: () => ({ state: "watching" }) },
  watchClear: {},
  eventList: {},
  webhookList: {},
  webhookCreate: { body: () => ({ url: HOOK_URL }) },
  webhookGet: {},
  webhookUpdate: { body: () => ({ description: "Changed" }) },
  webhookDelete: {},
  webhookSecretGet: {},
  webhookSecretRotate: { body: () => ({}) },
  webhookTest: { body: () => ({}) },
  webhookReplay: { body: () => ({ since: "2026-01-01T00:00:00.000Z" }) },
  webhookResume: {},
  webhookStats: {},
  webhookMessageList: {},
  webhookMessageGet: {},
  webhookMessageReplay: {},
  workspaceWebhookList: {},
  workspaceWebhookCreate: { body: () => ({ url: HOOK_URL }) },
  workspaceWebhookGet: {},
  workspaceWebhookUpdate: { body: () => ({ description: "Changed" }) },
  workspaceWebhookDelete: {},
  workspaceWebhookSecretGet: {},
  workspaceWebhookSecretRotate: { body: () => ({}) },
  workspaceWebhookTest: { body: () => ({}) },
  workspaceWebhookReplay: { body: () => ({ since: "2026-01-01T00:00:00.000Z" }) },
  workspaceWebhookResume: {},
  workspaceWebhookStats: {},
  workspaceWebhookMessageList: {},
  workspaceWebhookMessageGet: {},
  workspaceWebhookMessageReplay: {},
  eventTypeList: {},
  systemStatus: {},
  workspaceLive: { headers: { upgrade: "websocket" }, status: 101 },
};
