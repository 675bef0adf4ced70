import type { OpenAPIHono } from "@hono/zod-openapi";
import type { AppEnv } from "../context.ts";
import { artifactRoutes } from "./artifacts.ts";
import { auditRoutes } from "./audit.ts";
import { blobRoutes } from "./blobs.ts";
import { buildRoutes } from "./builds.ts";
import { commentRoutes } from "./comments.ts";
import { deviceRoutes } from "./device.ts";
import { docsRoutes } from "./docs.ts";
import { eventTypeRoutes } from "./event-types.ts";
import { eventRoutes } from "./events.ts";
import { experimentRoutes } from "./experiments.ts";
import { grantRoutes } from "./grants.ts";
import { healthRoutes } from "./health.ts";
import { invitationRoutes } from "./invitations.ts";
import { keyRoutes } from "./keys.ts";
import { lineRoutes } from "./lines.ts";
import { liveRoutes } from "./live.ts";
import { localRoutes } from "./local.ts";
import { meRoutes } from "./me.ts";
import { mediaRoutes } from "./media.ts";
import { memberRoutes } from "./members.ts";
import { metricRoutes } from "./metrics.ts";
import { notificationSettingsRoutes } from "./notification-settings.ts";
import { notificationRoutes } from "./notifications.ts";
import { oauthRoutes } from "./oauth.ts";
import { operationsRoutes } from "./operations.ts";
import { organizationRoutes } from "./organizations.ts";
import { receivedInvitationRoutes } from "./received-invitations.ts";
import { runLogRoutes } from "./run-log.ts";
import { runSearchRoutes } from "./run-search.ts";
import { runRoutes } from "./runs.ts";
import { serviceAccountRoutes } from "./service-accounts.ts";
import { signInRoutes } from "./sign-in.ts";
import { targetRootRoutes } from "./target-roots.ts";
import { taskChangeRoutes } from "./task-changes.ts";
import { taskGraphRoutes } from "./task-graphs.ts";
import { taskLeaseRoutes } from "./task-leases.ts";
import { taskRoutes } from "./tasks.ts";
import { usageRoutes } from "./usage.ts";
import { viewRoutes } from "./views.ts";
import { watchRoutes } from "./watches.ts";
import { webhookRoutes, workspaceWebhookRoutes } from "./webhooks.ts";
import { wellKnownRoutes } from "./well-known.ts";
import { workspaceMemberRoutes } from "./workspace-members.ts";
import { workspaceRoutes } from "./workspaces.ts";

/** Every resource, one file each in this folder. */
const resources = [
  signInRoutes,
  oauthRoutes,
  wellKnownRoutes,
  healthRoutes,
  operationsRoutes,
  deviceRoutes,
  meRoutes,
  grantRoutes,
  receivedInvitationRoutes,
  notificationRoutes,
  notificationSettingsRoutes,
  organizationRoutes,
  memberRoutes,
  invitationRoutes,
  serviceAccountRoutes,
  keyRoutes,
  auditRoutes,
  workspaceRoutes,
  workspaceMemberRoutes,
  targetRootRoutes,
  experimentRoutes,
  runSearchRoutes,
  runRoutes,
  runLogRoutes,
  commentRoutes,
  watchRoutes,
  viewRoutes,
  taskLeaseRoutes,
  taskGraphRoutes,
  taskRoutes,
  taskChangeRoutes,
  buildRoutes,
  metricRoutes,
  lineRoutes,
  artifactRoutes,
  mediaRoutes,
  blobRoutes,
  eventRoutes,
  eventTypeRoutes,
  usageRoutes,
  webhookRoutes,
  workspaceWebhookRoutes,
  liveRoutes,
  localRoutes,
  docsRoutes,
];

/** Mounts every resource. */
export function mountRoutes(app: OpenAPIHono<AppEnv>): void {
  for (const resource of resources) app.route("/", resource);
}
