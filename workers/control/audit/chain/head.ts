import { genesisHash } from "@cairn/sdk/audit";
import type { AuditHead, AuditPlace, AuditPlacesQuery } from "@cairn/sdk/schema";
import { SignJWT } from "jose";
import { SECOND_MS, timestamp } from "../../../shared/clock.ts";
import type { OrgCtx } from "../../context.ts";
import { keyRing, SIGNING_ALGORITHM } from "../../oauth/signing-keys.ts";
import { sealAudit } from "./seal.ts";
import { listPlaces } from "./store.ts";

/** Keeps a head from being taken for an access token (RFC 8725 section 3.11). */
const HEAD_TYPE = "audit-head+jwt";

/** Where the chain stands, once everything that happened is in it, signed so that it can be kept elsewhere and shown later. */
export async function readAuditHead({ ctx }: { ctx: OrgCtx }): Promise<AuditHead> {
  const { id } = ctx.org;
  const head = await sealAudit(ctx, id);
  const position = head?.position ?? 0;
  const hash = head?.hash ?? (await genesisHash(id));
  const { signing } = await keyRing(ctx);
  const now = ctx.clock.now();
  const signature = await new SignJWT({ position, hash })
    .setProtectedHeader({ alg: SIGNING_ALGORITHM, kid: signing.kid, typ: HEAD_TYPE })
    .setIssuer(ctx.settings.CAIRN_ORIGIN)
    .setSubject(id)
    .setIssuedAt(Math.floor(now / SECOND_MS))
    .sign(signing.key);
  return { organization_id: id, position, hash, at: timestamp(now), signature };
}

/** Positions of the chain with their hashes, in order, to hold an export against. */
export async function listAuditPlaces({ ctx, input }: { ctx: OrgCtx; input: AuditPlacesQuery }): Promise<{ items: AuditPlace[] }> {
  const places = await listPlaces(ctx.db, { orgId: ctx.org.id, after: input.after, take: input.limit });
  return { items: places.map(({ position, hash }) => ({ position, hash })) };
}
