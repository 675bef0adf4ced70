import { describe, expect, test } from "vitest";
import { widthOf } from "../../src/cli/text.ts";
import type { Run } from "../../src/schema/runs.ts";
import { inProcess as cairn, problem, serve, tempMachine } from "./support.ts";

const AT = "/api/v1/orgs/acme/workspaces/vision";
const idOf = (number: number) => `run_01932c07-2f7a-7c3e-8d2b-${String(number).padStart(12, "0")}`;

const run = (number: number, more: Partial<Run> = {}): Run => ({
  id: idOf(number),
  number,
  name: `brave-otter-${number}`,
  status: "finished",
  experiment: { id: "exp_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c", name: "penguins" },
  group: null,
  parent_id: null,
  attempt: 1,
  params: { lr: 0.1 / number, note: "" },
  tags: { team: "vision, far" },
  summary: {},
  metrics: { loss: { count: 3, last: 0.25, last_step: 2, min: 0.123456789, max: "NaN" } },
  created_by: { type: "user", id: "u", name: "Ada" },
  created_at: "2026-11-21T09:30:00.000Z",
  started_at: "2026-11-21T09:30:00.000Z",
  finished_at: "2026-11-21T09:33:12.000Z",
  heartbeat_at: "2026-11-21T09:33:12.000Z",
  archived_at: null,
  deleted_at: null,
  error: null,
  host: "h",
  user: "ada",
  commit: null,
  has_diff: false,
  ...more,
});

const curve = (id: string) => ({
  run_id: id,
  key: "loss",
  steps: [0, 1, 2],
  counts: [1, 1, 1],
  nans: [0, 0, 0],
  sums: [3, 2, 1],
});

async function server(runs: readonly Run[], more: Parameters<typeof serve>[0] = {}) {
  const fake = await serve({
    [`POST ${AT}/runs/search`]: () => ({ json: { items: runs, next_cursor: null, total: runs.length } }),
    [`POST ${AT}/metrics/query`]: ({ body }) => ({ json: { curves: (JSON.parse(body).runs as string[]).map(curve) } }),
    ...more,
  });
  const machine = tempMachine({ CAIRN_URL: fake.url, CAIRN_TOKEN: "t", CAIRN_ORG: "acme", CAIRN_WORKSPACE: "vision", LANG: "en_US.UTF-8" });
  const sent = (route: string) => {
    const found = fake.asked.findLast((one) => `${one.method} ${one.path}` === `${route.replace(" ", ` ${AT}`)}`);
    return found ? JSON.parse(found.body) : null;
  };
  return { ...fake, machine, sent };
}

describe("run list", () => {
  test("asks for what the command line says", async () => {
    const { machine, sent } = await server([]);
    await cairn(machine, [
      "run",
      "list",
      ...["--filter", "metrics.loss.min < 0.2 or params.x = 1", "--experiment", "a", "--experiment", "b", "--status", "running"],
      ...["--sort", "metrics.loss.min:desc", "--sort", "name", "--columns", 'params.lr,metrics."odd name"', "--archived", "-n", "7"],
    ]);
    expect(sent("POST /runs/search")).toEqual({
      filter: '(metrics.loss.min < 0.2 or params.x = 1) and (status = "running")',
      experiments: ["a", "b"],
      lifecycle: "archived",
      sort: [
        { field: "metrics.loss.min", order: "desc" },
        { field: "name", order: "asc" },
      ],
      fields: ["params.lr", 'metrics."odd name"'],
      limit: 7,
    });
  });

  test("shows a fault of the filter at its place, without asking", async () => {
    const { machine, asked } = await server([]);
    const { code, stdout, stderr } = await cairn(machine, ["run", "list", "--filter", "metrics.loss < 1 and nme = 3"]);
    expect({ code, stdout, asked: asked.length }).toEqual({ code: 2, stdout: "", asked: 0 });
    expect(stderr).toContain("Error: The filter is not valid: there is no field nme; did you mean name?.");
    expect(stderr).toContain(`  metrics.loss < 1 and nme = 3\n  ${" ".repeat(21)}^\n`);
  });

  test("shows a fault that only the server finds at its place too", async () => {
    const errors = [{ path: "body.filter", rule: "invalid_filter", message: "the expression is not one", position: 8 }];
    const { machine } = await server([], {
      [`POST ${AT}/runs/search`]: () => ({ status: 400, json: problem(400, "invalid_request", "no", { errors }) }),
    });
    const { code, stderr } = await cairn(machine, ["run", "list", "--filter", 'name ~ "("', "--status", "failed"]);
    expect(code).toBe(2);
    expect(stderr).toContain(`  name ~ "("\n  ${" ".repeat(7)}^\n`);
  });

  test.each([
    [["--sort", "loss"], "there is no field loss"],
    [["--columns", "params."], "params. needs a name"],
    [["--limit", "0"], "--limit must be a whole number from 1 to 1000"],
    [["--archived", "--deleted"], "Choose one of --archived and --deleted."],
    [["--csv", "--json"], "Choose one of --csv and --json."],
  ])("%j is a usage error", async (args, message) => {
    const { machine, asked } = await server([]);
    const { code, stderr } = await cairn(machine, ["run", "list", ...args]);
    expect({ code, asked: asked.length }).toEqual({ code: 2, asked: 0 });
    expect(stderr).toContain(message);
  });

  test("in a pipe is whole and without curves; in a terminal it fits, with a curve beside a metric", async () => {
    const { machine, count } = await server([run(1), run(2, { name: "名".repeat(30) })]);
    const args = ["run", "list", "--columns", "params.lr,metrics.loss,metrics.loss.min,duration"];
    const piped = await cairn(machine, args);
    expect(piped.stdout).toBe(
      [
        `#  NAME${" ".repeat(58)}STATUS    params.lr  metrics.loss  metrics.loss.min  DURATION  ID`,
        `1  brave-otter-1${" ".repeat(49)}finished        0.1          0.25          0.123457    3m 12s  ${idOf(1)}`,
        `2  ${"名".repeat(30)}  finished       0.05          0.25          0.123457    3m 12s  ${idOf(2)}`,
        "",
      ].join("\n"),
    );
    expect(count(`POST ${AT}/metrics/query`)).toBe(0);
    for (const columns of [80, 140]) {
      const { stdout } = await cairn(machine, [...args, "--no-color"], "", columns);
      for (const line of stdout.split("\n")) expect(widthOf(line)).toBeLessThanOrEqual(columns);
    }
    expect((await cairn(machine, [...args, "--no-color"], "", 140)).stdout).toContain("0.25  █▅▁");
    expect((await cairn({ ...machine, env: { ...machine.env, LANG: "C" } }, [...args, "--no-color"], "", 140)).stdout).toContain(
      "0.25  @+_",
    );
  });

  test("a terminal has colours, a pipe has none", async () => {
    const { machine } = await server([run(1)]);
    expect((await cairn(machine, ["run", "list"], "", 120)).stdout).toContain("\u001b[32mfinished");
    expect((await cairn(machine, ["run", "list"])).stdout).not.toContain("\u001b");
    expect((await cairn({ ...machine, env: { ...machine.env, NO_COLOR: "1" } }, ["run", "list"], "", 120)).stdout).not.toContain("\u001b");
  });

  test("--csv has every field that the runs have, exact and quoted", async () => {
    const { machine } = await server([run(1), run(3, { params: { lr: 0.1 + 0.2, wide: 'a "b"' }, metrics: {} })]);
    const { stdout } = await cairn(machine, ["run", "list", "--csv"]);
    expect(stdout.split("\r\n")).toEqual([
      "id,number,name,status,experiment,group,created_at,started_at,finished_at,duration,params.lr,params.note,params.wide,tags.team,metrics.loss",
      `${idOf(1)},1,brave-otter-1,finished,penguins,,2026-11-21T09:30:00.000Z,2026-11-21T09:30:00.000Z,2026-11-21T09:33:12.000Z,192,0.1,"",,"vision, far",0.25`,
      `${idOf(3)},3,brave-otter-3,finished,penguins,,2026-11-21T09:30:00.000Z,2026-11-21T09:30:00.000Z,2026-11-21T09:33:12.000Z,192,0.30000000000000004,,"a ""b""","vision, far",`,
      "",
    ]);
  });

  test("--all walks every page", async () => {
    const pages = [
      { items: [run(1)], next_cursor: "c1", total: 2 },
      { items: [run(2)], next_cursor: null, total: 2 },
    ];
    const { machine } = await server([], {
      [`POST ${AT}/runs/search`]: ({ body }) => ({ json: JSON.parse(body).cursor === "c1" ? pages[1] : pages[0] }),
    });
    const all = JSON.parse((await cairn(machine, ["run", "list", "--all", "--json"])).stdout);
    expect(all).toMatchObject({ next_cursor: null, total: 2 });
    expect(all.items.map((each: Run) => each.number)).toEqual([1, 2]);
    expect((await cairn(machine, ["run", "list"])).stderr).toBe("1 of 2. For more: --all, or --cursor c1\n");
  });
});

describe("a run is named", () => {
  const shown = (found: Run) => ({ [`GET ${AT}/runs/${found.id}`]: () => ({ json: { ...found, notes: "Fine." } }) });
  const note = async (word: string, runs: readonly Run[]) => {
    const fake = await server(runs, Object.assign({}, ...[run(1), run(2)].map(shown)));
    return { ...(await cairn(fake.machine, ["run", "note", word])), filter: fake.sent("POST /runs/search")?.filter };
  };

  test("by its id, and by the address of its page, without a search", async () => {
    expect(await note(idOf(1), [])).toMatchObject({ code: 0, stdout: "Fine.\n", filter: undefined });
    expect(await note(`https://cairn.example.org/acme/vision/runs/${idOf(1)}?tab=logs`, [])).toMatchObject({ code: 0, filter: undefined });
  });

  test("by its number, with and without #", async () => {
    expect(await note("1", [run(1)])).toMatchObject({ code: 0, filter: "number = 1" });
    expect(await note("#1", [run(1)])).toMatchObject({ code: 0, filter: "number = 1" });
  });

  test("by a name that one run has; of several it lists them", async () => {
    expect(await note('my "run"', [run(1)])).toMatchObject({ code: 0, filter: 'name = "my \\"run\\""' });
    const { code, stderr } = await note("brave", [run(1), run(2)]);
    expect(code).toBe(2);
    expect(stderr).toContain("2 runs are called brave; say which by its number or id.");
    expect(stderr).toContain(`  #2  finished  2026-11-21 09:30  ${idOf(2)}\n`);
    expect(await note("brave", [run(1, { archived_at: "2026-11-21T09:30:00.000Z" }), run(2)])).toMatchObject({ code: 0 });
  });

  test("and when there is none, that is said", async () => {
    const { code, stderr } = await note("gone", []);
    expect(code).toBe(3);
    expect(stderr).toContain("There is no run gone in this workspace.\n  Run: cairn run list\n");
  });
});

describe("what changes runs", () => {
  const bulk = () =>
    server([run(1), run(2)], {
      [`POST ${AT}/runs/bulk`]: ({ body }) => ({
        json: {
          changed: (JSON.parse(body).runs as string[]).filter((id) => id !== idOf(9)),
          failed: (JSON.parse(body).runs as string[])
            .filter((id) => id === idOf(9))
            .map((id) => ({ run: id, code: "not_found", detail: "No such run" })),
        },
      }),
    });

  test.each([["cancel"], ["delete"]])("%s asks; in a pipe it needs --yes", async (verb) => {
    const { machine, sent } = await bulk();
    const refused = await cairn(machine, ["run", verb, idOf(1)]);
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toContain(`This would ${verb} 1 run; add --yes to do it without a question.`);
    expect(sent("POST /runs/bulk")).toBe(null);
    expect(await cairn(machine, ["run", verb, idOf(1), idOf(2), "--yes"])).toMatchObject({ code: 0, stdout: "" });
    expect(sent("POST /runs/bulk")).toEqual({ runs: [idOf(1), idOf(2)], change: { kind: verb } });
  });

  test("named runs are archived at once, those of a condition only after a yes", async () => {
    const { machine, sent } = await bulk();
    expect(await cairn(machine, ["run", "archive", idOf(1)])).toMatchObject({ code: 0, stderr: "Archived 1 run.\n" });
    expect(await cairn(machine, ["run", "unarchive", "--filter", "params.lr > 1"])).toMatchObject({ code: 2 });
    expect(await cairn(machine, ["run", "unarchive", "--filter", "params.lr > 1", "--yes", "--json"])).toMatchObject({
      code: 0,
      stdout: `${JSON.stringify({ changed: [idOf(1), idOf(2)], failed: [] })}\n`,
    });
    expect(sent("POST /runs/search")).toMatchObject({ filter: "params.lr > 1", lifecycle: "archived" });
  });

  test("tag takes runs and tags in one line, and removes", async () => {
    const { machine, sent } = await bulk();
    await cairn(machine, ["run", "tag", idOf(1), idOf(2), "team=vision", "note=a=b", "--remove", "old"]);
    expect(sent("POST /runs/bulk")).toEqual({
      runs: [idOf(1), idOf(2)],
      change: { kind: "tag", tags: { team: "vision", note: "a=b" }, remove_tags: ["old"] },
    });
    expect(await cairn(machine, ["run", "tag", idOf(1)])).toMatchObject({ code: 2 });
  });

  test("what could not be changed is named, and the exit code says it", async () => {
    const { machine } = await bulk();
    const { code, stderr } = await cairn(machine, ["run", "archive", idOf(1), idOf(9)]);
    expect(code).toBe(3);
    expect(stderr).toContain("Archived 1 run.\nError: 1 run could not be changed.\n");
    expect(stderr).toContain(`${idOf(9)}: No such run (not_found)`);
  });

  test("a condition and names exclude each other, and one of them is needed", async () => {
    const { machine } = await bulk();
    expect(await cairn(machine, ["run", "archive", "1", "--status", "failed"])).toMatchObject({ code: 2 });
    expect((await cairn(machine, ["run", "archive"])).stderr).toContain("Name the run.");
  });
});

test("compare shows what differs, diff the code as a unified diff", async () => {
  const detail = (number: number, lr: number, diff: string, numpy: string) => ({
    ...run(number, { params: { lr, batch: 32 } }),
    environment: { command: "train.py", packages: { numpy, torch: "2" }, git: { commit: `abc${number}`, diff } },
  });
  const details = [detail(1, 0.1, "a\nb\nc\n", "1.26"), detail(2, 0.2, "a\nB\nc\n", "2.0")];
  const { machine } = await server([], Object.fromEntries(details.map((each) => [`GET ${AT}/runs/${each.id}`, () => ({ json: each })])));
  const ids = details.map(({ id }) => id);
  const compared = await cairn(machine, ["run", "compare", ...ids]);
  expect(compared.stdout).toMatch(/^FIELD {6}#1 brave-otter-1 {2}#2 brave-otter-2\nparams.lr {2}0.1 +0.2\n$/);
  expect((await cairn(machine, ["run", "compare", ...ids, "--all"])).stdout).toContain("params.batch");
  expect(JSON.parse((await cairn(machine, ["run", "compare", ...ids, "--json"])).stdout).fields).toEqual([
    { field: "params.lr", values: [0.1, 0.2], differs: true },
  ]);
  const diff = await cairn(machine, ["run", "diff", ...ids]);
  expect(diff.stdout.split("\n")).toEqual([
    "--- #1 brave-otter-1",
    "+++ #2 brave-otter-2",
    "-commit abc1",
    "+commit abc2",
    "@@ packages @@",
    "-numpy 1.26",
    "+numpy 2.0",
    "@@ changes that were not committed @@",
    "@@ -1,3 +1,3 @@",
    " a",
    "-b",
    "+B",
    " c",
    "",
  ]);
  expect((await cairn(machine, ["run", "diff", ...ids], "", 80)).stdout).toContain("\u001b[31m-b\u001b");
});

test("following a log outlasts a server that is away for a while", async () => {
  const line = (number: number) => ({ number, at: 0, stream: "stdout", level: null, step: null, text: `line ${number}` });
  let asked = 0;
  const { machine } = await server([], {
    [`GET ${AT}/runs/${idOf(1)}`]: () => ({ json: run(1, { status: asked > 6 ? "finished" : "running" }) }),
    [`GET ${AT}/runs/${idOf(1)}/lines`]: ({ url }) => {
      if (asked++ > 0 && asked <= 6) return { status: 503, json: problem(503, "unavailable", "Away") };
      const after = Number(url.searchParams.get("after"));
      const lines = [line(1), ...(asked > 6 ? [line(2)] : [])];
      return { json: { items: lines.filter(({ number }) => number > after), total: lines.length, next_after: null, next_before: null } };
    },
  });
  const { code, stdout, stderr } = await cairn(machine, ["run", "logs", idOf(1), "-f"]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: "line 1\nline 2\n" });
  expect(stderr).toMatch(/^\S+ does not answer; trying again\.\nbrave-otter-1 finished\.\n$/);
});
