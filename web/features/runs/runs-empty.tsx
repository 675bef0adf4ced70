"use client";
import { SearchX } from "lucide-react";
import { EmptyState } from "@/components/ui/empty-state";
import { FirstRun } from "../home/first-run";
import { useWorkspace } from "../workspaces/workspace-scope";

/** No runs: how the first one comes to be, or that nothing matches. */
export function RunsEmpty({ isFiltered }: { isFiltered: boolean }) {
  const { org, workspace } = useWorkspace();
  if (!isFiltered) return <FirstRun org={org} workspace={workspace.slug} />;
  return (
    <EmptyState icon={SearchX} title="No run matches">
      Change or clear the filters.
    </EmptyState>
  );
}
