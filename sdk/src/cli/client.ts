import { Cairn } from "../client.ts";
import type { TokenSource } from "../transport/credentials.ts";
import { SDK_VERSION } from "../version.ts";
import type { Context } from "./context.ts";

/** The SDK's client as this invocation is configured. */
export function makeClient(ctx: Context, token: TokenSource | string): Cairn {
  return new Cairn({
    url: ctx.host,
    token,
    organization: ctx.org,
    workspace: ctx.workspace,
    fetch: ctx.fetch,
    timeoutMs: (ctx.config.settings.timeout_s?.value ?? 60) * 1000,
    headers: { "User-Agent": `cairn-cli/${SDK_VERSION} (node ${process.versions.node}; ${process.platform})` },
  });
}
