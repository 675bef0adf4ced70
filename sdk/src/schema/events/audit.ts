import { z } from "zod";
import { organizationEvent } from "./define.ts";

/** Events of the audit trail itself. */
export const AUDIT_EVENTS = {
  "access.denied": organizationEvent({
    description:
      "A member or a credential was refused for want of a permission. Refusals of the same within a minute are told twice at most: the first, and the count of the others",
    subject: "organization",
    data: z.strictObject({
      permission: z.string(),
      code: z.enum(["forbidden", "insufficient_scope"]),
      operation: z.string().nullable(),
      count: z.number().int(),
    }),
    example: { permission: "member.manage", code: "forbidden", operation: "memberRemove", count: 1 },
    outcomes: ["denied"],
  }),
  "audit.exported": organizationEvent({
    description: "Somebody exported the audit trail",
    subject: "organization",
    data: z.strictObject({
      format: z.enum(["ndjson", "csv"]),
      first: z.number().int(),
      last: z.number().int(),
      filter: z.record(z.string(), z.string()).nullable(),
    }),
    example: { format: "ndjson", first: 1, last: 120, filter: null },
  }),
  "audit.workspace_exported": organizationEvent({
    description: "Somebody exported the audit trail of a workspace",
    subject: "workspace",
    data: z.strictObject({ format: z.enum(["ndjson", "csv"]), filter: z.record(z.string(), z.string()).nullable() }),
    example: { format: "csv", filter: { action: "run.*" } },
  }),
  "audit.retention_changed": organizationEvent({
    description: "An owner changed how many days entries are kept; null is for ever",
    subject: "organization",
    data: z.strictObject({ from: z.number().int().nullable(), to: z.number().int().nullable() }),
    example: { from: null, to: 365 },
  }),
  "audit.dropped": organizationEvent({
    description: "Entries older than the organization keeps them were dropped, with the file that held them, whose SHA-256 this was",
    subject: "organization",
    data: z.strictObject({ first: z.number().int(), last: z.number().int(), sha256: z.string() }),
    example: { first: 1, last: 120, sha256: "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef" },
  }),
  "log.sealed": organizationEvent({
    description: "Events of a workspace were written to a file whose SHA-256 is part of the organization's chain from now on",
    subject: "workspace",
    data: z.strictObject({ first: z.number().int(), last: z.number().int(), sha256: z.string(), bytes: z.number().int() }),
    example: { first: 1, last: 240, sha256: "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef", bytes: 81_920 },
  }),
} as const;
