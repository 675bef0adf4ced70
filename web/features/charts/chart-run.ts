import type { RunStatus } from "@cairn/sdk/schema";

/** A run as charts draw it. */
export interface ChartRun {
  id: string;
  name: string;
  /** Name of a CSS variable ("--chart-3") or a CSS colour. */
  colour: string;
  status: RunStatus;
  /** Runs of one group may be drawn as one line with a band. */
  group?: string | null;
}

/** A colour as CSS takes it. */
export const cssColour = (colour: string): string => (colour.startsWith("--") ? `var(${colour})` : colour);
