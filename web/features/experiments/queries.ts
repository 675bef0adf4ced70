import type { Cairn } from "@cairn/sdk";
import { queryOptions } from "@tanstack/react-query";
import { LIST_MAX, PAGE_SIZE } from "@/lib/lists";
import { type Place, runsKey } from "../runs/queries";

export const experimentQuery = (api: Cairn, place: Place, id: string) =>
  queryOptions({ queryKey: [...runsKey(place), "experiment", id], queryFn: async () => await api.experiments.get(id, place) });

/** Experiments of a workspace, those in use or those in the archive. */
export const experimentListQuery = (api: Cairn, place: Place, archived: "no" | "yes") =>
  queryOptions({
    // Runs change what is told of their experiments.
    queryKey: [...runsKey(place), "experiments", archived],
    queryFn: () => api.experiments.list({ archived, limit: PAGE_SIZE }, place).toArray({ limit: LIST_MAX }),
  });
