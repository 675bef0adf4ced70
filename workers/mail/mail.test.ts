import { describe, expect, test } from "vitest";
import { httpMailer, requestFor } from "./http.ts";
import { type Mail, MailRefused } from "./mail.ts";
import { mimeOf } from "./mime.ts";
import { htmlOf, type Letter, textOf } from "./template.ts";

const mail: Mail = {
  from: "Cairn <cairn@example.org>",
  to: "ada@example.org",
  subject: "Zwölf 🐧 ".repeat(12).trim(),
  text: 'He said "no"\n{{html}}',
  html: "<p>no</p>",
  headers: { "List-Unsubscribe": "<https://cairn.example.org/account/notifications>" },
};
const BODY = '{"to":["{{to}}"],"all":"{{from}}: {{subject}}","text":"{{text}}","headers":"{{headers}}","n":1}';
const settings = { CAIRN_MAIL_KEY: "secret", CAIRN_MAIL_URL: "https://mail.example.org/send", CAIRN_MAIL_BODY: BODY } as const;

describe("providers get the message in their own shape", () => {
  const bodyOf = (sent: ReturnType<typeof requestFor>) => JSON.parse(String(sent.body));

  test("Resend, with a key that keeps it from sending twice", () => {
    const sent = requestFor({ ...settings, CAIRN_MAIL: "resend", CAIRN_MAIL_URL: undefined }, mail, "email:evt:usr");
    expect(sent.url).toBe("https://api.resend.com/emails");
    expect(sent.headers).toMatchObject({ authorization: "Bearer secret", "idempotency-key": "email:evt:usr" });
    expect(bodyOf(sent)).toEqual({ ...mail, to: [mail.to] });
  });

  test("Postmark", () => {
    const sent = requestFor({ ...settings, CAIRN_MAIL: "postmark", CAIRN_MAIL_URL: undefined }, mail, "k");
    expect(sent.url).toBe("https://api.postmarkapp.com/email");
    expect(sent.headers["x-postmark-server-token"]).toBe("secret");
    expect(bodyOf(sent)).toMatchObject({
      To: mail.to,
      TextBody: mail.text,
      Headers: [{ Name: "List-Unsubscribe", Value: mail.headers["List-Unsubscribe"] }],
    });
  });

  test("Mailgun", () => {
    const sent = requestFor({ ...settings, CAIRN_MAIL: "mailgun" }, mail, "k");
    expect(sent.headers.authorization).toBe(`Basic ${btoa("api:secret")}`);
    const form = sent.body as FormData;
    expect([form.get("to"), form.get("h:List-Unsubscribe")]).toEqual([mail.to, mail.headers["List-Unsubscribe"]]);
  });

  test("any that takes JSON, by a template into which nothing of the message can break out", () => {
    const sent = requestFor({ ...settings, CAIRN_MAIL: "json" }, mail, "k");
    expect(sent.url).toBe(settings.CAIRN_MAIL_URL);
    expect(bodyOf(sent)).toEqual({ to: [mail.to], all: `${mail.from}: ${mail.subject}`, text: mail.text, headers: mail.headers, n: 1 });
  });
});

test("a provider that refuses a message is not asked again, one that is not well is", async () => {
  const answering = (status: number) =>
    httpMailer({ ...settings, CAIRN_MAIL: "json" }, (async () => new Response("no", { status })) as unknown as typeof fetch).send(
      mail,
      "k",
    );
  await answering(202);
  await expect(answering(422)).rejects.toBeInstanceOf(MailRefused);
  for (const status of [301, 401, 429, 500]) await expect(answering(status)).rejects.not.toBeInstanceOf(MailRefused);
});

test("a message as text has short lines of ASCII, its text and its HTML, and no header that was smuggled in", () => {
  const raw = mimeOf({ ...mail, to: "ada@example.org\r\nBcc: all@example.org" }, { id: "email:evt_1:usr_1", at: new Date(0) });
  expect(raw).toMatch(/^[\x20-\x7e\r\n]*$/);
  for (const line of raw.split("\r\n")) expect(line.length).toBeLessThanOrEqual(998);
  const [head = ""] = raw.split("\r\n\r\n");
  expect(head).toContain("To: ada@example.org Bcc: all@example.org");
  expect(head).toContain("Message-ID: <email.evt_1.usr_1@example.org>");
  const subject = /Subject: ((?:.|\r\n )*?)\r\n\S/.exec(raw)?.[1] ?? "";
  const words = subject.split("\r\n ");
  for (const word of words) expect(word.length).toBeLessThanOrEqual(75);
  const text = words.map((word) => Buffer.from(/\?B\?(.*)\?=/.exec(word)?.[1] ?? "", "base64").toString()).join("");
  expect(text).toBe(mail.subject);
  expect(raw).toContain(`Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${btoa(mail.html)}`);
});

test("a letter is plain words in both forms, and fetches nothing", () => {
  const letter: Letter = {
    subject: "<b>",
    opening: null,
    lines: [{ title: 'Ada & "Bob" <x>', where: "Acme", link: "https://cairn.example.org/a?b=1&c=2" }],
    action: "Open",
    reason: "Because.",
    settings: "https://cairn.example.org/account/notifications",
  };
  expect(textOf(letter)).toBe(
    'Ada & "Bob" <x>\nAcme\nhttps://cairn.example.org/a?b=1&c=2\n\n-- \nBecause.\nChange what you are told: https://cairn.example.org/account/notifications\n',
  );
  const page = htmlOf(letter);
  expect(page).toContain("Ada &amp; &quot;Bob&quot; &lt;x&gt;");
  expect(page).toContain('href="https://cairn.example.org/a?b=1&amp;c=2"');
  expect(page).not.toMatch(/<img|<script|<link|@import|url\(|src=/);
});
