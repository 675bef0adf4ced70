import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { JobMessage } from "../../workers/jobs/messages.ts";
import { root } from "../stack/paths.ts";
import { stateEntries } from "../stack/stack.ts";

const page = readFileSync(join(root, "docs/storage.md"), "utf8");

/** First cells of the tables under a heading, without backticks. */
function listed(heading: string): string[] {
  const section = page.split(/^## /m).find((part) => part.startsWith(heading));
  if (section === undefined) throw new Error(`storage.md has no section ${heading}`);
  return [...section.matchAll(/^\| `([^`]+)`/gm)].map(([, name = ""]) => name);
}

/** Tables that a folder of migrations leaves behind. */
function tables(folder: string): string[] {
  const found = new Set<string>();
  for (const name of readdirSync(join(root, folder)).sort()) {
    const sql = readFileSync(join(root, folder, name), "utf8").replaceAll(/--.*$/gm, "");
    for (const [, verb, table = "", renamed] of sql.matchAll(
      /\b(CREATE|DROP|ALTER) TABLE (?:IF (?:NOT )?EXISTS )?["`]?(\w+)["`]?(?: RENAME TO ["`]?(\w+))?/gi,
    )) {
      if (verb?.toUpperCase() === "CREATE") found.add(table);
      else if (verb?.toUpperCase() === "DROP") found.delete(table);
      else if (renamed) {
        found.delete(table);
        found.add(renamed);
      }
    }
  }
  return [...found].sort();
}

test("every table of the control plane has a line, and no other", () => {
  const found = tables("migrations/control");
  expect(found).toContain("organizations");
  expect(listed("Control plane").sort()).toEqual(found);
});

test("every table of a workspace's object has a line, and no other", () => {
  const found = tables("migrations/workspace");
  expect(found).toContain("runs");
  expect(listed("Data plane").sort()).toEqual(found);
});

test("every table of an endpoint's object has a line, and no other", () => {
  const found = tables("migrations/webhook");
  expect(found).toContain("messages");
  expect(listed("Webhook objects").sort()).toEqual(found);
});

test("every table of an organization's usage has a line, and no other", () => {
  const found = tables("migrations/usage");
  expect(found).toContain("usage_days");
  expect(listed("Usage objects").sort()).toEqual(found);
});

test("every message has a line with its version and fields, and no other", () => {
  const lines = page.split("\n").flatMap((line) => {
    const cells = line.split("|").map((cell) => cell.trim());
    return /^\d+$/.test(cells[2] ?? "") ? [`${cells[1]} ${cells[2]} ${cells[3]}`] : [];
  });
  const known = JobMessage.options.map(({ shape: { type, v, ...fields } }) => {
    const names = Object.keys(fields).map((name) => `\`${name}\``);
    return `\`${[...type.values].join()}\` ${[...v.values].join()} ${names.join(", ")}`;
  });
  expect(lines).toEqual(known);
});

test("every entry of the local state folder has a line, and no other", () => {
  const names = listed("Local state folder").map((name) => name.split("/")[0]);
  expect([...new Set(names)].sort()).toEqual([...stateEntries].sort());
});

test("columns that hold a sealed or hashed value are named so in the line of their table", () => {
  const sql = readdirSync(join(root, "migrations/control"))
    .map((name) => readFileSync(join(root, "migrations/control", name), "utf8"))
    .join("\n");
  for (const [, table, body = ""] of sql.matchAll(/CREATE TABLE (\w+) \(([\s\S]*?)\n\)/g)) {
    const line = page.split("\n").find((one) => one.startsWith(`| \`${table}\``)) ?? "";
    if (/_sealed\b/.test(body)) expect(line, `${table} holds a sealed column`).toMatch(/sealed/);
    if (/^\s*\w*hash TEXT/m.test(body)) expect(line, `${table} holds a hash`).toMatch(/hashed/);
  }
});
