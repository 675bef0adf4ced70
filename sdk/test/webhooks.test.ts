import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { Webhook as Signer } from "standardwebhooks";
import { expect, test } from "vitest";
import {
  type CairnEvent,
  handleWebhook,
  honoWebhook,
  nodeWebhook,
  verifyWebhook,
  type WebhookVerificationError,
} from "../src/webhooks/index.ts";

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const other = "whsec_C2FVsBQIhrscChlQIMVb5sSYspob7oD+";
const id = "evt_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c";
const event = { id, type: "run.finished", data: { status: "failed" }, subject: { type: "run", id: "run_1" }, actor: { name: "Ä" } };
const body = JSON.stringify({ type: event.type, timestamp: "2026-11-21T09:30:00.000Z", data: event });

/** Headers as the official library makes them. */
function signed(by: readonly string[] = [secret], at = new Date()): Record<string, string> {
  const signatures = by.map((one) => new Signer(one).sign(id, at, body));
  return { "webhook-id": id, "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)), "webhook-signature": signatures.join(" ") };
}

const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => "taken",
    (error: WebhookVerificationError) => error.code,
  );

test("a request that the official library signed is taken, in whichever form it comes", async () => {
  const headers = signed();
  const verified: CairnEvent = await verifyWebhook({ headers, body }, { secret });
  expect(verified).toEqual(event);
  if (verified.type === "run.finished") expect(verified.data.status).toBe("failed");
  const upper = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), [value]]));
  expect(await verifyWebhook({ headers: upper, body: new TextEncoder().encode(body) }, { secret })).toEqual(event);
  expect(await verifyWebhook({ headers: new Headers(headers), body: new TextEncoder().encode(body).buffer }, { secret })).toEqual(event);
});

test("while a secret is replaced, either one is enough, on either side", async () => {
  expect(await verifyWebhook({ headers: signed([other, secret]), body }, { secret })).toEqual(event);
  expect(await verifyWebhook({ headers: signed([other]), body }, { secret: [secret, other] })).toEqual(event);
});

test("what was not signed, not for this body or not now is refused", async () => {
  const headers = signed();
  const check = (change: Record<string, string | undefined>, text = body) =>
    refusal(verifyWebhook({ headers: { ...headers, ...change }, body: text }, { secret }));
  for (const name of Object.keys(headers)) expect(await check({ [name]: undefined })).toBe("header_missing");
  expect(await check({}, body.replace("failed", "finished"))).toBe("signature_invalid");
  expect(await check({}, ` ${body}`)).toBe("signature_invalid");
  expect(await check({ "webhook-id": `${id}0` })).toBe("signature_invalid");
  expect(await check({ "webhook-signature": signed([other])["webhook-signature"] })).toBe("signature_invalid");
  expect(await check({ "webhook-signature": headers["webhook-signature"]?.replace("v1,", "v1a,") })).toBe("signature_invalid");
  expect(await check({ "webhook-signature": "v1,not base64" })).toBe("signature_invalid");
  for (const shiftS of [-301, 301]) {
    const late = signed([secret], new Date(Date.now() + shiftS * 1_000));
    expect(await refusal(verifyWebhook({ headers: late, body }, { secret }))).toBe("timestamp_invalid");
    expect(await refusal(verifyWebhook({ headers: late, body }, { secret, toleranceS: 600 }))).toBe("taken");
  }
  expect(await check({ "webhook-timestamp": "soon" })).toBe("timestamp_invalid");
});

test("handlers answer 200, 400 for what is refused, and 500 so that it comes again", async () => {
  const got: CairnEvent[] = [];
  const handle = async (one: CairnEvent) => {
    got.push(one);
    if (got.length > 1) throw new Error("full");
  };
  const request = (headers: Record<string, string>) => new Request("https://example.org", { method: "POST", headers, body });
  const fetchHandler = handleWebhook({ secret }, handle);
  expect((await fetchHandler(request(signed([other])))).status).toBe(400);
  expect(got).toEqual([]);
  expect((await fetchHandler(request(signed()))).status).toBe(200);
  expect(got).toEqual([event]);
  expect((await honoWebhook({ secret }, handle)({ req: { raw: request(signed()) } })).status).toBe(500);
  got.length = 0;
  const server = createServer(nodeWebhook({ secret }, handle));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const post = async (headers: Record<string, string>, text = body) => (await fetch(url, { method: "POST", headers, body: text })).status;
  expect(await post(signed())).toBe(200);
  expect(got).toEqual([event]);
  expect(await post(signed([other]))).toBe(400);
  expect(await post(signed(), body + " ".repeat(1024 * 1024))).toBe(413);
  await new Promise((done) => server.close(done));
});

test("the entry brings nothing but itself", async () => {
  const entry = fileURLToPath(new URL("../src/webhooks/index.ts", import.meta.url));
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: "esm",
    platform: "neutral",
    write: false,
    metafile: true,
  });
  expect(Object.keys(result.metafile.inputs).filter((input) => !input.includes("src/webhooks/"))).toEqual([]);
});
