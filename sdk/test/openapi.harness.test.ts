import { expect, test } from "vitest";
import { stack } from "../../workers/test/support/stack.ts";
import { collaborationOf } from "../src/collaboration/index.ts";
import { Cairn } from "../src/index.ts";
import { Resource } from "../src/resources/resource.ts";
import { Listing } from "../src/transport/listing.ts";

/** Operations that no method is for: the document itself and the socket. */
const WITHOUT_METHOD = ["GET /api/v1/openapi.json", "GET /api/v1/orgs/{}/workspaces/{}/live"];

/** Calls every method of every resource with a placeholder for each argument, and returns what was asked for. */
async function operationsOfSdk(): Promise<string[]> {
  const asked = new Set<string>();
  const cairn = new Cairn({
    url: "http://sdk.example",
    organization: "ARG",
    workspace: "ARG",
    fetch: async (input, init) => {
      asked.add(`${init?.method} ${new URL(String(input)).pathname.replaceAll("ARG", "{}")}`);
      return Response.json({ items: [], next_cursor: null });
    },
  });
  const visit = async (resource: Resource): Promise<void> => {
    for (const value of Object.values(resource)) if (value instanceof Resource) await visit(value);
    for (const name of Object.getOwnPropertyNames(Object.getPrototypeOf(resource))) {
      if (name === "constructor") continue;
      const method = (resource as unknown as Record<string, (...args: string[]) => unknown>)[name];
      const result = method?.call(resource, "ARG", "ARG", "ARG", "ARG");
      await (result instanceof Listing ? result.page() : result);
    }
  };
  for (const value of [...Object.values(cairn), ...Object.values(collaborationOf(cairn))])
    if (value instanceof Resource) await visit(value);
  return [...asked];
}

test("the SDK has a method for every operation of the API, and no other", async () => {
  const { paths } = await new Cairn({ url: stack().origin }).request<{ paths: Record<string, Record<string, unknown>> }>({
    method: "GET",
    at: "root",
    path: "/openapi.json",
  });
  const documented = Object.entries(paths)
    .filter(([path]) => path.startsWith("/api/v1/"))
    .flatMap(([path, operations]) => Object.keys(operations).map((method) => `${method.toUpperCase()} ${path.replace(/\{[^}]+\}/g, "{}")}`))
    .filter((operation) => !WITHOUT_METHOD.includes(operation));
  expect(documented.length).toBeGreaterThan(40);
  expect((await operationsOfSdk()).sort()).toEqual(documented.sort());
});
