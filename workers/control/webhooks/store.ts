import type { WebhookDisabledReason } from "@cairn/sdk/schema";
import { and, eq, gt, isNotNull, isNull, type SQL, sql } from "drizzle-orm";
import type { Db } from "../db.ts";
import { webhookEndpoints } from "../schema/index.ts";

export type EndpointRow = typeof webhookEndpoints.$inferSelect;

/** Where an endpoint is looked for: in the whole organization, or among those of one workspace. */
export interface EndpointPlace {
  orgId: string;
  workspaceId: string | null;
}

const within = ({ orgId, workspaceId }: EndpointPlace): SQL | undefined =>
  and(eq(webhookEndpoints.orgId, orgId), workspaceId === null ? undefined : eq(webhookEndpoints.workspaceId, workspaceId));

/** Endpoints, the oldest first. */
export const listEndpointRows = (db: Db, place: EndpointPlace, { after, take }: { after: string | null; take: number }) =>
  db
    .select()
    .from(webhookEndpoints)
    .where(and(within(place), after === null ? undefined : gt(webhookEndpoints.id, after)))
    .orderBy(webhookEndpoints.id)
    .limit(take);

export async function readEndpoint(db: Db, place: EndpointPlace, id: string): Promise<EndpointRow | null> {
  const row = await db
    .select()
    .from(webhookEndpoints)
    .where(and(within(place), eq(webhookEndpoints.id, id)))
    .get();
  return row ?? null;
}

/** An endpoint by its id alone: for the object that delivers to it. */
export async function findEndpoint(db: Db, id: string): Promise<EndpointRow | null> {
  return (await db.select().from(webhookEndpoints).where(eq(webhookEndpoints.id, id)).get()) ?? null;
}

/** What decides whether an endpoint wants an event. */
export interface Subscriber {
  id: string;
  workspaceId: string | null;
  types: string[];
  isDisabled: boolean;
}

/** All endpoints of an organization, the disabled ones too: what comes meanwhile is kept for them. */
export async function listSubscribers(db: Db, orgId: string): Promise<Subscriber[]> {
  const { id, workspaceId, types, disabledAt } = webhookEndpoints;
  const rows = await db.select({ id, workspaceId, types, disabledAt }).from(webhookEndpoints).where(eq(webhookEndpoints.orgId, orgId));
  return rows.map(({ disabledAt: at, ...row }) => ({ ...row, isDisabled: at !== null }));
}

/** Adds an endpoint to a living organization that has room for it. */
export const insertEndpoint = (db: Db, e: EndpointRow, max: number) =>
  db.run(sql`
    INSERT INTO webhook_endpoints (
      org_id, id, workspace_id, url, description, types, format, header_names, headers_sealed, secret_sealed, rate_limit, created_by,
      created_at, updated_at)
    SELECT id, ${e.id}, ${e.workspaceId}, ${e.url}, ${e.description}, ${JSON.stringify(e.types)}, ${e.format},
      ${JSON.stringify(e.headerNames)}, ${e.headersSealed}, ${e.secretSealed}, ${e.rateLimit}, ${e.createdBy}, ${e.createdAt}, ${e.updatedAt}
    FROM organizations WHERE id = ${e.orgId} AND deleted_at IS NULL
      AND (SELECT COUNT(*) FROM webhook_endpoints WHERE org_id = ${e.orgId}) < ${max}`);

export type EndpointChange = Partial<
  Pick<
    EndpointRow,
    "url" | "description" | "types" | "format" | "headerNames" | "headersSealed" | "rateLimit" | "disabledAt" | "disabledReason"
  >
> & { updatedAt: number };

export const updateEndpointRow = (db: Db, place: EndpointPlace, id: string, change: EndpointChange) =>
  db
    .update(webhookEndpoints)
    .set(change)
    .where(and(within(place), eq(webhookEndpoints.id, id)))
    .returning();

/** Puts a new secret in the place of the one that was read, unless somebody else was quicker. */
export const replaceSecret = (
  db: Db,
  place: EndpointPlace,
  id: string,
  change: Pick<EndpointRow, "secretSealed" | "previousSecretSealed" | "previousSecretUntil" | "updatedAt"> & { from: string },
) => {
  const { from, ...values } = change;
  return db
    .update(webhookEndpoints)
    .set(values)
    .where(and(within(place), eq(webhookEndpoints.id, id), eq(webhookEndpoints.secretSealed, from)))
    .returning();
};

export const deleteEndpointRow = (db: Db, place: EndpointPlace, id: string) =>
  db
    .delete(webhookEndpoints)
    .where(and(within(place), eq(webhookEndpoints.id, id)))
    .returning({ id: webhookEndpoints.id });

/** Disables an endpoint that is not disabled yet. */
export const disableEndpointRow = (db: Db, { id, reason, now }: { id: string; reason: WebhookDisabledReason; now: number }) =>
  db
    .update(webhookEndpoints)
    .set({ disabledAt: now, disabledReason: reason, updatedAt: now })
    .where(and(eq(webhookEndpoints.id, id), isNull(webhookEndpoints.disabledAt)))
    .returning({ id: webhookEndpoints.id });

/** Drops former secrets whose time is over. */
export async function dropFormerSecrets(db: Db, now: number): Promise<void> {
  await db
    .update(webhookEndpoints)
    .set({ previousSecretSealed: null, previousSecretUntil: null })
    .where(and(isNotNull(webhookEndpoints.previousSecretUntil), sql`${webhookEndpoints.previousSecretUntil} <= ${now}`));
}
