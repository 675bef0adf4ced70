import { newRunId } from "../sdk/src/index.ts";
import type { Bench } from "./main.ts";
import { type Place, withPlace } from "./support/place.ts";
import { interleaved, short, timed } from "./support/rounds.ts";

const writers = 8;
const batchesPerWriter = 25;
const metrics = 5;
const steps = 200;
const points = metrics * steps;
const requests = writers * batchesPerWriter;
const rounds = 15;

/** A batch of 1,000 points: five metrics at 200 steps, noisy as real curves are. */
function batch(writer: string, sequence: number): string {
  const first = (sequence - 1) * steps;
  const columns = Array.from({ length: metrics }, (_, metric) => ({
    key: `metric/${metric}`,
    steps: Array.from({ length: steps }, (_, i) => first + i),
    times: Array.from({ length: steps }, (_, i) => 1_795_252_200_000 + (first + i) * 37 + (i % 3)),
    values: Array.from({ length: steps }, (_, i) => Math.fround(Math.exp(-(first + i) / 5000) + metric / 7 + Math.random() / 50)),
  }));
  return JSON.stringify({ writer, sequence, metrics: columns });
}

async function measure({ cairn, path, origin, callers, inside }: Place) {
  const runs = await Promise.all(Array.from({ length: writers }, () => cairn.runs.create({ experiment: "bench", id: newRunId() })));
  const headers = { ...callers.key, "content-type": "application/json" };
  let sent = 0;
  const freshBodies = () => {
    const bodies = runs.map((_, writer) => Array.from({ length: batchesPerWriter }, (_, i) => batch(`writer_${writer}`, sent + i + 1)));
    sent += batchesPerWriter;
    return bodies;
  };
  /** All writers at once, each sending its bodies one after the other. */
  const send = (bodies: string[][], pathOf: (run: string) => string, isRight: (answer: Response, text: string) => boolean) =>
    timed(() =>
      Promise.all(
        runs.map(async ({ id }, writer) => {
          for (const body of bodies[writer] ?? []) {
            const answer = await fetch(`${origin}${path}${pathOf(id)}`, { method: "POST", headers, body });
            if (!isRight(answer, await answer.text())) throw new Error(`${pathOf(id)} answered ${answer.status}`);
          }
        }),
      ),
    );
  let last = freshBodies();
  const log = (bodies: string[][], duplicate: boolean) =>
    send(
      bodies,
      (run) => `/runs/${run}/log`,
      (answer, text) => answer.ok && JSON.parse(text).duplicate === duplicate,
    );
  await log(last, false);
  const before = await inside<{ rowsWritten: number }>("stats", {});
  const sentBefore = sent;
  const measured = await interleaved(
    {
      "the same bodies stored unread": () =>
        send(
          last,
          () => "/bench/raw",
          (answer) => answer.status === 204,
        ),
      "batches logged: read, checked, stored": () => {
        last = freshBodies();
        return log(last, false);
      },
      "batches sent again: read, checked, known": () => log(last, true),
    },
    { rounds, baseline: "the same bodies stored unread" },
  );
  const after = await inside<{ rowsWritten: number }>("stats", {});
  const logged = (sent - sentBefore) * writers * points;
  const raw = (rounds + 1) * requests;
  const rowsPerMillion = ((after.rowsWritten - before.rowsWritten - raw) / logged) * 1e6;
  return Object.entries(measured).map(([what, m]) => ({
    what,
    "requests/s": short((requests / m.median) * 1000),
    "points/s": short(((requests * points) / m.median) * 1000),
    "speed by that of storing unread (range)": `${short(1 / m.ratio)} (${short(1 / m.ratioMax)}–${short(1 / m.ratioMin)})`,
    "rows written per million points": what.includes("logged") ? short(rowsPerMillion) : "",
  }));
}

export const bench: Bench = {
  title: `Ingest through the whole stack: ${writers} writers at once, batches of ${points} points, ${requests} requests a round; ${rounds} rounds`,
  run: () => withPlace(measure, { inside: true }),
};
