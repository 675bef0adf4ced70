import { readFileSync } from "node:fs";
import { text as readAll } from "node:stream/consumers";
import { type CommandModule, type Invocation, textOf } from "../command.ts";
import type { Context } from "../context.ts";
import { usage } from "../failure.ts";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
type Method = (typeof METHODS)[number];
const PREFIX = "/api/v1";

/** The path below /api/v1, with {org} and {workspace} filled in from the selection. */
function pathOf(ctx: Context, typed: string): string {
  const at = URL.parse(typed, ctx.host);
  if (!at || at.origin !== ctx.host)
    throw usage(`The path must be one of ${ctx.host}: your credential goes nowhere else.`, "cairn api GET /me");
  const rest = (at.pathname.startsWith(`${PREFIX}/`) ? at.pathname.slice(PREFIX.length) : at.pathname) + at.search;
  return rest.replace(/%7B(org|workspace)%7D/gi, (_, name: "org" | "workspace") => {
    const value = ctx[name];
    if (!value) throw usage(`The path names {${name}}, and none is selected.`, `cairn ${name} use`);
    return encodeURIComponent(value);
  });
}

async function bodyOf(ctx: Context, invocation: Invocation): Promise<string | undefined> {
  const data = textOf(invocation, "data");
  if (data === undefined) return undefined;
  let text = data;
  if (data === "-") text = await readAll(ctx.io.stdin);
  else if (data.startsWith("@")) {
    try {
      text = readFileSync(data.slice(1), "utf8");
    } catch {
      throw usage(`${data.slice(1)} cannot be read.`);
    }
  }
  try {
    JSON.parse(text);
  } catch (cause) {
    throw usage(`The data is not valid JSON: ${cause instanceof Error ? cause.message : cause}.`);
  }
  return text;
}

function headersOf({ options }: Invocation): Record<string, string> {
  const typed = Array.isArray(options.header) ? options.header : [];
  return Object.fromEntries(
    typed.map((line) => {
      const [name = "", ...value] = line.split(":");
      if (value.length === 0 || !/^[\w-]+$/.test(name.trim())) throw usage(`A header is written as "Name: value", not ${line}.`);
      return [name.trim(), value.join(":").trim()];
    }),
  );
}

export const command: CommandModule = {
  description:
    "Call the API as you are signed in. Paths are below /api/v1; {org} and {workspace} stand for those selected. The answer's body goes to stdout.",
  examples: [
    "cairn api GET /me",
    "cairn api GET /orgs/{org}/workspaces/{workspace}/runs?limit=5",
    `cairn api POST /orgs -d '{"name":"Acme Research"}'`,
    "cairn api PATCH /me -d @me.json",
  ],
  args: [
    { name: "<method>", description: METHODS.join(", "), choices: [...METHODS, ...METHODS.map((method) => method.toLowerCase())] },
    { name: "<path>", description: "Path below /api/v1" },
  ],
  options: [
    { flags: "-d, --data <json>", description: "Body: JSON, @file, or - for standard input" },
    { flags: "-H, --header <header>", description: 'One more header, as "Name: value"; may be repeated', repeat: true },
    { flags: "-i, --include", description: "Show status and headers of the answer, on stderr" },
  ],
  async run(ctx, invocation) {
    const { out } = ctx;
    const [method = "", path = ""] = invocation.args;
    const request = {
      method: method.toUpperCase() as Method,
      at: "root" as const,
      path: pathOf(ctx, path),
      body: await bodyOf(ctx, invocation),
    };
    const client = await ctx.client();
    const options = { headers: headersOf(invocation), signal: ctx.io.signal };
    const { data, response } = await client.request({ ...request, options }).withResponse();
    if (invocation.options.include === true) {
      out.stderr.write(`${response.status} ${response.statusText}\n`);
      for (const [name, value] of response.headers) out.stderr.write(`${name}: ${value}\n`);
    }
    if (data !== undefined && data !== null && data !== "") out.json(data);
  },
};
