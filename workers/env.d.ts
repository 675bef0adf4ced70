/** Bindings and variables of the api Worker (wrangler.toml); the variables are parsed in shared/settings.ts. */
interface Env {
  CONTROL: D1Database;
  BLOBS: R2Bucket;
  WORKSPACE: DurableObjectNamespace<import("./workspace/object.ts").Workspace>;
  LIMITER: DurableObjectNamespace<import("./limiter/object.ts").Limiter>;
  OPERATIONS: DurableObjectNamespace<import("./operations/object.ts").Operations>;
  USAGE: DurableObjectNamespace<import("./usage/object.ts").Usage>;
  WEBHOOK: DurableObjectNamespace<import("./webhook/object.ts").Webhook>;
  /** Only where CAIRN_MAIL is `cloudflare`. */
  MAIL?: SendEmail;
  JOBS: Queue<import("./jobs/messages.ts").JobMessage>;
  EVENTS: Queue<import("./jobs/messages.ts").JobMessage>;
}

declare module "*.md" {
  const text: string;
  export default text;
}

declare module "*.sql" {
  const text: string;
  export default text;
}
