import type { Invocation } from "../command.ts";
import type { Context } from "../context.ts";
import { needScope } from "../selection.ts";
import { isLocal, localEnvironment } from "./place.ts";
import type { TaskShelf } from "./view.ts";

/** Where a command looks for tasks. */
export async function shelfOf(ctx: Context, invocation: Invocation): Promise<TaskShelf> {
  if (isLocal(ctx, invocation)) {
    const { localShelf } = await import("./local-shelf.ts");
    return localShelf(localEnvironment(ctx, invocation));
  }
  const { serverShelf } = await import("./server-shelf.ts");
  const client = await ctx.client();
  return serverShelf(client, await needScope(ctx, client));
}
