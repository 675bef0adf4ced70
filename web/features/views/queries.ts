import type { Cairn } from "@cairn/sdk";
import type { View } from "@cairn/sdk/schema";
import { queryOptions } from "@tanstack/react-query";
import { LIST_MAX, PAGE_SIZE } from "@/lib/lists";
import type { Place } from "../runs/queries";

export const viewsKey = ({ organization, workspace }: Place) => ["org", organization, "workspace", workspace, "views"] as const;

/** Saved views of a page: one's own and the shared ones. */
export const viewsQuery = (api: Cairn, place: Place, page: View["page"]) =>
  queryOptions({
    queryKey: [...viewsKey(place), page],
    queryFn: () => api.views.list({ page, limit: PAGE_SIZE }, place).toArray({ limit: LIST_MAX }),
    staleTime: 30_000,
  });

/** A view that opens the page when the address says nothing; one's own before the shared one. */
export function defaultView(views: readonly View[]): View | null {
  const marked = views.filter(({ state }) => state.is_default === true);
  return marked.find(({ scope }) => scope === "personal") ?? marked[0] ?? null;
}
