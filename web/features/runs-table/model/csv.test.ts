import type { Run } from "@cairn/sdk/schema";
import { expect, test } from "vitest";
import { type Column, parseColumn } from "./columns";
import { csvHead, csvRows } from "./csv";

const columns = ["params.lr", "tags.note", "metrics.loss", "duration"].map((id) => parseColumn(id) as Column);
const run = (params: Run["params"], note: string) =>
  ({
    name: 'a "quoted", name',
    params,
    tags: { note },
    summary: {},
    metrics: { loss: { count: 1, last: -0.25, last_step: 0, min: -0.25, max: 1 } },
    started_at: "2026-11-21T10:00:00.000Z",
    finished_at: "2026-11-21T10:00:01.500Z",
  }) as unknown as Run;

test("the file has a head and a line for each run, quoted where needed", () => {
  expect(csvHead(columns)).toBe("name,params.lr,tags.note,metrics.loss,duration_s\r\n");
  expect(csvRows([run({ lr: 1 / 3 }, "two\nlines")], columns)).toBe('"a ""quoted"", name",0.3333333333333333,"two\nlines",-0.25,1.5\r\n');
});

test.each(["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1"])("%j does not become a formula", (note) => {
  const [line = ""] = csvRows([run({}, note)], columns).split("\r\n");
  expect(line).toMatch(/,"?'/);
});

test("what a run does not have is left empty", () => {
  expect(csvRows([run({}, "x")], columns)).toBe('"a ""quoted"", name",,x,-0.25,1.5\r\n');
});
