import type { Cairn } from "../../sdk/src/index.ts";

/** Waits until every seeded run is found: until then a search answers that it is too early. */
export async function searchable(cairn: Cairn, experiment: string, runs: number): Promise<void> {
  for (;;) {
    const total = await cairn.runs.search({ experiments: [experiment], limit: 0 }).then(
      (page) => page.total,
      () => 0,
    );
    if (total === runs) return;
  }
}
