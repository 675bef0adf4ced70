import { EventPattern, WebhookFormat } from "../../schema/webhooks.ts";
import { type CommandOption, type Invocation, listOf, textOf } from "../command.ts";
import { usage } from "../failure.ts";

/** What can be set of an endpoint. */
export const FIELD_OPTIONS: readonly CommandOption[] = [
  { flags: "--events <pattern>", description: "Send events of this type: run.finished, run.*, or *; may be repeated", repeat: true },
  { flags: "--description <text>", description: "What receives them" },
  { flags: "--header <header>", description: "Send this with every request, as 'name: value'; may be repeated", repeat: true },
  { flags: "--format <format>", description: "What is sent: the event, or a sentence for a chat", choices: WebhookFormat.options },
  { flags: "--rate-limit <n>", description: "Send at most so many requests a second; 0: no cap" },
];

/** Patterns of types of events, each checked against the catalogue. */
export function patternsOf(invocation: Invocation): string[] {
  // A shell turns run.* into nothing where files match, so a comma-separated list is taken too.
  const patterns = listOf(invocation, "events").flatMap((each) => each.split(",").filter(Boolean));
  for (const pattern of patterns)
    if (!EventPattern.safeParse(pattern).success)
      throw usage(
        `There is no type of event ${pattern}; write one such as run.finished, a noun such as run.*, or *.`,
        "cairn api GET /event-types",
      );
  return patterns;
}

function headersOf(invocation: Invocation): Record<string, string> | null {
  const lines = listOf(invocation, "header");
  if (lines.length === 0) return null;
  return Object.fromEntries(
    lines.map((line) => {
      const [, name, value] = /^\s*([^:\s]+)\s*:\s*(.*)$/.exec(line) ?? [];
      if (!name || value === undefined) throw usage(`--header ${line} must be written as 'name: value'.`);
      return [name, value];
    }),
  );
}

/** What the flags say of an endpoint; what they do not name is left out. */
export function fieldsOf(invocation: Invocation) {
  const types = patternsOf(invocation);
  const description = textOf(invocation, "description");
  const headers = headersOf(invocation);
  const format = textOf(invocation, "format");
  const rate = textOf(invocation, "rateLimit");
  if (rate !== undefined && !/^\d+$/.test(rate)) throw usage("--rate-limit must be a whole number of requests a second, or 0 for no cap.");
  return {
    ...(types.length > 0 && { types }),
    ...(description !== undefined && { description }),
    ...(headers && { headers }),
    ...(format && { format: WebhookFormat.parse(format) }),
    ...(rate !== undefined && { rate_limit: Number(rate) || null }),
  };
}
