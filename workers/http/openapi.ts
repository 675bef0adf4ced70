import type { OpenAPIHono } from "@hono/zod-openapi";
import type { AppEnv } from "./context.ts";

/** The document as text, by origin: making it costs ten times what an ordinary request does, and it never changes. */
const made = new Map<string, string>();

/** The OpenAPI 3.1 document, generated from the routes that are mounted. */
export function openApiText(app: OpenAPIHono<AppEnv>, origin: string): string {
  const text = made.get(origin) ?? JSON.stringify(openApiDocument(app, origin));
  made.set(origin, text);
  return text;
}

function openApiDocument(app: OpenAPIHono<AppEnv>, origin: string) {
  const document = app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "Cairn",
      version: "1",
      description: "Home for computational work: runs, their metrics, and the organizations and workspaces they belong to.",
      license: { name: "Apache-2.0" },
    },
    servers: [{ url: origin }],
  });
  document.components = {
    ...document.components,
    securitySchemes: {
      bearer: { type: "http", scheme: "bearer", description: "An access token or an API key (cairn_…)" },
      session: { type: "apiKey", in: "cookie", name: "cairn_session", description: "The browser's session" },
    },
  };
  return document;
}
