import { app } from "./http/app.ts";
import { consume } from "./jobs/consume.ts";
import { runCron } from "./jobs/cron.ts";

export { Limiter } from "./limiter/object.ts";
export { Operations } from "./operations/object.ts";
export { Usage } from "./usage/object.ts";
export { Webhook } from "./webhook/object.ts";
export { Workspace } from "./workspace/object.ts";

export default {
  fetch: app.fetch,
  queue: consume,
  scheduled: runCron,
} satisfies ExportedHandler<Env>;
