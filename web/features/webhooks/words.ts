import type { AttemptCause, Webhook, WebhookFormat } from "@cairn/sdk/schema";

export const formatNames: Record<WebhookFormat, string> = { plain: "Plain", slack: "Slack", discord: "Discord", teams: "Microsoft Teams" };

export const formatHelp: Record<WebhookFormat, string> = {
  plain: "The event as JSON, signed as Standard Webhooks 1.0 says.",
  slack: "A sentence with a link, as an incoming webhook of Slack takes it.",
  discord: "A sentence with a link, as a webhook of a Discord channel takes it.",
  teams: "A card with a link, as a workflow of Microsoft Teams takes it.",
};

export const disabledWords: Record<NonNullable<Webhook["disabled"]>["reason"], string> = {
  manual: "Somebody disabled it.",
  gone: "It answered 410 Gone, which says that it wants no more messages.",
  failing: "Every attempt of the last five days failed.",
};

export const causeWords: Record<AttemptCause, string> = {
  schedule: "By schedule",
  replay: "Replayed",
  resume: "Resumed",
  test: "Test",
};

/** What an endpoint is called: its description, else its host. */
export function hookTitle({ description, url }: Pick<Webhook, "description" | "url">): string {
  return description || (URL.parse(url)?.host ?? url);
}

/** Why an address cannot be one of an endpoint; what only the server knows, it says itself. */
export function urlProblem(text: string, isLocal: boolean): string | undefined {
  const trimmed = text.trim();
  if (!trimmed) return "Enter the address that events go to.";
  const url = URL.parse(trimmed);
  if (!url) return "Enter a whole address, such as https://hooks.example.org/cairn.";
  if (url.protocol !== "https:" && !(isLocal && url.protocol === "http:")) return "The address must begin with https://.";
  if (url.username || url.password) return "Leave out user name and password; send a header instead.";
  return undefined;
}
