import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { runCli } from "../../src/cli/run.ts";
import { cairn, inProcess, tempMachine } from "./support.ts";
import { writeTasks } from "./task-project.ts";

const [ENTER, ESCAPE, DOWN] = ["\r", "\u001b", "\u001b[B"];

/** A command at a terminal that a test types into: it sees what was said since the last key. */
function terminal(machine: ReturnType<typeof tempMachine>, args: string[]) {
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => stdin });
  let said = "";
  const screen = () => {
    const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 100, rows: 40 });
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      said += chunk;
    });
    return stream;
  };
  const io = { machine, stdin, stdout: screen(), stderr: screen(), fetch, signal: new AbortController().signal };
  const ended = runCli(args, io);
  return {
    ended,
    async sees(text: string | RegExp) {
      await expect.poll(() => stripVTControlCharacters(said), { timeout: 20_000 }).toMatch(text);
    },
    press(keys: string) {
      said = "";
      stdin.write(keys);
    },
  };
}

test("tasks are found by typing, looked at, and left by Escape", { timeout: 90_000 }, async () => {
  const machine = tempMachine({ LANG: "C.UTF-8" });
  writeTasks(machine);
  expect((await cairn(machine, ["build", "start", "tasks.ts", "-q"])).code).toBe(0);
  const { ended, sees, press } = terminal(machine, ["task", "browse", "--no-color"]);
  await sees(/Tasks of this store[\s\S]*shop\.(sum|load)@1/);
  press("oslo");
  await sees(/1 match/);
  press(ENTER);
  await sees(/shop\.load@1 {2}success[\s\S]*PARAM +VALUE[\s\S]*Back to the list[\s\S]*Why it would be computed[\s\S]*Log of attempt 1/);
  press("log of");
  await sees(/1 match/);
  press(ENTER);
  await sees(/INFO +loading Oslo[\s\S]*Back to the list/);
  press("needed by sum");
  await sees(/2 matches/);
  press(ENTER);
  await sees(/shop\.sum@1 {2}success[\s\S]*model\.scale +[12][\s\S]*Report: how/);
  press("report");
  await sees(/1 match/);
  press(ENTER);
  await sees(/# Sum[\s\S]*Back to the list/);
  press(DOWN + ENTER);
  await sees(/It is complete and would be loaded\./);
  press(ESCAPE);
  await sees(/Tasks of this store/);
  press(ESCAPE);
  expect(await ended).toBe(0);
});

test("without a terminal it says what else there is; nothing to look at is said", async () => {
  const machine = tempMachine({ LANG: "C.UTF-8" });
  const piped = await inProcess(machine, ["task", "browse"]);
  expect([piped.code, piped.stderr]).toEqual([2, expect.stringContaining("Run: cairn task list")]);
  const { ended, sees } = terminal(machine, ["task", "browse"]);
  await sees("No task in this store fits.");
  expect(await ended).toBe(0);
});
