import { open } from "../../shared/envelope.ts";
import { notFound } from "../../shared/errors.ts";
import type { RequestCtx } from "../context.ts";
import { readConnectionRow } from "./store.ts";

/** The connection that the settings describe. */
export const DEFAULT_CONNECTION_ID = "conn_default";

/** How people sign in at one identity provider. Its id never changes and is part of every identity's key. */
export interface Connection {
  id: string;
  /** null: the installation's own, set by its operator. */
  orgId: string | null;
  issuer: string;
  clientId: string;
  clientSecret: string;
}

const CONNECTION_ID = /^conn_[\w-]{1,60}$/;

/** Reads a connection with its secret opened. Throws `not_found` when there is none, it is disabled, or its organization is gone. */
export async function readConnection(ctx: RequestCtx, id: string): Promise<Connection> {
  const { settings } = ctx;
  if (id === DEFAULT_CONNECTION_ID) {
    const { AUTH_OIDC_ISSUER: issuer, AUTH_OIDC_CLIENT_ID: clientId, AUTH_OIDC_CLIENT_SECRET: clientSecret } = settings;
    return { id, orgId: null, issuer, clientId, clientSecret };
  }
  const row = CONNECTION_ID.test(id) ? await readConnectionRow(ctx.db, id) : null;
  if (!row) throw notFound("sign-in connection");
  const { orgId, issuer, clientId, clientSecretSealed } = row;
  const clientSecret = await open(settings.keyring, { table: "connections", column: "client_secret_sealed", row: id }, clientSecretSealed);
  return { id, orgId, issuer, clientId, clientSecret };
}
