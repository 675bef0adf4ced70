import type { WebhookBody, WebhookFormat } from "@cairn/sdk/schema";
import type { MessageRow } from "../messages/store.ts";
import type { Target } from "../target.ts";
import { type Sentence, sentenceOf } from "./sentence.ts";

/** What is sent of a message: the event itself, or a sentence as a chat's incoming webhook takes it. The same at every attempt. */
export function bodyOf({ format, origin }: Pick<Target, "format" | "origin">, { body }: Pick<MessageRow, "body">): string {
  if (format === "plain") return body;
  const { data } = JSON.parse(body) as WebhookBody;
  return JSON.stringify(RENDER[format](sentenceOf(data, origin)));
}

const RENDER: Record<Exclude<WebhookFormat, "plain">, (sentence: Sentence) => unknown> = { slack, discord, teams };

const testMark = ({ isTest }: Sentence, mark: string) => (isTest ? `${mark}Test${mark} · ` : "");
const factsOf = ({ facts }: Sentence, plain: (text: string) => string) => (facts.length > 0 ? ` (${facts.map(plain).join(", ")})` : "");

/** https://docs.slack.dev/messaging/formatting-message-text: three characters are escaped, links are `<url|text>`. */
function slack(sentence: Sentence): unknown {
  const plain = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const link = sentence.link ? ` · <${sentence.link}|Open>` : "";
  return { text: `${testMark(sentence, "_")}*${plain(sentence.title)}*${factsOf(sentence, plain)}, by ${plain(sentence.actor)}${link}` };
}

/** Markdown of Discord; nobody is mentioned, whatever a name says. */
function discord(sentence: Sentence): unknown {
  const plain = (text: string) => text.replaceAll(/[\\*_~`|>[\]()#]/g, "\\$&");
  const link = sentence.link ? ` · [Open](<${sentence.link}>)` : "";
  const content = `${testMark(sentence, "_")}**${plain(sentence.title)}**${factsOf(sentence, plain)}, by ${plain(sentence.actor)}${link}`;
  return { content: content.slice(0, 2_000), allowed_mentions: { parse: [] } };
}

/** An Adaptive Card, as the workflows of Teams take it. */
function teams(sentence: Sentence): unknown {
  const text = `${testMark(sentence, "")}${sentence.title}${factsOf(sentence, (part) => part)}, by ${sentence.actor}`;
  const content = {
    type: "AdaptiveCard",
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    version: "1.4",
    body: [{ type: "TextBlock", text: text.replaceAll(/[\\*_[\]]/g, "\\$&"), wrap: true }],
    actions: sentence.link ? [{ type: "Action.OpenUrl", title: "Open", url: sentence.link }] : [],
  };
  return { type: "message", attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", content }] };
}
