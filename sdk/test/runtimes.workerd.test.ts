import { expect, test } from "vitest";
import { Cairn, type LogBatch } from "../src/index.ts";

test("in a Worker the SDK logs a run without anything of Node", async () => {
  const batches: LogBatch[] = [];
  const asked: string[] = [];
  const run = { id: "run_1", name: "brave-otter", number: 1, status: "running", metrics: {} };
  const answers: Record<string, (body: string) => object> = {
    runs: (body) => ({ ...run, created: JSON.parse(body) }),
    log: (body) => {
      batches.push(JSON.parse(body));
      return { sequence: batches.length, duplicate: false, status: "running" };
    },
    finish: () => ({ ...run, status: "finished" }),
  };
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const verb = new URL(request.url).pathname.split("/").at(-1) ?? "";
    const body = await request.text();
    asked.push(`${verb} ${verb === "runs" ? JSON.stringify(JSON.parse(body).environment) : ""}`.trim());
    return Response.json(answers[verb]?.(body));
  };
  const cairn = new Cairn({ url: "https://cairn.example", token: "cairn_svc_x", organization: "acme", workspace: "vision", fetch });
  const active = await cairn.run({ experiment: "edge" });
  active.log({ loss: 1 });
  active.log({ loss: Number.POSITIVE_INFINITY });
  await expect(active.finish()).resolves.toMatchObject({ status: "finished" });
  expect(asked).toEqual([expect.stringMatching(/^runs \{"sdk":"typescript [^"]+","runtime":"Cloudflare-Workers"\}$/), "log", "finish"]);
  expect(batches[0]?.metrics).toMatchObject([{ key: "loss", steps: [0, 1], values: [1, "Infinity"] }]);
});
