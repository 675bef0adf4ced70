import type { Cairn } from "@cairn/sdk";
import { queryOptions } from "@tanstack/react-query";
import { type Place, runsKey } from "../runs/queries";

/** Values that a field has: few enough for a choice, or the most frequent ones as suggestions. */
export const valuesQuery = (api: Cairn, place: Place, field: string, experiment: string | null) =>
  queryOptions({
    queryKey: [...runsKey(place), "values", field, experiment],
    queryFn: ({ signal }) => api.runs.values({ field, ...(experiment ? { experiment } : {}) }, { ...place, signal }),
    enabled: field !== "",
    staleTime: 30_000,
  });
