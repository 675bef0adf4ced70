import { expect, test } from "vitest";
import { logLine } from "./log-lines.ts";

const line = (message: string, level = "log"): string => logLine({ timestamp: 0, level, message }).slice(9);

test("a request is one line", () => {
  const request = {
    level: "info",
    msg: "request",
    method: "GET",
    path: "/api/v1/me",
    status: 200,
    ms: 3.6,
    request_id: "req_1",
    actor: "usr_1",
  };
  expect(line(JSON.stringify(request))).toBe("GET /api/v1/me 200 4 ms req_1 usr_1");
});

test("other fields follow the message", () => {
  expect(line(JSON.stringify({ level: "info", msg: "swept", count: 2, detail: { a: 1 } }))).toBe('swept count=2 detail={"a":1}');
});

test("an error shows its level and, below, its stack", () => {
  const stack = "Error: no\n    at f (a.ts:1:1)";
  expect(line(JSON.stringify({ level: "error", msg: "request", method: "POST", path: "/x", status: 500, ms: 1, stack }))).toBe(
    "ERROR POST /x 500 1 ms\n    Error: no\n        at f (a.ts:1:1)",
  );
});

test("text that is not an object is passed on", () => {
  expect(line("plain\n")).toBe("plain");
  expect(line("{broken", "error")).toBe("ERROR {broken");
});
