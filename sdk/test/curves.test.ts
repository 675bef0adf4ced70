import { expect, test } from "vitest";
import { Cairn } from "../src/index.ts";
import { json, problem, TestApi } from "./support/api.ts";

/** Two curves as version 1 of the binary answer tells them: `loss` in buckets of 4 steps, `é` as points. */
const FRAME =
  "AQAAAFAAAABbWyJydW5fMSIsImxvc3MiLDUsNCwzLFsyLDIsMywzLDAsMCwwLDAsMCwwLDBdXSxbInJ1bl8yIiwiw6kiLDUsMCw1LFsyLDMsMF1dXSAgIAAAAAAAAAAAAAAFAAQAAAAAAAAAAAAAQAAAAwAEAAAAAAAAAABAj0AAAAAAhAMAADN/AQAAAAAAAAAAAACIk0AAAAAAigIAADN/AQAAAAAAAAAAAAAACEAAAAAAAADwPwAAAAAAAPA/AAAAAAAA8D8AAAAAAAAAAAAAAAAAAAAAAAAAAAAABMCamZmZmZm5PwAAAAAAAPB/AAAAAAAA8D+amZmZmZm5PwAAAAAAAPB/AAAAAAAA+L+amZmZmZm5PwAAAAAAAPB/AAAAAAAA8D+amZmZmZm5PwAAAAAAAPB/AAAAAAAABMCamZmZmZm5PwAAAAAAAPB/AAAAAAAAAAAAAAEAAQADAAQAAAAAAAAAAAAAAABAj0AAAAAAZAAAAJYAAACKAgAAM38BAAAAAAAAAAAAAADwPwAAAAAAAPh/AAAAAAAABMCamZmZmZm5PwAAAAAAAPB/";
const scope = { organization: "acme", workspace: "vision" };
const query = { runs: ["run_1"], keys: ["loss"] };

const buckets = {
  ...{ run_id: "run_1", key: "loss", total: 5, width: 4, counts: [3, 1, 1], nans: [1, 0, 0] },
  ...{ steps: [0, 5, 9], last_steps: [2, 5, 9], times: [1_000, 1_900, 99_999], last_times: [1_250, 1_900, 99_999] },
  ...{ mins: [-2.5, 0.1, "Infinity"], maxs: [1, 0.1, "Infinity"], sums: [-1.5, 0.1, "Infinity"] },
  ...{ firsts: [1, 0.1, "Infinity"], lasts: [-2.5, 0.1, "Infinity"] },
};
const values = [1, "NaN", -2.5, 0.1, "Infinity"];
const points = {
  ...{ run_id: "run_2", key: "é", total: 5, width: 0, counts: [1, 1, 1, 1, 1], nans: [0, 1, 0, 0, 0] },
  ...{ steps: [0, 1, 2, 5, 9], last_steps: [0, 1, 2, 5, 9] },
  ...{ times: [1_000, 1_100, 1_250, 1_900, 99_999], last_times: [1_000, 1_100, 1_250, 1_900, 99_999] },
  ...{ mins: values, maxs: values, firsts: values, lasts: values, sums: [1, 0, -2.5, 0.1, "Infinity"] },
};

test("curves are asked for in the binary form and read from it", async () => {
  await using api = await new TestApi((seen, answer) => {
    expect(seen.headers.accept).toContain("application/vnd.cairn.curves");
    answer.writeHead(200, { "content-type": "application/vnd.cairn.curves", "x-request-id": "r1" });
    answer.end(Buffer.from(FRAME, "base64"));
  }).start();
  const call = new Cairn({ url: api.url }).runs.curves(query, scope);
  expect(await call).toEqual({ curves: [buckets, points] });
  expect((await call.withResponse()).requestId).toBe("r1");
});

test("curves that come as JSON are taken too, and a refusal is the error that it is", async () => {
  const answers = [
    (answer: Parameters<typeof json>[0]) => json(answer, 200, { curves: [points] }),
    (answer: Parameters<typeof json>[0]) => problem(answer, 404, "not_found"),
  ];
  await using api = await new TestApi((_, answer) => answers.shift()?.(answer)).start();
  const { runs } = new Cairn({ url: api.url });
  expect(await runs.curves(query, scope)).toEqual({ curves: [points] });
  await expect(runs.curves(query, scope)).rejects.toMatchObject({ code: "not_found" });
});
