import { z } from "zod";
import { personEvent } from "./define.ts";

const Connection = z.strictObject({ connection: z.string() });
const connection = { connection: "conn_default" };
const Asked = z.strictObject({ workspace: z.string().nullable() });
const asked = { workspace: "acme/vision" };
const Device = Asked.extend({ device_ip: z.string().nullable() });
const device = { ...asked, device_ip: "192.0.2.7" };

/** Events of a person and of what signs in for them: in the audit trail, but of no organization, so no endpoint hears of them. */
export const PERSON_EVENTS = {
  "user.created": personEvent({
    description: "A person signed in for the first time",
    subject: "user",
    data: Connection,
    example: connection,
  }),
  "user.updated": personEvent({
    description: "A person chose another name",
    subject: "user",
    data: z.strictObject({ name: z.string() }),
    example: { name: "Ada" },
  }),
  "session.started": personEvent({
    description: "A person signed in with a browser",
    subject: "session",
    data: Connection,
    example: connection,
  }),
  "session.ended": personEvent({
    description: "A browser's session was ended",
    subject: "session",
    data: z.strictObject({ replaced: z.literal(true), because: z.literal("provider") }).partial(),
    example: {},
  }),
  "session.ended_by_provider": personEvent({
    description: "The identity provider ended sessions",
    subject: "connection",
    data: z.strictObject({ subject: z.string().nullish(), sid: z.string().nullish() }),
    example: { subject: "248289761001", sid: null },
  }),
  "sign_in.failed": personEvent({
    description: "A sign-in failed for a reason that the identity provider gave",
    subject: "connection",
    data: z.strictObject({ code: z.string(), claim: z.string().optional() }),
    example: { code: "claim_missing", claim: "email" },
    outcomes: ["failed"],
  }),
  "grant.created": personEvent({
    description: "A program was signed in for a person",
    subject: "grant",
    data: z.strictObject({ client_id: z.string() }),
    example: { client_id: "cairn-cli" },
  }),
  "grant.revoked": personEvent({
    description: "A program's sign-in was ended",
    subject: "grant",
    data: z.strictObject({ reason: z.string(), user_id: z.string() }),
    example: { reason: "revoked", user_id: "usr_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c" },
  }),
  "device.approved": personEvent({ description: "A person let a device in", subject: "device", data: Device, example: device }),
  "device.denied": personEvent({ description: "A person refused a device", subject: "device", data: Device, example: device }),
  "authorization.approved": personEvent({
    description: "A person let a program in",
    subject: "authorization",
    data: Asked,
    example: asked,
  }),
  "authorization.denied": personEvent({
    description: "A person refused a program",
    subject: "authorization",
    data: Asked,
    example: { workspace: null },
  }),
} as const;
