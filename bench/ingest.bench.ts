import { newRunId } from "../sdk/src/index.ts";
import type { Bench } from "./main.ts";
import { type Place, withPlace } from "./support/place.ts";
import { interleaved, ratioText, short, timed } from "./support/rounds.ts";

const writers = 8;
const batchesPerWriter = 6;
const metrics = 5;
const steps = 200;
const points = metrics * steps;
const requests = writers * batchesPerWriter;
const rounds = 15;

/** A batch of 1,000 points: five metrics at 200 steps. */
function batch(writer: string, sequence: number): string {
  const first = (sequence - 1) * steps;
  const columns = Array.from({ length: metrics }, (_, metric) => ({
    key: `metric/${metric}`,
    steps: Array.from({ length: steps }, (_, i) => first + i),
    times: Array.from({ length: steps }, (_, i) => 1_795_252_200_000 + first + i),
    values: Array.from({ length: steps }, (_, i) => Math.exp(-(first + i) / 5000) + metric / 7),
  }));
  return JSON.stringify({ writer, sequence, metrics: columns });
}

async function measure({ cairn, path, origin, callers }: Place) {
  const runs = await Promise.all(Array.from({ length: writers }, () => cairn.runs.create({ experiment: "bench", id: newRunId() })));
  let sent = 0;
  const bodiesFrom = (sequence: number) =>
    runs.map((_, writer) => Array.from({ length: batchesPerWriter }, (_, i) => batch(`writer_${writer}`, sequence + i)));
  /** All writers at once, each sending its requests one after the other. */
  const together = (each: (writer: number, i: number) => Promise<unknown>) =>
    Promise.all(
      runs.map(async (_, writer) => {
        for (let i = 0; i < batchesPerWriter; i++) await each(writer, i);
      }),
    );
  let last: string[][] = [];
  const log = async (bodies: string[][], expectDuplicate: boolean): Promise<number> =>
    timed(() =>
      together(async (writer, i) => {
        const answer = await cairn.runs.log(runs[writer]?.id ?? "", bodies[writer]?.[i] ?? "", { maxRetries: 0 });
        if (answer.duplicate !== expectDuplicate) throw new Error(`A batch was ${answer.duplicate ? "" : "not "}taken for a duplicate`);
      }),
    );
  const stored = async () => {
    const bodies = bodiesFrom(sent + 1);
    const ms = await log(bodies, false);
    sent += batchesPerWriter;
    last = bodies;
    return ms;
  };
  const seed = await stored();
  if (!(seed > 0)) throw new Error("Nothing was measured");
  const measured = await interleaved(
    {
      "authorised read of the workspace": () => timed(() => together(() => cairn.request({ method: "GET", at: "workspace", path: "" }))),
      // The body is sent, but the path takes no POST: it is turned away before it is read.
      "same bodies, path that does not take them": () =>
        timed(() =>
          together(async (writer, i) => {
            const headers = { ...callers.key, "content-type": "application/json" };
            const answer = await fetch(origin + path, { method: "POST", headers, body: last[writer]?.[i] ?? "" });
            await answer.arrayBuffer();
            if (answer.status < 400) throw new Error(`answered ${answer.status}`);
          }),
        ),
      "batches sent again: read, checked, not stored": () => log(last, true),
      "new batches: read, checked, stored": stored,
    },
    { rounds, baseline: "authorised read of the workspace" },
  );
  return Object.entries(measured).map(([what, m]) => ({
    what,
    "requests/s": short((requests / m.median) * 1000),
    "points/s": what.includes("batches") ? short(((requests * points) / m.median) * 1000) : "",
    "ms per request and writer": short(m.median / batchesPerWriter),
    "time by that of the read (range)": ratioText(m),
  }));
}

export const bench: Bench = {
  title: `Ingest: ${writers} writers at once, batches of ${points} points, each round ${requests} requests; ${rounds} rounds`,
  run: () => withPlace(measure),
};
