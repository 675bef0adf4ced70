import { describe, expect, test } from "vitest";
import { eventCatalogue, matchesType } from "../../../sdk/src/schema/index.ts";
import * as receivers from "../../../sdk/src/webhooks/index.ts";
import { createBody, draftOf, problemsOf, updateBody } from "./form-state.ts";
import { SNIPPETS, snippet } from "./snippets.ts";
import { groupTypes, matches, offered, toggleNoun, toggleType, typeWords } from "./types.ts";
import { urlProblem } from "./words.ts";

const catalogue = eventCatalogue();
const runs = catalogue.filter(({ type }) => type.startsWith("run."));

describe("choosing types of events", () => {
  test("a pattern means on the page what it means in the contract", () => {
    for (const patterns of [["*"], ["run.*"], ["run.finished", "key.*"], []])
      for (const { type } of catalogue) expect(matches(patterns, type)).toBe(matchesType(patterns, type));
  });

  test("taking one type out of a whole noun leaves the others of it", () => {
    const left = toggleType(["run.*", "key.created"], "run.finished", runs);
    expect(left).toContain("key.created");
    expect(
      catalogue
        .filter(({ type }) => matches(left, type))
        .map(({ type }) => type)
        .toSorted(),
    ).toEqual(["key.created", ...runs.map(({ type }) => type).filter((type) => type !== "run.finished")].toSorted());
  });

  test("a whole noun takes the place of its types, and goes as one", () => {
    const whole = toggleNoun(["run.finished", "key.created"], "run");
    expect(whole).toEqual(["key.created", "run.*"]);
    expect(toggleNoun(whole, "run")).toEqual(["key.created"]);
  });

  test("the search looks at names and descriptions; what no endpoint gets is not offered", () => {
    expect(groupTypes(catalogue, "FINISHED").flatMap(({ entries }) => entries.map(({ type }) => type))).toContain("run.finished");
    expect(groupTypes(catalogue, "no such words")).toEqual([]);
    expect(offered(catalogue).every(({ scope }) => scope !== "person")).toBe(true);
  });

  test("are told in few words", () => {
    expect(typeWords(["*"])).toBe("All events");
    expect(typeWords(["run.*", "key.created", "view.created"], 2)).toBe("run.*, key.created and 1 more");
  });
});

describe("the form", () => {
  test.each([
    ["", false, /Enter the address/],
    ["hooks.example.org", false, /whole address/],
    ["http://hooks.example.org", false, /https:/],
    ["http://localhost:3000", true, null],
    ["https://me:secret@hooks.example.org", false, /user name/],
    [" https://hooks.example.org/cairn ", false, null],
  ])("%s is judged before it is sent", (text, isLocal, problem) => {
    const found = urlProblem(text, isLocal);
    if (problem) expect(found).toMatch(problem);
    else expect(found).toBeUndefined();
  });

  const hook = {
    url: "https://hooks.example.org/",
    description: "pager",
    types: ["run.*"],
    format: "plain",
    header_names: ["x-team"],
    rate_limit: 5,
  } as Parameters<typeof updateBody>[1];

  test("sends only what was changed: sealed headers stay unless they are replaced", () => {
    const draft = draftOf(hook);
    expect(updateBody(draft, hook)).toEqual({});
    expect(updateBody({ ...draft, rate: "", description: " new " }, hook)).toEqual({ rate_limit: null, description: "new" });
    expect(updateBody({ ...draft, headers: [{ key: 1, name: " x-a ", value: "1" }] }, hook)).toEqual({ headers: { "x-a": "1" } });
    expect(updateBody({ ...draft, headers: [] }, hook)).toEqual({ headers: {} });
  });

  test("names what is missing", () => {
    const draft = { ...draftOf(), types: [], rate: "1.5" };
    expect(Object.keys(problemsOf(draft, false)).toSorted()).toEqual(["rate_limit", "types", "url"]);
    expect(createBody(draftOf())).toMatchObject({ types: ["*"], headers: {}, rate_limit: null });
  });
});

test.each(SNIPPETS)("the %s snippet uses what there is, with the endpoint's own path and type", (name) => {
  const code = snippet(name, { url: "https://hooks.example.org/in/cairn", types: ["view.*", "run.crashed"] });
  expect(code).toContain("in/cairn");
  expect(code).toContain('"run.crashed"');
  const [, names] = /import \{ (\w+) \} from "@cairn\/sdk\/webhooks"/.exec(code) ?? [];
  if (name !== "python") expect(Object.keys(receivers)).toContain(names);
});
