import { Problem } from "@cairn/sdk/schema";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { migrateControl, send } from "../support/fixtures.ts";
import { createWorld, type World } from "../tenancy/world.ts";
import { near, type Schema } from "./arbitraries.ts";

// Every operation, called with inputs made from its own schema and bent: nothing may answer 5xx, and every refusal is a problem
// that names its code.

const RUNS_PER_OPERATION = 60;

interface Parameter {
  name: string;
  in: "path" | "query" | "header";
  schema: Schema;
}
interface Described {
  operationId: string;
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}
interface Document {
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, Schema> };
}

let document: Document;
let world: World;

beforeAll(async () => {
  await migrateControl();
  document = (await (await send("/api/v1/openapi.json")).json()) as Document;
  world = await createWorld("Fuzz");
});

/** A request near the contract: path parameters are real ones or bent, query and body are made from their schemas. */
function requestOf(path: string, operation: Described): fc.Arbitrary<{ target: string; body: string | undefined }> {
  const definitions = document.components.schemas;
  const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");
  const params = fc.tuple(
    ...names.map((name) =>
      fc.oneof(
        { weight: 6, arbitrary: fc.constant(paramOf(name)) },
        { weight: 1, arbitrary: fc.string({ unit: "grapheme", minLength: 1, maxLength: 300 }) },
      ),
    ),
  );
  const queries = (operation.parameters ?? []).filter((parameter) => parameter.in === "query");
  const query = fc.record(Object.fromEntries(queries.map((q) => [q.name, near(q.schema, definitions)])), { requiredKeys: [] });
  const schema = operation.requestBody?.content["application/json"]?.schema;
  const body = schema
    ? fc.oneof(
        { weight: 8, arbitrary: near(schema, definitions).map((value) => JSON.stringify(value) ?? "") },
        fc.constantFrom("", "{", "[1", '"\\ud800"'),
      )
    : fc.constant(undefined);
  return fc.tuple(params, query, body).map(([values, parameters, text]) => {
    const search = new URLSearchParams(
      Object.entries(parameters).map(
        ([name, value]) => [name, typeof value === "object" ? JSON.stringify(value) : String(value)] as [string, string],
      ),
    );
    const filled = names.reduce((text, name, i) => text.replace(`{${name}}`, wellFormed(values[i] ?? "")), path);
    return { target: `${filled}?${search}`, body: text };
  });
}

/** Ending the caller's own session would end the test, so another person's stands in. */
const paramOf = (name: string) => (name === "session" ? world.callers.viewer.sessionId : world.params[name]) ?? "x";

/** A lone surrogate cannot stand in a URL. */
const wellFormed = (text: string) => encodeURIComponent(text.toWellFormed());

describe("a field that the contract does not know", () => {
  test("is refused and named, by every operation that takes a body", async () => {
    for (const [path, methods] of Object.entries(document.paths))
      for (const [method, operation] of Object.entries(methods)) {
        if (!operation.requestBody?.content["application/json"]) continue;
        const target = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => wellFormed(paramOf(name)));
        const raw = JSON.stringify({ no_such_field: 1 });
        const answer = await world.callers.owner.fetch(target, { method: method.toUpperCase(), raw });
        const said = `${operation.operationId}: ${answer.status} ${await answer.clone().text()}`;
        expect(answer.status, said).toBe(400);
        const { errors } = (await answer.json()) as Problem;
        expect(
          errors?.map((error) => error.path),
          said,
        ).toContain("body.no_such_field");
      }
  });
});

describe("a parameter that the contract does not know", () => {
  test("is refused and named, by every operation", async () => {
    for (const [path, methods] of Object.entries(document.paths))
      for (const [method, operation] of Object.entries(methods)) {
        const target = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => wellFormed(paramOf(name)));
        const answer = await world.callers.owner.fetch(`${target}?no_such_parameter=1`, { method: method.toUpperCase() });
        const said = `${operation.operationId}: ${answer.status} ${await answer.clone().text()}`;
        expect(answer.status, said).toBe(400);
        const { errors } = (await answer.json()) as Problem;
        expect(
          errors?.map((error) => error.path),
          said,
        ).toContain("query.no_such_parameter");
      }
  });
});

describe("a name that objects do not keep", () => {
  test("is refused and named wherever it stands, by every operation that takes a body", async () => {
    for (const [path, methods] of Object.entries(document.paths))
      for (const [method, operation] of Object.entries(methods)) {
        if (!operation.requestBody?.content["application/json"]) continue;
        const target = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => wellFormed(paramOf(name)));
        for (const name of ["__proto__", "\\u005f_proto__"]) {
          const answer = await world.callers.owner.fetch(target, { method: method.toUpperCase(), raw: `{"tags":[{"${name}":"x"}]}` });
          const said = `${operation.operationId}: ${answer.status} ${await answer.clone().text()}`;
          expect((await answer.json<Problem>()).errors?.[0], said).toMatchObject({ path: "body.tags.0.__proto__", rule: "reserved" });
        }
      }
  });
});

describe("the contract", () => {
  test("lets no body have fields beside those that it names", () => {
    const definitions = document.components.schemas;
    const loose: string[] = [];
    const seen = new Set<Schema>();
    const walk = (schema: Schema, at: string): void => {
      if (seen.has(schema)) return;
      seen.add(schema);
      const target = schema.$ref && definitions[schema.$ref.split("/").at(-1) ?? ""];
      if (target) walk(target, at);
      if (schema.properties && schema.additionalProperties !== false) loose.push(at);
      for (const [name, property] of Object.entries(schema.properties ?? {})) walk(property, `${at}.${name}`);
      if (schema.items) walk(schema.items, `${at}[]`);
      if (typeof schema.additionalProperties === "object") walk(schema.additionalProperties, `${at}.*`);
      for (const option of [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])]) walk(option, at);
    };
    for (const methods of Object.values(document.paths))
      for (const { operationId, requestBody } of Object.values(methods)) {
        const schema = requestBody?.content["application/json"]?.schema;
        if (schema) walk(schema, operationId);
      }
    expect(loose).toEqual([]);
  });
});

describe("fuzz", () => {
  test("no operation answers 5xx, and every refusal is a problem", { timeout: 300_000 }, async () => {
    for (const [path, methods] of Object.entries(document.paths))
      for (const [method, operation] of Object.entries(methods))
        await fc.assert(
          fc.asyncProperty(requestOf(path, operation), async ({ target, body }) => {
            const response = await world.callers.owner.fetch(target, {
              method: method.toUpperCase(),
              ...(body === undefined ? {} : { raw: body }),
            });
            const text = await response.text();
            const said = `${operation.operationId} ${target} ${body?.slice(0, 300)}: ${response.status} ${text.slice(0, 300)}`;
            expect(response.status, said).toBeLessThan(500);
            if (response.status >= 400) expect(Problem.safeParse(JSON.parse(text)).success, said).toBe(true);
          }),
          { numRuns: RUNS_PER_OPERATION },
        );
  });
});
