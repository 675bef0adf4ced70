import type { Mail } from "./mail.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const base64 = (text: string): string => btoa(Array.from(bytesOf(text), (byte) => String.fromCharCode(byte)).join(""));
/** RFC 2045: lines of at most 76 characters. */
const wrapped = (text: string): string => (base64(text).match(/.{1,76}/g) ?? []).join("\r\n");
const oneLine = (text: string): string => text.replaceAll(/[\r\n]+/g, " ");
/** RFC 2047: each word at most 75 characters, so at most 45 bytes of text, cut between characters. */
function encoded(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  const words: string[] = [];
  let word = "";
  for (const character of text) {
    if (bytesOf(word + character).length > 45) {
      words.push(word);
      word = "";
    }
    word += character;
  }
  return [...words, word].map((one) => `=?utf-8?B?${base64(one)}?=`).join("\r\n ");
}
/** `Name <address>` with the name encoded. */
function address(text: string): string {
  const [, name, at] = /^(.*)<([^<>]+)>$/.exec(oneLine(text)) ?? [];
  return at === undefined ? oneLine(text) : `${encoded((name ?? "").trim())} <${at}>`;
}

/** A message as text (RFC 5322) with its text and its HTML as alternatives (RFC 2046). `id` and `at` are its Message-ID and Date. */
export function mimeOf(mail: Mail, { id, at }: { id: string; at: Date }): string {
  const boundary = `cairn-${id.replaceAll(/[^a-zA-Z0-9]/g, "").slice(0, 50)}`;
  const host = /@([^>\s]+)>?$/.exec(mail.from)?.[1] ?? "localhost";
  const part = (type: string, text: string) =>
    `--${boundary}\r\nContent-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${wrapped(text)}\r\n`;
  const headers = {
    From: address(mail.from),
    To: address(mail.to),
    Subject: encoded(oneLine(mail.subject)),
    Date: at.toUTCString().replace("GMT", "+0000"),
    "Message-ID": `<${id.replaceAll(/[^a-zA-Z0-9_.-]/g, ".")}@${host}>`,
    ...Object.fromEntries(Object.entries(mail.headers).map(([name, value]) => [name, oneLine(value)])),
    "MIME-Version": "1.0",
    "Content-Type": `multipart/alternative; boundary="${boundary}"`,
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${head.join("")}\r\n${part("text/plain", mail.text)}${part("text/html", mail.html)}--${boundary}--\r\n`;
}
