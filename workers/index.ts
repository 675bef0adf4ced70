import { app } from "./http/app.ts";

export { Limiter } from "./limiter/object.ts";
export { Workspace } from "./workspace/object.ts";

export default {
  fetch: app.fetch,
} satisfies ExportedHandler<Env>;
