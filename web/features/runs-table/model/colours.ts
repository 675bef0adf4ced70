import { colourVariable } from "../../charts/colour";

/** Colours to choose from: the twelve of the charts. */
export const RUN_COLOURS = Array.from({ length: 12 }, (_, i) => `--chart-${i + 1}`);

/** The colour of a run: the chosen one, or the one that its id always has. */
export const colourOf = (id: string, chosen: Record<string, string> | undefined): string => {
  const colour = chosen?.[id];
  return colour && RUN_COLOURS.includes(colour) ? colour : colourVariable(id);
};
