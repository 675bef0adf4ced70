import { expect, test } from "vitest";
import { Cairn, type CairnError } from "../src/index.ts";
import { REGISTER_BODY_MAX_BYTES } from "../src/schema/tasks.ts";

/** A client of a server that keeps the bodies of its imports, and refuses the call of one number, from 1. */
function importer(refused = 0) {
  const bodies: string[] = [];
  const fetch = async (_: unknown, init?: RequestInit): Promise<Response> => {
    bodies.push(String(init?.body));
    if (bodies.length === refused) return Response.json({ code: "invalid_request", status: 400, detail: "no" }, { status: 400 });
    const lines = String(init?.body).split("\n").length;
    return Response.json({ registered: lines, existing: 1, attempts: 0, assets: 0 });
  };
  const cairn = new Cairn({ url: "http://cairn.test", token: "cairn_svc_x", organization: "o", workspace: "w", fetch });
  return { cairn, bodies };
}

const line = (i: number, characters: number): string => `${i} ${"é".repeat(characters)}`;

test("an import that is more than one call takes goes in pieces, in order, and its answers are added up", async () => {
  const { cairn, bodies } = importer();
  const lines = [...Array.from({ length: 30 }, (_, i) => line(i, 1_000_000)), line(30, 6_000_000), line(31, 1)];
  const answer = await cairn.tasks.import(lines.join("\n"));
  expect(bodies.length).toBeGreaterThan(5);
  expect(bodies.join("\n")).toBe(lines.join("\n"));
  for (const body of bodies) expect(Buffer.byteLength(body)).toBeLessThanOrEqual(REGISTER_BODY_MAX_BYTES);
  expect(answer).toEqual({ registered: lines.length, existing: bodies.length, attempts: 0, assets: 0 });
});

test("lines may come one after the other, and what follows a refused piece is not sent", async () => {
  const { cairn, bodies } = importer(2);
  let read = 0;
  async function* lines() {
    for (let i = 0; i < 100; i++) {
      read += 1;
      yield line(i, 1_000_000);
    }
  }
  await expect(cairn.tasks.import(lines())).rejects.toMatchObject({ code: "invalid_request" } satisfies Partial<CairnError>);
  expect(bodies).toHaveLength(2);
  expect(read).toBeLessThan(20);
});
