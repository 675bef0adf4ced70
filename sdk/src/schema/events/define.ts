import { z } from "zod";
import type { AuditOutcome } from "../audit.ts";

/** To whom an event belongs: an organization, one of its workspaces, or a person, of whom organizations hear only when they sign in or out. */
export const EventScope = z.enum(["organization", "workspace", "person"]);
export type EventScope = z.infer<typeof EventScope>;

/** One type of event. `version` counts up when its data changes in a way that a reader of the old one would stumble over. */
export interface EventDefinition<D extends z.ZodType = z.ZodType> {
  scope: EventScope;
  version: number;
  description: string;
  /** Type of the thing that it happened to. */
  subject: string;
  /** Types of other things that it can happen to. */
  otherSubjects?: readonly string[];
  /** What is told beside who, when and to what: ids and changed fields, never bulk, never a secret. */
  data: D;
  example: z.input<D>;
  /** How it can end: `success` alone where nothing is said. */
  outcomes?: readonly AuditOutcome[];
}

type Part<D extends z.ZodType> = Omit<EventDefinition<D>, "scope" | "version"> & { version?: number };

const defineIn =
  (scope: EventScope) =>
  <D extends z.ZodType>({ version = 1, ...part }: Part<D>): EventDefinition<D> => ({ scope, version, ...part });

export const organizationEvent = defineIn("organization");
export const workspaceEvent = defineIn("workspace");
export const personEvent = defineIn("person");

/** Data of events that say all by their type and subject. */
export const NoData = z.strictObject({});

/** A value that changed. */
export const Change = z.strictObject({ from: z.string(), to: z.string() });

/** Names of changed fields: so many at most, to keep an event thin. */
export const FieldNames = z.array(z.string()).max(100);
