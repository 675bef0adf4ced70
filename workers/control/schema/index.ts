// The tables of migrations/control, by area. Times are Unix milliseconds. Composite keys are led by the organization wherever a row belongs
// to one, so that a reference across tenants cannot be written.
export * from "./audit.ts";
export * from "./credentials.ts";
export * from "./events.ts";
export * from "./idempotency.ts";
export * from "./organizations.ts";
export * from "./people.ts";
