import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { mailDoor } from "./door.ts";

let dir: string;
let origin: string;
let close: () => void;

beforeEach(async () => {
  dir = join(await mkdtemp(join(tmpdir(), "cairn-mail-")), "mail");
  const door = mailDoor({ dir, token: "token" });
  const server = createServer((request, response) => {
    if (!door(request, response)) response.writeHead(418).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  close = () => server.close();
});
afterEach(async () => {
  close();
  await rm(dir, { recursive: true, force: true });
});

const mail = {
  from: "Cairn <cairn@localhost>",
  to: "ada@example.org",
  subject: "Zwölf <Pinguine> 🐧",
  text: "Hallo\nAda 🐧",
  html: "<p>Hallo</p>",
  headers: {},
};
const post = (key: string, token = "token") =>
  fetch(`${origin}/mail`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "idempotency-key": key },
    body: JSON.stringify(mail),
  });
const read = async (path: string) => (await fetch(origin + path)).text();

test("mail is written to a file, once for each key, and shown as text and HTML", async () => {
  expect(await read("/mail")).toContain("Nothing was sent yet");
  expect((await post("email:evt_1:usr_1")).status).toBe(200);
  await post("email:evt_1:usr_1");
  const names = await readdir(dir);
  expect(names).toHaveLength(1);
  expect(await read("/mail")).toContain("Zwölf &lt;Pinguine&gt; 🐧");
  const page = await read(`/mail/${names[0]}`);
  expect(page).toContain("Hallo\nAda 🐧");
  expect(page).toContain("ada@example.org");
  const body = await fetch(`${origin}/mail/${names[0]}/html`);
  expect(await body.text()).toBe("<p>Hallo</p>");
  expect(body.headers.get("content-security-policy")).toMatch(/default-src 'none'.*sandbox/);
});

test("only the api writes, and only mail is read", async () => {
  expect((await post("k", "wrong")).status).toBe(401);
  expect((await fetch(`${origin}/mail/..%2Fsecrets.json`)).status).toBe(404);
  expect((await fetch(`${origin}/other`)).status).toBe(418);
});
