import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Mail } from "../../workers/mail/mail.ts";
import { mimeOf } from "../../workers/mail/mime.ts";

/** A message as it is listed and shown. */
export interface Kept {
  name: string;
  from: string;
  to: string;
  subject: string;
  date: string;
  text: string;
  html: string;
}

/** Messages that the list shows. */
const LISTED_MAX = 200;
const NAME = /^[\w-]+\.eml$/;

/** Writes a message into the folder; one with the same key takes the place of the one before. */
export async function keepMail(dir: string, mail: Mail, key: string = randomUUID()): Promise<string> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const id = key.replaceAll(/[^\w-]/g, "-").slice(0, 150);
  const known = (await readdir(dir)).find((one) => one.endsWith(`_${id}.eml`));
  const name = known ?? `${new Date().toISOString().replaceAll(/[:.]/g, "-")}_${id}.eml`;
  const path = join(dir, name);
  await writeFile(`${path}.tmp`, mimeOf(mail, { id: key, at: new Date() }), { mode: 0o600 });
  await rename(`${path}.tmp`, path);
  return name;
}

/** The messages of the folder, the newest first. */
export async function listMail(dir: string): Promise<Kept[]> {
  const names = (await readdir(dir).catch(() => [])).filter((name) => NAME.test(name));
  const kept = await Promise.all(
    names
      .sort()
      .reverse()
      .slice(0, LISTED_MAX)
      .map((name) => readMail(dir, name)),
  );
  return kept.filter((one) => one !== null);
}

/** One message; null when there is none of that name. */
export async function readMail(dir: string, name: string): Promise<Kept | null> {
  if (!NAME.test(name)) return null;
  const raw = await readFile(join(dir, name), "utf8").catch(() => null);
  return raw === null ? null : parse(name, raw);
}

/** Reads back what `mimeOf` wrote, and nothing else. */
function parse(name: string, raw: string): Kept {
  const [head = "", ...parts] = raw.split(/^--cairn-[^\r\n]*\r\n/m);
  const headers = new Map(
    head
      .replaceAll(/\r\n[ \t]+/g, "")
      .split("\r\n")
      .map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), decoded(line.slice(line.indexOf(":") + 2))]),
  );
  const bodyOf = (type: string) => {
    const part = parts.find((one) => one.startsWith(`Content-Type: ${type}`)) ?? "";
    return Buffer.from(part.slice(part.indexOf("\r\n\r\n") + 4), "base64").toString("utf8");
  };
  const header = (key: string) => headers.get(key) ?? "";
  return {
    name,
    from: header("from"),
    to: header("to"),
    subject: header("subject"),
    date: header("date"),
    text: bodyOf("text/plain"),
    html: bodyOf("text/html"),
  };
}

const decoded = (text: string): string =>
  text.replaceAll(/=\?utf-8\?B\?([^?]*)\?=/g, (_, word: string) => Buffer.from(word, "base64").toString("utf8"));
