import { queryOptions } from "@tanstack/react-query";
import { collaboration } from "@/lib/api/browser";
import { LIST_MAX, PAGE_SIZE } from "@/lib/lists";
import { type Place, runsKey } from "../runs/queries";

/** Comments on a run or an experiment, by its id, oldest first. */
export const commentsQuery = (place: Place, subject: string) =>
  queryOptions({
    queryKey: [...runsKey(place), "comments", subject],
    queryFn: () => collaboration.comments.list({ subject, limit: PAGE_SIZE }, place).toArray({ limit: LIST_MAX }),
  });
