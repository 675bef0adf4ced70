import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { commandWords, findLeaf, readCommandLine } from "../../sdk/src/cli/program.ts";
import { isBranch, TREE } from "../../sdk/src/cli/tree.ts";
import { root } from "../stack/paths.ts";
import { readPage } from "./markdown.ts";

const docs = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".md"));
const names = ["README.md", "sdk/README.md", "examples/penguins/README.md", ...docs.map((name) => join("docs", name))];
const pages = new Map(names.map((name) => [name, readPage(readFileSync(join(root, name), "utf8"))]));
const isFolder = (path: string): boolean => statSync(path).isDirectory();

const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> };
/** npm's own words, which are no scripts. */
const npmWords = ["install", "ci"];

/** Words of a command as a shell would split them, up to what is redirected or commented. */
const words = (line: string): string[] =>
  [...(line.split(/\s[>|#]|\s<(?!\w+>)/)[0] ?? "").matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map((m) => m[1] ?? m[2] ?? m[3] ?? "");

/** Folders at the top of the repository that hold sources, and those of the api Worker, which pages name without `workers/`. */
const folders = ["bench", "docs", "examples", "migrations", "scripts", "sdk", "web", "workers"];
const pathIn = (names: readonly string[]) => new RegExp(String.raw`(?<![\w/.@:-])(?:${names.join("|")})/[\w./-]*`, "g");
const workerFolders = ["http", "control", "workspace", "jobs", "shared", "limiter"];

describe.each([...pages])("%s", (name, page) => {
  const folder = dirname(join(root, name));

  test("links lead to files and headings that exist", () => {
    for (const link of page.links) {
      if (/^[a-z]+:/.test(link)) continue;
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? join(root, name) : resolve(folder, path);
      expect(existsSync(target), `${link} is missing`).toBe(true);
      if (anchor === undefined) continue;
      const anchors = pages.get(relative(root, target))?.anchors;
      expect(anchors?.has(anchor), `${link} has no such heading`).toBe(true);
    }
  });

  test("npm commands are scripts of the repository", () => {
    for (const text of page.code)
      for (const [line, run, word = ""] of text.matchAll(/\bnpm (run )?([\w-]+)/g)) {
        const known = run !== undefined || !npmWords.includes(word) ? Object.keys(scripts) : npmWords;
        expect(known, line).toContain(word);
      }
  });

  test("files and folders exist", () => {
    for (const text of page.code) {
      for (const [path] of text.matchAll(pathIn(folders))) {
        const at = join(root, path.replace(/\.$/, ""));
        expect(existsSync(at), `${path} is missing`).toBe(true);
        if (path.endsWith("/")) expect(isFolder(at), `${path} is no folder`).toBe(true);
      }
      for (const [path] of text.matchAll(pathIn(workerFolders)))
        expect(
          ["workers", "migrations"].some((part) => existsSync(join(root, part, path))),
          `${path} is missing`,
        ).toBe(true);
    }
  });

  test("commands of the command line exist and take what they are given", async () => {
    const io = { stdout: process.stdout, stderr: process.stderr } as unknown as Parameters<typeof readCommandLine>[1];
    for (const text of page.code)
      for (const [line, rest = ""] of text.matchAll(/(?<![\w/.-])cairn (?!=)([^\n)`]+)/g)) {
        const argv = words(rest);
        const command = commandWords(argv);
        if (!/^[a-z]/.test(command[0] ?? "") || argv[0] === "help") continue;
        const isGroup = command.length === 1 && TREE.some((node) => isBranch(node) && node.name === command[0]);
        expect(findLeaf(command) !== undefined || isGroup, `${line}: no such command`).toBe(true);
        // In a sentence a command may stand without its arguments.
        if (text.includes("\n")) await expect(readCommandLine(argv, io), line).resolves.toBeTruthy();
      }
  });
});

test("a page that points nowhere is noticed", () => {
  const page = readPage("# One & two\n\n[a](b.md#c) `code [x](y)`\n\n```sh\n# no heading\nnpm run z\n```\n\n## One & two\n");
  expect(page).toEqual({
    links: ["b.md#c"],
    anchors: new Set(["one--two", "one--two-1"]),
    code: ["code [x](y)", "# no heading\nnpm run z\n"],
  });
});
