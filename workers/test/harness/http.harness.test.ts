import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { stack } from "../support/stack.ts";

/** Sends bytes as they are: fetch would repair what is to be tried here. Gives the status line and headers of the answer. */
function raw(text: string): Promise<string> {
  const { hostname, port } = new URL(stack().origin);
  return new Promise((done, failed) => {
    let answer = "";
    const socket = connect(Number(port), hostname, () => socket.write(text));
    socket.on("data", (chunk) => {
      answer += chunk.toString();
      if (answer.includes("\r\n\r\n")) socket.destroy();
    });
    socket.on("close", () => done(answer));
    socket.on("error", failed);
  });
}

const request = (method: string, path: string, headers: string[], body = "") =>
  raw([`${method} ${path} HTTP/1.1`, `Host: ${new URL(stack().origin).host}`, "Connection: close", ...headers, "", body].join("\r\n"));

const status = (answer: string) => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);

describe("over a real connection", () => {
  test("health is told to everybody, with the version", async () => {
    const answer = await fetch(new URL("/api/health", stack().origin));
    expect([answer.status, await answer.json()]).toEqual([200, { status: "ok", version: expect.stringMatching(/^\d+\.\d+\.\d+$/) }]);
  });

  test("a write without a body needs no media type", async () => {
    expect(status(await request("POST", "/api/v1/orgs/none/leave", ["Content-Length: 0"]))).toBe(401);
    expect(status(await request("DELETE", "/api/v1/me/grants/none", []))).toBe(401);
  });

  test("a body in chunks is stopped at the limit", async () => {
    const chunk = `10000\r\n${"a".repeat(0x10000)}\r\n`;
    const answer = await request(
      "POST",
      "/api/v1/orgs",
      ["Transfer-Encoding: chunked", "Content-Type: application/json"],
      `${chunk.repeat(17)}0\r\n\r\n`,
    );
    expect(status(answer)).toBe(413);
    expect(answer.toLowerCase()).toContain("content-type: application/problem+json");
  });

  test("a body in chunks is not hidden behind a length of 0", async () => {
    const chunk = `10000\r\n${"a".repeat(0x10000)}\r\n`;
    const headers = ["Content-Length: 0", "Transfer-Encoding: chunked", "Content-Type: text/plain"];
    const answer = await request("POST", "/api/v1/orgs", headers, `${chunk.repeat(17)}0\r\n\r\n`);
    expect([400, 413, 415]).toContain(status(answer));
  });

  test("a body that says it is larger than the limit is refused before it comes", async () => {
    const answer = await request("POST", "/api/v1/orgs", [`Content-Length: ${2 ** 40}`, "Content-Type: application/json"], "{");
    expect(status(answer)).toBe(413);
  });

  test("two lengths are refused", async () => {
    const answer = await request(
      "POST",
      "/api/v1/orgs",
      ["Content-Length: 2", "Content-Length: 20", "Content-Type: application/json"],
      "{}",
    );
    expect(status(answer)).toBeGreaterThanOrEqual(400);
    expect(status(answer)).toBeLessThan(500);
  });

  test("what a program says of itself opens no header", async () => {
    const body = "client_id=cairn-cli&cairn_device=a%0d%0aX-Injected:%201&cairn_workspace=a%0d%0ab";
    const form = ["Content-Type: application/x-www-form-urlencoded", `Content-Length: ${body.length}`];
    expect((await request("POST", "/api/oauth/device_authorization", form, body)).toLowerCase()).not.toContain("x-injected");
    const query =
      "client_id=cairn-cli&redirect_uri=http://127.0.0.1:1/%0d%0aX-Injected:%201&state=%0d%0aX-Injected:%201&response_type=code";
    const answer = await request("GET", `/api/oauth/authorize?${query}`, []);
    expect(status(answer)).toBe(303);
    expect(answer.toLowerCase()).not.toContain("\r\nx-injected");
  });

  test("every error of the API is a problem with a request id, and security headers", async () => {
    for (const path of ["/api/none", "/api/v1/me", "/api/v1/orgs/%00", "/api/v1/orgs/%ff", "/.well-known/none"]) {
      const answer = (await request("GET", path, [])).toLowerCase();
      expect(status(answer.toUpperCase()), path).toBeLessThan(500);
      for (const header of ["x-request-id:", "x-content-type-options: nosniff", "content-security-policy:", "cache-control: no-store"])
        expect(answer, path).toContain(header);
    }
  });
});
