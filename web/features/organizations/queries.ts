import type { Cairn } from "@cairn/sdk";
import { queryOptions } from "@tanstack/react-query";

export const meQuery = (api: Cairn) => queryOptions({ queryKey: ["me"], queryFn: () => api.me.get() });
