import { completeLogin, createCookieJar } from "../../scripts/idp/drive.ts";
import { Cairn } from "../../sdk/src/index.ts";
import {
  CLI_CLIENT_ID,
  type CreatedApiKey,
  type CreatedOrganization,
  DEVICE_GRANT,
  type TokenResponse,
} from "../../sdk/src/schema/index.ts";
import { buildBenchWorker } from "./bench-worker.ts";
import { insideCommand, startCommand, withStack } from "./stack.ts";

/** An organization and workspace in a running stack, and every kind of credential for it. */
export interface Place {
  readonly origin: string;
  /** Path of the workspace in the API. */
  readonly path: string;
  /** Client with the API key. */
  readonly cairn: Cairn;
  /** Runs a command of bench/worker/commands.ts in the workspace's object; only with `inside`. */
  inside<Answer>(command: string, input: unknown): Promise<Answer>;
  /** Headers by which a caller says who it is. */
  readonly callers: Readonly<Record<"key" | "token" | "session", Record<string, string>>>;
}

/**
 * Starts a stack, signs a person in, makes an organization, and hands it to `work`. `inside`: with the benchmarks' own api Worker; `pages`:
 * and with the web app.
 */
export function withPlace<T>(
  work: (place: Place) => Promise<T>,
  { inside = false, pages = false }: { inside?: boolean; pages?: boolean } = {},
): Promise<T> {
  return withStack(
    async (stack) => {
      if (inside) await buildBenchWorker();
      await stack.start(inside ? insideCommand({ pages }) : startCommand("--no-build"));
      const { origin } = stack;
      const jar = createCookieJar();
      const send = async (path: string, init: RequestInit): Promise<Response> => {
        const url = new URL(path, origin);
        const headers = { ...(init.headers as Record<string, string>), cookie: jar.header(url), origin };
        const response = await fetch(url, { redirect: "manual", ...init, headers });
        jar.store(url, response);
        if (response.status >= 400) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
        return response;
      };
      const post = async <Answer>(path: string, body: unknown): Promise<Answer> => {
        const response = await send(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
        return (await response.json()) as Answer;
      };
      const form = async <Answer>(path: string, fields: Record<string, string>): Promise<Answer> =>
        (await (await send(path, { method: "POST", body: new URLSearchParams(fields) })).json()) as Answer;

      const started = await send("/api/auth/start", { method: "POST", body: new URLSearchParams({ return_to: "/" }) });
      const authorizeUrl = started.headers.get("location") ?? "";
      await send(await completeLogin({ authorizeUrl, email: "bench@example.org", name: "Bench", jar }), {});
      const { slug, workspace } = await post<CreatedOrganization>("/api/v1/orgs", { name: "Bench" });
      const { secret } = await post<CreatedApiKey>(`/api/v1/orgs/${slug}/keys`, { name: "bench" });
      const device = await form<{ user_code: string; device_code: string }>("/api/oauth/device_authorization", {
        client_id: CLI_CLIENT_ID,
      });
      await post(`/api/v1/device/${device.user_code}/decision`, { decision: "approve" });
      const { access_token } = await form<TokenResponse>("/api/oauth/token", {
        client_id: CLI_CLIENT_ID,
        grant_type: DEVICE_GRANT,
        device_code: device.device_code,
      });
      const cairn = new Cairn({ url: origin, token: secret, organization: slug, workspace: workspace.slug, timeoutMs: 600_000 });
      return work({
        origin,
        path: `/api/v1/orgs/${slug}/workspaces/${workspace.slug}`,
        cairn,
        inside: (command, input) =>
          cairn.request({
            method: "POST",
            at: "workspace",
            path: "/bench/inside",
            body: { command, input },
            options: { maxRetries: 0, idempotencyKey: false },
          }),
        callers: {
          key: { authorization: `Bearer ${secret}` },
          token: { authorization: `Bearer ${access_token}` },
          session: { cookie: jar.header(new URL("/api/v1/me", origin)) },
        },
      });
    },
    inside && !pages ? ["options"] : undefined,
  );
}
