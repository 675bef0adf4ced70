/** Colours to choose from: the twelve of the charts. */
export const RUN_COLOURS = Array.from({ length: 12 }, (_, i) => `--chart-${i + 1}`);

/** Colours that were chosen, by run id. */
export type ChosenColours = Record<string, string> | undefined;

interface Numbered {
  id: string;
  number: number;
}

/** The colour that a run always has while nothing asks for another: by its number, so that neighbours never share one. */
function colourOfNumber(number: number): string {
  const count = RUN_COLOURS.length;
  return RUN_COLOURS[(((number - 1) % count) + count) % count] ?? "--chart-1";
}

const chosenOf = ({ id }: Numbered, chosen: ChosenColours): string | null => {
  const colour = chosen?.[id];
  return colour && RUN_COLOURS.includes(colour) ? colour : null;
};

/** The colour of a run by itself: the chosen one, or that of its number. */
export const colourOf = (run: Numbered, chosen: ChosenColours): string => chosenOf(run, chosen) ?? colourOfNumber(run.number);

/**
 * Colours, by id, of runs that are drawn together: as many different ones as there are runs, up to twelve.
 * Chosen ones stay; then each run, in order of number, gets its own if that is free; the others get what is left,
 * so a run keeps its colour unless a chosen or a lower one has it. Beyond twelve runs, colours come again.
 */
export function coloursTogether(runs: readonly Numbered[], chosen: ChosenColours): Map<string, string> {
  const ordered = runs.toSorted((a, b) => a.number - b.number);
  const colours = new Map<string, string>();
  const taken = new Set<string>();
  const give = ({ id }: Numbered, colour: string) => {
    colours.set(id, colour);
    taken.add(colour);
  };
  for (const run of ordered) {
    const colour = chosenOf(run, chosen);
    if (colour) give(run, colour);
  }
  for (const run of ordered) {
    const own = colourOfNumber(run.number);
    if (!colours.has(run.id) && !taken.has(own)) give(run, own);
  }
  for (const run of ordered) {
    if (colours.has(run.id)) continue;
    give(run, RUN_COLOURS.find((colour) => !taken.has(colour)) ?? colourOfNumber(run.number));
  }
  return colours;
}
