import type { Cairn } from "@cairn/sdk";
import { queryOptions } from "@tanstack/react-query";
import { LIST_MAX, PAGE_SIZE } from "@/lib/lists";

export const sessionsQuery = (api: Cairn) =>
  queryOptions({ queryKey: ["me", "sessions"], queryFn: () => api.me.sessions({ limit: PAGE_SIZE }).toArray({ limit: LIST_MAX }) });

export const grantsQuery = (api: Cairn) =>
  queryOptions({ queryKey: ["me", "grants"], queryFn: () => api.me.grants({ limit: PAGE_SIZE }).toArray({ limit: LIST_MAX }) });
