"use client";
import { Archive, SearchX, Trash2 } from "lucide-react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { FirstRun } from "../home/first-run";
import { useWorkspace } from "../workspaces/workspace-scope";
import type { Tab } from "./model/state";

export interface TableEmptyProps {
  tab: Tab;
  isFiltered: boolean;
  /** Runs of the workspace that other tabs hold. */
  elsewhere: number;
  onClear: () => void;
}

/** No runs: what would be here, or why there is nothing. */
export function TableEmpty({ tab, isFiltered, elsewhere, onClear }: TableEmptyProps) {
  const { org, workspace } = useWorkspace();
  if (isFiltered)
    return (
      <EmptyState icon={SearchX} title="No run matches" className="m-4" actions={<Button onClick={onClear}>Clear filter</Button>}>
        {tab === "active" ? "Archived and deleted runs have their own tabs." : null}
      </EmptyState>
    );
  if (tab === "archived")
    return (
      <EmptyState icon={Archive} title="No archived runs" className="m-4">
        Archive runs that you want to keep but not to see every day. They stay searchable here.
      </EmptyState>
    );
  if (tab === "deleted")
    return (
      <EmptyState icon={Trash2} title="The trash is empty" className="m-4">
        Deleted runs stay here for a while and can be restored; then they go for good and their storage is freed.
      </EmptyState>
    );
  if (elsewhere > 0)
    return (
      <EmptyState icon={Archive} title="No active runs" className="m-4">
        All runs of this workspace are archived or in the trash.
      </EmptyState>
    );
  return (
    <div className="overflow-y-auto p-4 md:p-6">
      <FirstRun org={org} workspace={workspace.slug} />
    </div>
  );
}
