import type { Problem } from "@cairn/sdk/schema";
import { ApiError } from "./problem";

export type Query = Record<string, string | number | undefined>;

/** The public API as the pages call it; paths are below /api/v1 and start with a slash. */
export interface Api {
  get<T>(path: string, query?: Query): Promise<T>;
  post<T>(path: string, body?: unknown): Promise<T>;
  patch<T>(path: string, body: unknown): Promise<T>;
  put<T>(path: string, body: unknown): Promise<T>;
  delete<T = void>(path: string, body?: unknown): Promise<T>;
}

export type Send = (path: string, init: RequestInit) => Promise<Response>;

/** Joins path segments, each encoded. */
export function path(...segments: string[]): string {
  return segments.map((segment) => `/${encodeURIComponent(segment)}`).join("");
}

function withQuery(target: string, query: Query | undefined): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) if (value !== undefined && value !== "") params.set(key, String(value));
  const text = params.toString();
  return text ? `${target}?${text}` : target;
}

async function failure(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => undefined);
  const problem = typeof body === "object" && body !== null && "code" in body ? (body as Problem) : undefined;
  return new ApiError(response.status, problem, response.headers.get("x-request-id") ?? undefined);
}

/** Builds the API on top of a way to send requests. Throws {@link ApiError} for every answer that is not a success. */
export function createApi(send: Send): Api {
  async function call<T>(method: string, target: string, body?: unknown): Promise<T> {
    const headers: Record<string, string> = { accept: "application/json" };
    if (body !== undefined) headers["content-type"] = "application/json";
    if (method === "POST") headers["idempotency-key"] = crypto.randomUUID();
    let response: Response;
    try {
      response = await send(`/api/v1${target}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    } catch {
      throw new ApiError(0, undefined, undefined);
    }
    if (!response.ok) throw await failure(response);
    return (response.status === 204 ? undefined : await response.json()) as T;
  }
  return {
    get: (target, query) => call("GET", withQuery(target, query)),
    post: (target, body) => call("POST", target, body),
    patch: (target, body) => call("PATCH", target, body),
    put: (target, body) => call("PUT", target, body),
    delete: (target, body) => call("DELETE", target, body),
  };
}
