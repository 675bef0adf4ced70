import { SECOND_MS } from "../shared/clock.ts";
import type { Settings } from "../shared/settings.ts";
import { type Mail, type Mailer, MailRefused } from "./mail.ts";

/** Longest wait for a provider. Ours. */
const TIMEOUT_MS = 15 * SECOND_MS;
/** What of its answer is told when it refuses, in characters. */
const ANSWER_MAX_CHARS = 300;
/** Answers that another try may change: timeout, too early, too many requests, and a key that is being replaced. */
const PASSING = new Set([401, 403, 408, 425, 429]);

type Options = Pick<Settings, "CAIRN_MAIL" | "CAIRN_MAIL_URL" | "CAIRN_MAIL_KEY" | "CAIRN_MAIL_BODY">;
interface Sent {
  url: string;
  headers: Record<string, string>;
  body: string | FormData;
}

/** Sends by a provider's HTTP interface. */
export function httpMailer(settings: Options, send: typeof fetch): Mailer {
  return {
    async send(mail, key) {
      const { url, headers, body } = requestFor(settings, mail, key);
      const response = await send(url, { method: "POST", headers, body, redirect: "manual", signal: AbortSignal.timeout(TIMEOUT_MS) });
      if (response.ok) return void (await response.body?.cancel());
      const words = `The mail provider answered ${response.status}: ${(await response.text()).slice(0, ANSWER_MAX_CHARS)}`;
      if (response.status >= 400 && response.status < 500 && !PASSING.has(response.status)) throw new MailRefused(words);
      throw new Error(words);
    },
  };
}

/** What is sent to the provider, in the shape that it takes. */
export function requestFor(settings: Options, mail: Mail, key: string): Sent {
  const { CAIRN_MAIL_URL: url = "", CAIRN_MAIL_KEY: secret = "" } = settings;
  const json = { "content-type": "application/json" };
  const bearer = { authorization: `Bearer ${secret}` };
  const { from, to, subject, text, html, headers } = mail;
  switch (settings.CAIRN_MAIL) {
    case "resend":
      return {
        url: url || "https://api.resend.com/emails",
        headers: { ...json, ...bearer, "idempotency-key": key },
        body: JSON.stringify({ from, to: [to], subject, text, html, headers }),
      };
    case "postmark":
      return {
        url: url || "https://api.postmarkapp.com/email",
        headers: { ...json, "x-postmark-server-token": secret },
        body: JSON.stringify({
          From: from,
          To: to,
          Subject: subject,
          TextBody: text,
          HtmlBody: html,
          MessageStream: "outbound",
          Headers: Object.entries(headers).map(([Name, Value]) => ({ Name, Value })),
        }),
      };
    case "mailgun": {
      const form = new FormData();
      for (const [name, value] of Object.entries({ from, to, subject, text, html })) form.set(name, value);
      for (const [name, value] of Object.entries(headers)) form.set(`h:${name}`, value);
      return { url, headers: { authorization: `Basic ${btoa(`api:${secret}`)}` }, body: form };
    }
    default:
      return {
        url,
        headers: { ...json, ...(secret ? bearer : {}), "idempotency-key": key },
        body: JSON.stringify(filled(JSON.parse(settings.CAIRN_MAIL_BODY), mail)),
      };
  }
}

/** A template of JSON with the message put in: `"{{headers}}"` alone is an object, every other `{{name}}` a text within a text. */
function filled(template: unknown, mail: Mail): unknown {
  if (typeof template === "string") {
    if (template === "{{headers}}") return mail.headers;
    return template.replaceAll(
      /\{\{(from|to|subject|text|html)\}\}/g,
      (_, name: "from" | "to" | "subject" | "text" | "html") => mail[name],
    );
  }
  if (Array.isArray(template)) return template.map((one) => filled(one, mail));
  if (typeof template !== "object" || template === null) return template;
  return Object.fromEntries(Object.entries(template).map(([name, value]) => [name, filled(value, mail)]));
}
