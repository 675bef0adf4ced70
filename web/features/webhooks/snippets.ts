import type { Webhook } from "@cairn/sdk/schema";
import { matches } from "./types";

export const SNIPPETS = ["node", "workers", "hono", "next", "python"] as const;
export type SnippetName = (typeof SNIPPETS)[number];

export const snippetNames: Record<SnippetName, string> = {
  node: "Node",
  workers: "Workers",
  hono: "Hono",
  next: "Next.js",
  python: "Python",
};

/** Where the SDK keeps what checks signatures. */
const RECEIVERS = "@cairn/sdk/webhooks";

/** Types that say something to somebody who tries it, the first that the endpoint gets is used. */
const TELLING: readonly string[] = ["run.finished", "run.crashed", "run.created", "experiment.created", "member.added", "key.created"];

/** What a snippet knows of its endpoint: the path that requests come to, and a type of event that it gets. */
function factsOf({ url, types }: Pick<Webhook, "url" | "types">) {
  const path = URL.parse(url)?.pathname ?? "/";
  const named = types.find((type) => !type.includes("*"));
  const type = TELLING.find((each) => matches(types, each)) ?? named ?? "webhook.tested";
  return { path, type };
}

/** A receiver that checks signatures, with the endpoint's own path and one of its types of event. */
export function snippet(name: SnippetName, hook: Pick<Webhook, "url" | "types">): string {
  const { path, type } = factsOf(hook);
  const handler = `async (event) => {
  // Take each event.id once: a message can come again.
  if (event.type === "${type}") console.log(event.subject.id, event.data);
}`;
  const indented = (by: string) => handler.replaceAll("\n", `\n${by}`);
  const secret = "process.env.CAIRN_WEBHOOK_SECRET";
  switch (name) {
    case "node":
      return `// npm install @cairn/sdk
import { createServer } from "node:http";
import { nodeWebhook } from "${RECEIVERS}";

const receive = nodeWebhook({ secret: ${secret} }, ${handler});

createServer((request, response) => {
  if (request.method === "POST" && request.url === "${path}") return receive(request, response);
  response.writeHead(404).end();
}).listen(3000);`;
    case "workers":
      return `// npm install @cairn/sdk; wrangler secret put CAIRN_WEBHOOK_SECRET
import { handleWebhook } from "${RECEIVERS}";

export default {
  fetch(request, env) {
    const { pathname } = new URL(request.url);
    if (request.method !== "POST" || pathname !== "${path}") return new Response(null, { status: 404 });
    return handleWebhook({ secret: env.CAIRN_WEBHOOK_SECRET }, ${indented("    ")})(request);
  },
};`;
    case "hono":
      return `// npm install hono @cairn/sdk
import { honoWebhook } from "${RECEIVERS}";
import { Hono } from "hono";

const app = new Hono();
app.post("${path}", honoWebhook({ secret: ${secret} }, ${handler}));

export default app;`;
    case "next":
      return `// npm install @cairn/sdk
// app${path === "/" ? "" : path.replace(/\/$/, "")}/route.ts
import { handleWebhook } from "${RECEIVERS}";

export const POST = handleWebhook({ secret: ${secret} }, ${handler});`;
    case "python":
      return `# pip install flask standardwebhooks
import os
from flask import Flask, request
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

app = Flask(__name__)
webhook = Webhook(os.environ["CAIRN_WEBHOOK_SECRET"])

@app.post("${path}")
def receive():
    try:
        message = webhook.verify(request.get_data(), dict(request.headers))
    except WebhookVerificationError:
        return "", 400
    event = message["data"]
    # Take each event["id"] once: a message can come again.
    if event["type"] == "${type}":
        print(event["subject"]["id"], event["data"])
    return "", 204`;
  }
}
