import { describe, expect, test } from "vitest";
import { AUDIT_EXPORT_FORMAT, type AuditFault, canonicalJson, genesisHash, linkHash, verifyAudit } from "../src/audit/index.ts";

const ORG = "org_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c";

test.each([
  // RFC 8785, section 3.2.2 and 3.2.3.
  [
    {
      numbers: [Number("333333333.33333329"), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '€$\u000f\nA\'B"\\\\"/',
      literals: [null, true, false],
    },
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  ],
  [
    {
      "\u20ac": "Euro Sign",
      "\r": "Carriage Return",
      "\ufb33": "Hebrew Letter Dalet With Dagesh",
      "1": "One",
      "\ud83d\ude00": "Emoji",
      "\u0080": "Control",
      "\u00f6": "o",
    },
    '{"\\r":"Carriage Return","1":"One","\u0080":"Control","ö":"o","€":"Euro Sign","😀":"Emoji","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
  ],
  [{ b: undefined, a: [], c: {} }, '{"a":[],"c":{}}'],
  [-0, "0"],
])("canonical JSON of %j", (value, text) => {
  expect(canonicalJson(value)).toBe(text);
});

test("hashes are what they were when the first chain was made", async () => {
  const genesis = await genesisHash(ORG);
  expect(genesis).toBe("93da32be5d3c5cba6bc94f1bb901979a550c6d50db93c30df9cece23792239f3");
  expect(
    await linkHash({ position: 1, previous: genesis, entry: { id: "aud_1", action: "member.removed", data: { role: "viewer" } } }),
  ).toBe("a6fa684b56fd5fe4628abf196ba04aa3a34a3cb71e6a20c7740b534cb1d693fa");
});

interface Line {
  position: number;
  previous: string;
  hash: string;
  entry: Record<string, unknown>;
}

async function chain(count: number): Promise<Line[]> {
  const lines: Line[] = [];
  let previous = await genesisHash(ORG);
  for (let position = 1; position <= count; position++) {
    const entry = { id: `aud_${position}`, organization_id: ORG, action: "member.removed" };
    const hash = await linkHash({ position, previous, entry });
    lines.push({ position, previous, hash, entry });
    previous = hash;
  }
  return lines;
}

const fileOf = (lines: readonly Line[], whole: readonly Line[], filter: Record<string, string> | null = null, entries = whole.length) => {
  const last = whole.at(-1);
  const head = { position: last?.position ?? 0, hash: last?.hash ?? "" };
  const header = {
    kind: "header",
    format: AUDIT_EXPORT_FORMAT,
    organization_id: ORG,
    exported_at: "",
    first: whole[0]?.position ?? 1,
    last: head.position,
    filter,
    head,
  };
  return [header, ...lines, { kind: "end", entries }].map((line) => JSON.stringify(line));
};

const told = (faults: readonly AuditFault[]) => faults.map(({ kind, line, position }) => ({ kind, line, position }));

describe("an export", () => {
  test("that is whole is intact, and so is a part of it", async () => {
    const lines = await chain(6);
    expect(await verifyAudit(fileOf(lines, lines))).toMatchObject({
      isIntact: true,
      entries: 6,
      first: 1,
      last: 6,
      head: { position: 6 },
      against: "itself",
    });
    expect(await verifyAudit(fileOf(lines.slice(2, 5), lines.slice(2, 5)))).toMatchObject({ isIntact: true, first: 3, last: 5 });
    expect(await verifyAudit(fileOf([], []))).toMatchObject({ isIntact: true, entries: 0, head: null });
  });

  test("names the line that was changed, removed, moved or repeated", async () => {
    const lines = await chain(6);
    const at = (i: number) => lines[i] as Line;
    const verify = async (changed: readonly Line[]) => told((await verifyAudit(fileOf(changed, lines, null, changed.length))).faults);
    const changed = { ...at(2), entry: { ...at(2).entry, action: "member.left" } };
    expect(await verify(lines.with(2, changed))).toEqual([{ kind: "changed", line: 4, position: 3 }]);
    expect(await verify(lines.toSpliced(2, 1))).toEqual([{ kind: "removed", line: 4, position: 3 }]);
    expect(await verify(lines.toSpliced(0, 2))).toEqual([{ kind: "removed", line: 2, position: 1 }]);
    expect(await verify(lines.toSpliced(4, 2))).toEqual([{ kind: "removed", line: null, position: 5 }]);
    expect(await verify([at(0), at(1), at(3), at(2), at(4), at(5)])).toEqual([{ kind: "moved", line: 5, position: 3 }]);
    expect(await verify(lines.toSpliced(3, 0, at(1)))).toEqual([{ kind: "repeated", line: 5, position: 2 }]);
    const renamed = { ...at(2), position: 7 };
    expect(await verify(lines.with(2, renamed))).toContainEqual({ kind: "changed", line: 4, position: 7 });
  });

  test("whose entry was written anew with a hash of its own does not link; written anew to its end it differs from a known head", async () => {
    const lines = await chain(5);
    const anew = lines.map((line) => ({ ...line }));
    const target = anew[2] as Line;
    target.entry = { ...target.entry, action: "member.left" };
    target.hash = await linkHash(target);
    expect(told((await verifyAudit(fileOf(anew, lines))).faults)).toEqual([{ kind: "unlinked", line: 5, position: 4 }]);
    for (let i = 3; i < 5; i++) {
      const line = anew[i] as Line;
      line.previous = anew[i - 1]?.hash ?? "";
      line.hash = await linkHash(line);
    }
    expect((await verifyAudit(fileOf(anew, anew))).isIntact).toBe(true);
    const head = { position: 5, hash: lines[4]?.hash ?? "" };
    expect(told((await verifyAudit(fileOf(anew, anew), { head })).faults)).toEqual([{ kind: "changed", line: 6, position: 5 }]);
    const hashAt = async (position: number) => lines[position - 1]?.hash ?? null;
    expect(told((await verifyAudit(fileOf(anew, anew), { hashAt })).faults)).toEqual(
      [3, 4, 5].map((position) => ({ kind: "changed", line: position + 1, position })),
    );
    expect(told((await verifyAudit(fileOf(lines.slice(0, 3), lines.slice(0, 3)), { head })).faults)).toEqual([
      { kind: "removed", line: null, position: 5 },
    ]);
  });

  test("is held against a head that was kept only where that head is in it", async () => {
    const lines = await chain(6);
    const headAt = (position: number) => ({ position, hash: lines[position - 1]?.hash ?? "" });
    const part = lines.slice(2, 5);
    const verify = async (head: { position: number; hash: string }) => told((await verifyAudit(fileOf(part, part), { head })).faults);
    for (const position of [2, 3, 5]) expect(await verify(headAt(position))).toEqual([]);
    for (const position of [1, 6]) expect(await verify(headAt(position))).toEqual([{ kind: "removed", line: null, position }]);
    expect(await verify({ position: 2, hash: "0".repeat(64) })).toEqual([{ kind: "unlinked", line: 2, position: 3 }]);
  });

  test("of another organization, cut off, or no export at all is told as that", async () => {
    const lines = await chain(3);
    const file = fileOf(lines, lines);
    expect(told((await verifyAudit(file.slice(0, -1))).faults)).toEqual([{ kind: "cut", line: null, position: 3 }]);
    expect(told((await verifyAudit(file.with(2, "{broken"))).faults)[0]).toEqual({ kind: "unreadable", line: 3, position: null });
    expect(told((await verifyAudit([])).faults)).toEqual([{ kind: "unreadable", line: null, position: null }]);
    expect(told((await verifyAudit(["a,b,c"])).faults)).toEqual([{ kind: "unreadable", line: 1, position: null }]);
    const foreign = file.with(0, (file[0] ?? "").replaceAll(ORG, ORG.replace("3c", "3d")));
    expect(told((await verifyAudit(foreign)).faults)).toContainEqual({ kind: "unlinked", line: 2, position: 1 });
  });

  test("that a filter made has gaps: each entry is checked, and against the server that it is there", async () => {
    const lines = await chain(6);
    const some = [lines[1], lines[4]] as Line[];
    const file = fileOf(some, lines, { action: "member.*" }, 2);
    const hashAt = async (position: number) => lines[position - 1]?.hash ?? null;
    expect(await verifyAudit(file, { hashAt })).toMatchObject({
      isIntact: true,
      isFiltered: true,
      head: null,
      entries: 2,
      against: "server",
    });
    const forged = { ...(lines[4] as Line), entry: { id: "made up" } };
    forged.hash = await linkHash(forged);
    const report = await verifyAudit(fileOf([lines[1] as Line, forged], lines, { action: "member.*" }, 2), { hashAt });
    expect(told(report.faults)).toEqual([{ kind: "changed", line: 3, position: 5 }]);
  });
});
