import { queryOptions } from "@tanstack/react-query";
import { collaboration } from "@/lib/api/browser";
import { LIST_MAX, PAGE_SIZE } from "@/lib/lists";
import { type Place, runsKey } from "../../runs/queries";

export const commentsKey = (place: Place, run: string) => [...runsKey(place), "run", run, "comments"] as const;

/** Comments on a run, oldest first. */
export const commentsQuery = (place: Place, run: string) =>
  queryOptions({
    queryKey: commentsKey(place, run),
    queryFn: () => collaboration.comments.list(run, { limit: PAGE_SIZE }, place).toArray({ limit: LIST_MAX }),
  });
