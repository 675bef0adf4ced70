import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { COMPLETION_SCRIPTS } from "../../src/cli/completion-scripts.ts";
import { EXIT_MEANINGS } from "../../src/cli/exit-codes.ts";
import { isBranch, type Node, TREE } from "../../src/cli/tree.ts";
import { cairn, inProcess, organization, page, serve, tempMachine, workspace } from "./support.ts";

const pathsOf = (node: Node): string[][] =>
  isBranch(node) ? node.commands.flatMap((each) => pathsOf(each).map((path) => [node.name, ...path])) : node.hidden ? [] : [[node.name]];
const paths = TREE.flatMap(pathsOf);

describe("help", () => {
  test("of the whole", async () => {
    const { code, stdout } = await cairn(tempMachine(), ["--help"]);
    expect(code).toBe(0);
    expect(stdout).toMatchSnapshot();
  });

  test.each([["login"], ["key create"], ["config"]])("of %s", async (command) => {
    const { stdout } = await inProcess(tempMachine(), [...command.split(" "), "--help"]);
    expect(stdout).toMatchSnapshot();
  });

  test.each(paths.map((path) => [path.join(" "), path] as const))(
    "of %s shows what it does, then an example that begins with the command",
    async (name, path) => {
      const { code, stdout, stderr } = await inProcess(tempMachine(), ["help", ...path]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      const [first, second, third] = stdout.split("\n\n");
      expect(first).not.toBe("");
      expect(second).toMatch(/^Examples\n/);
      if (name !== "completion") expect(second).toContain(`  $ cairn ${name}`);
      expect(third).toMatch(/^Usage\n/);
    },
  );

  test("lists the exit codes", async () => {
    expect((await inProcess(tempMachine(), ["help", "exit-codes"])).stdout).toMatchSnapshot();
  });

  test("docs/cli.md lists the same exit codes", () => {
    const page = readFileSync(new URL("../../../docs/cli.md", import.meta.url), "utf8");
    expect([...page.matchAll(/^\| (\d+) \| (.+) \|$/gm)].map(([, code, meaning]) => [Number(code), meaning])).toEqual(EXIT_MEANINGS);
  });

  test("a group without a verb shows its help on stderr and fails", async () => {
    const { code, stdout, stderr } = await cairn(tempMachine(), ["org"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("Commands\n");
  });
});

describe("completion", () => {
  const offered = async (machine: ReturnType<typeof tempMachine>, ...words: string[]) =>
    (await inProcess(machine, ["__complete", "--", ...words])).stdout.split("\n").flatMap((line) => line.split("\t")[0] || []);

  test("knows commands, verbs, flags and choices from the tree", async () => {
    const machine = tempMachine();
    expect(await offered(machine, "lo")).toEqual(["login", "logout"]);
    expect(await offered(machine, "org", "")).toEqual(["list", "use", "create", "members", "invite"]);
    expect(await offered(machine, "--host", "x", "key", "cr")).toEqual(["create"]);
    expect(await offered(machine, "run", "list", "--st")).toEqual(["--status"]);
    expect(await offered(machine, "run", "list", "--status", "f")).toEqual(["finished", "failed"]);
    expect(await offered(machine, "config", "get", "time")).toEqual(["timeout_s"]);
    expect(await offered(machine, "org", "list", "--deb")).toEqual(["--debug"]);
    expect(await offered(machine, "run", "artifacts", "")).toEqual(["ls", "get", "put"]);
    expect(await offered(machine, "run", "artifacts", "put", "x", "--")).toContain("--path");
  });

  test("knows organizations and workspaces from the server, and asks it once", async () => {
    const server = await serve({
      "GET /api/v1/orgs": () => page([organization("acme"), organization("beta")]),
      "GET /api/v1/orgs/acme/workspaces": () => page([workspace("vision")]),
    });
    const machine = tempMachine({ CAIRN_URL: server.url, CAIRN_TOKEN: "t" });
    expect(await offered(machine, "org", "use", "a")).toEqual(["acme"]);
    expect(await offered(machine, "org", "list", "--org", "")).toEqual(["acme", "beta"]);
    expect(server.count("GET /api/v1/orgs")).toBe(1);
    expect(await offered(machine, "--org", "acme", "run", "list", "--workspace", "")).toEqual(["vision"]);
  });

  test("knows the newest runs and the experiments of the workspace", async () => {
    const at = "/api/v1/orgs/acme/workspaces/vision";
    const { url } = await serve({
      [`POST ${at}/runs/search`]: () => page([{ name: "brave-otter" }, { name: "calm-fox" }]),
      [`GET ${at}/experiments`]: () => page([{ name: "penguins" }]),
    });
    const machine = tempMachine({ CAIRN_URL: url, CAIRN_TOKEN: "t", CAIRN_ORG: "acme", CAIRN_WORKSPACE: "vision" });
    expect(await offered(machine, "run", "show", "b")).toEqual(["brave-otter"]);
    expect(await offered(machine, "run", "compare", "brave-otter", "")).toEqual(["brave-otter", "calm-fox"]);
    expect(await offered(machine, "run", "list", "--experiment", "")).toEqual(["penguins"]);
  });

  test("stays silent when it cannot know", async () => {
    expect(await cairn(tempMachine({ CAIRN_URL: "http://127.0.0.1:1" }), ["__complete", "--", "org", "use", ""])).toEqual({
      code: 0,
      stdout: "",
      stderr: "",
    });
  });

  test("works in a real bash", async () => {
    const machine = tempMachine();
    const main = new URL("../../src/cli/main.ts", import.meta.url).pathname;
    machine.write("bin/cairn", `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`);
    machine.write("bash", COMPLETION_SCRIPTS.bash);
    machine.write("config/config.json", { hosts: { "http://localhost:8787": {}, "https://cairn.example.org": {} } });
    const env = { ...machine.env, PATH: `${machine.home}/bin:${machine.env.PATH}` };
    const complete = async (line: string, ...words: string[]) => {
      const script = `source ${machine.home}/bash; COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length - 1}; COMP_LINE='${line}'; COMP_POINT=${line.length}; _cairn_complete; printf '%s\\n' "\${COMPREPLY[@]}"`;
      return (await promisify(execFile)("bash", ["--norc", "-c", script], { env })).stdout.trim().split("\n");
    };
    expect(await complete("cairn org ", "cairn", "org", "")).toEqual(["list", "use", "create", "members", "invite"]);
    expect(await complete("cairn lo", "cairn", "lo")).toEqual(["login", "logout"]);
    // Bash has cut the word at its colon.
    expect(await complete("cairn --host http:", "cairn", "--host", "http", ":")).toEqual(["//localhost:8787"]);
  });

  test.each(["bash", "zsh", "fish", "powershell"] as const)("prints the script of %s", async (shell) => {
    expect((await inProcess(tempMachine(), ["completion", shell])).stdout).toBe(COMPLETION_SCRIPTS[shell]);
  });
});

test("--version answers with the version alone", async () => {
  expect(await cairn(tempMachine(), ["--version"])).toEqual({ code: 0, stdout: "0.1.0\n", stderr: "" });
});
