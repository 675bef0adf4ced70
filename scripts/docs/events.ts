import { type EventTypeEntry, eventCatalogue } from "../../sdk/src/schema/index.ts";

const SCOPES: Record<EventTypeEntry["scope"], string> = {
  workspace: "In a workspace",
  organization: "In an organization",
  person: "Of a person",
};

const INTRODUCTIONS: Record<EventTypeEntry["scope"], string> = {
  workspace: "Written by the workspace's object in the transaction of the change; listed at `GET …/workspaces/{workspace}/events`.",
  organization: "Written in D1 in the batch of the change, as a row of the audit trail.",
  person:
    "What a person signs in with belongs to nobody else: these are of no organization, and no endpoint hears of them. A sign-in or sign-out is told once more in each organization that the person belongs to, in its audit trail and to its endpoints.",
};

const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;

/** docs/events.md, made from the catalogue in the SDK. */
export function eventsPage(): string {
  const entries = eventCatalogue();
  const sections = (Object.keys(SCOPES) as EventTypeEntry["scope"][]).map((scope) => {
    const rows = entries
      .filter((entry) => entry.scope === scope)
      .map(({ type, version, subject, other_subjects, description, example }) =>
        row([
          `\`${type}\``,
          String(version),
          [subject, ...other_subjects].join(" or ").replaceAll("_", " "),
          description,
          `\`${JSON.stringify(example)}\``,
        ]),
      );
    const head = [row(["type", "version", "subject", "when", "example of `data`"]), row(["---", "---", "---", "---", "---"])];
    return `## ${SCOPES[scope]}\n\n${INTRODUCTIONS[scope]}\n\n${[...head, ...rows].join("\n")}`;
  });
  return `# Events

Made by \`npm run docs\` from the catalogue in the code; \`npm test\` holds them in step. \`GET /api/v1/event-types\` answers the same with a
JSON schema of each type's \`data\`, \`cairn.events.types()\` too.

Every change tells one event, in the same transaction: nothing happens without one, and no event tells of what was rolled back. Live
pages follow them, [webhooks](webhooks.md) deliver them. What comes too often to be told one by one (points, lines, heartbeats, bytes on
their way) is no event; what it changes of a run is.

| field | what |
| --- | --- |
| \`id\` | \`evt_…\`, the same wherever and however often the event appears |
| \`type\` | \`noun.verb\`, past tense |
| \`version\` | of the type's \`data\`: counts up when a reader of the former one would stumble |
| \`at\` | when, RFC 3339 in UTC |
| \`actor\` | who: \`type\` (\`user\`, \`service_account\`, \`system\`), \`id\`, \`name\` |
| \`credential\` | by what: \`kind\` (\`session\`, \`token\`, \`key\`) and \`id\`; null where Cairn itself acted |
| \`request_id\` | of the request that caused it, as \`X-Request-Id\` answered it |
| \`subject\` | to what: \`type\`, \`id\` |
| \`organization_id\`, \`workspace_id\` | where; \`workspace_id\` is null outside of workspaces |
| \`data\` | ids and changed fields, no bulk and no secret: what more is needed is read through the API |

${sections.join("\n\n")}
`;
}
