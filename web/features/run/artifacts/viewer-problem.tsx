import { Callout } from "@/components/ui/callout";

/** Why a file cannot be shown, in the words of who tried. */
export function ViewerProblem({ error }: { error: unknown }) {
  const said = error instanceof Error ? error.message : String(error);
  return <Callout tone="warning">This file cannot be shown: {said.slice(0, 300)} It can still be downloaded.</Callout>;
}
