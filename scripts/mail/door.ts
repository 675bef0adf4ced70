import { timingSafeEqual } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import type { Mail } from "../../workers/mail/mail.ts";
import { keepMail, listMail, readMail } from "./box.ts";
import { listPage, MESSAGE_POLICY, messagePage, PAGE_POLICY } from "./pages.ts";

const BODY_MAX_BYTES = 4 * 1024 * 1024;

/** Where mail of a local stack goes: a folder, and who may put something into it. */
export interface MailBox {
  dir: string;
  /** What the api Worker sends as its key; without it nobody writes here. */
  token: string;
}

/** Takes mail at `POST /mail` and shows it at `/mail`. Answers whether the request was for it. */
export function mailDoor({ dir, token }: MailBox): (request: IncomingMessage, response: ServerResponse) => boolean {
  return (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    if (pathname !== "/mail" && !pathname.startsWith("/mail/")) return false;
    const handle = request.method === "POST" ? take(request, response, { dir, token }) : show(pathname, response, dir);
    handle.catch((error: unknown) => end(response, 500, "text/plain", `${error}\n`));
    return true;
  };
}

async function take(request: IncomingMessage, response: ServerResponse, { dir, token }: MailBox): Promise<void> {
  if (!isSame(request.headers.authorization ?? "", `Bearer ${token}`)) return end(response, 401, "text/plain", "Not for you.\n");
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_MAX_BYTES) return end(response, 413, "text/plain", "Too large.\n");
    chunks.push(chunk);
  }
  const mail = JSON.parse(Buffer.concat(chunks).toString("utf8")) as Mail;
  const key = request.headers["idempotency-key"];
  const name = await keepMail(dir, mail, typeof key === "string" ? key : undefined);
  end(response, 200, "application/json", JSON.stringify({ name }));
}

async function show(pathname: string, response: ServerResponse, dir: string): Promise<void> {
  const [, , name = "", part = ""] = pathname.split("/");
  if (name === "") return end(response, 200, "text/html", listPage(await listMail(dir)), PAGE_POLICY);
  const mail = await readMail(dir, name);
  if (!mail) return end(response, 404, "text/plain", "There is no such message.\n");
  if (part === "html") return end(response, 200, "text/html", mail.html, MESSAGE_POLICY);
  if (part === "raw") return end(response, 200, "text/plain", await readFile(join(dir, name), "utf8"));
  end(response, 200, "text/html", messagePage(mail), PAGE_POLICY);
}

function end(response: ServerResponse, status: number, type: string, body: string, policy = "default-src 'none'"): void {
  response.writeHead(status, {
    "content-type": `${type}; charset=utf-8`,
    "content-security-policy": policy,
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  });
  response.end(body);
}

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
