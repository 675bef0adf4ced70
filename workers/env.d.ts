/** Bindings and variables of the api Worker (wrangler.toml); the variables are parsed in shared/settings.ts. */
interface Env {
  CONTROL: D1Database;
  BLOBS: R2Bucket;
  WORKSPACE: DurableObjectNamespace<import("./workspace/object.ts").Workspace>;
  LIMITER: DurableObjectNamespace<import("./limiter/object.ts").Limiter>;
  JOBS: Queue<import("./jobs/messages.ts").JobMessage>;
}

declare module "*.md" {
  const text: string;
  export default text;
}

declare module "*.sql" {
  const text: string;
  export default text;
}
