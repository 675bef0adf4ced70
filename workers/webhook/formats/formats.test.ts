import type { CairnEvent } from "@cairn/sdk/schema";
import { expect, test } from "vitest";
import { toMessage } from "../messages/body.ts";
import { bodyOf } from "./body.ts";

const event = {
  id: "evt_1",
  type: "run.finished",
  version: 1,
  at: "2026-11-21T09:30:00.000Z",
  actor: { type: "user", id: "usr_1", name: "Ada <@everyone> & *Co*" },
  credential: null,
  request_id: "r",
  subject: { type: "run", id: "run_1" },
  organization_id: "org_1",
  workspace_id: "ws_1",
  data: { status: "failed" },
} as CairnEvent;
const body = (format: "plain" | "slack" | "discord" | "teams", one: CairnEvent = event) =>
  JSON.parse(bodyOf({ format, origin: "https://cairn.example.org" }, toMessage(one)));
const link = "https://cairn.example.org/org_1/ws_1/runs/run_1";

test("plain is the event, in the frame of Standard Webhooks", () => {
  expect(body("plain")).toEqual({ type: "run.finished", timestamp: event.at, data: event });
});

test("Slack gets a sentence with a link in which a name can neither mention nor mark up", () => {
  expect(body("slack")).toEqual({ text: `*Run finished* (status: failed), by Ada &lt;@everyone&gt; &amp; *Co* · <${link}|Open>` });
});

test("Discord gets a sentence with a link, and mentions nobody", () => {
  expect(body("discord")).toEqual({
    content: `**Run finished** (status: failed), by Ada <@everyone\\> & \\*Co\\* · [Open](<${link}>)`,
    allowed_mentions: { parse: [] },
  });
});

test("Teams gets an adaptive card with a button", () => {
  expect(body("teams")).toMatchObject({
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        content: {
          type: "AdaptiveCard",
          body: [{ type: "TextBlock", text: "Run finished (status: failed), by Ada <@everyone> & \\*Co\\*", wrap: true }],
          actions: [{ type: "Action.OpenUrl", url: link }],
        },
      },
    ],
  });
});

test("changes, names and lists are told in words; a test says that it is one", () => {
  const changed = {
    ...event,
    type: "workspace.updated",
    workspace_id: null,
    data: { name: { from: "A", to: "B" }, slug: { from: "a", to: "b" } },
    test: true,
  } as CairnEvent;
  expect(body("slack", changed).text).toBe(
    "_Test_ · *Workspace updated* (name: A → B, slug: a → b), by Ada &lt;@everyone&gt; &amp; *Co* · <https://cairn.example.org/org_1/settings|Open>",
  );
  const made = {
    ...event,
    type: "run.created",
    data: { number: 1, name: "n", status: "running", experiment: { id: "e", name: "penguins" } },
  } as CairnEvent;
  expect(body("slack", made).text).toContain("*Run created* (number: 1, name: n, status: running, experiment: penguins)");
});
