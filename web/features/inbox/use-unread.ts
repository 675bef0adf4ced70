"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useLive } from "../runs/use-live";
import type { ShellValue } from "../shell/shell-context";
import { inboxKey, unreadQuery } from "./queries";

/** How much is unread. On pages of a workspace its live socket tells at once, elsewhere the page asks now and then. */
export function useUnread({ organization, workspace, scope }: Pick<ShellValue, "organization" | "workspace" | "scope">): number {
  const client = useQueryClient();
  const query = unreadQuery();
  const { data } = useQuery(query);
  useLive({
    organization: organization?.slug ?? "",
    workspace: workspace?.slug ?? "",
    isPaused: scope !== "workspace" || !organization || !workspace,
    onMessage: (message) => {
      if (message.kind !== "inbox") return;
      client.setQueryData(query.queryKey, { unread: message.unread });
      client.invalidateQueries({ queryKey: [...inboxKey, "list"] });
    },
    onReturn: () => {},
  });
  return data?.unread ?? 0;
}
