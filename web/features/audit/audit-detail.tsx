"use client";
import type { AuditEntry } from "@cairn/sdk/schema";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { SheetContent } from "@/components/ui/sheet";
import { formatExact } from "@/lib/time";
import { useIsClient } from "@/lib/use-origin";
import { Facts } from "../device/facts";
import { Changes } from "./changes";
import { actionWords } from "./words";

export interface AuditDetailProps {
  entry: AuditEntry;
  onFilter: (filter: { action?: string; actor?: string; target?: string }) => void;
}

/** Where the entry is in the organization's chain. An event of a workspace is in its own log, whose files the chain covers. */
function positionOf({ id, position }: AuditEntry): string {
  if (id.startsWith("evt_")) return "in the workspace's log";
  return position === null ? "not sealed yet" : String(position);
}

/** One entry with all that is known of it. */
export function AuditDetail({ entry, onFilter }: AuditDetailProps) {
  const isClient = useIsClient();
  const data = Object.keys(entry.data).length > 0 ? JSON.stringify(entry.data, null, 2) : null;
  const code = (text: string) => <code className="break-all text-xs">{text}</code>;
  return (
    <SheetContent title={actionWords(entry.action)}>
      <div className="flex flex-1 flex-col gap-4 overflow-y-auto p-4">
        <Facts
          facts={[
            ["When", isClient ? formatExact(new Date(entry.at)) : entry.at],
            ["Who", entry.actor.name],
            ["Actor", code(entry.actor.id)],
            ["Action", code(entry.action)],
            ["Outcome", entry.outcome],
            ["Target", entry.target.name ?? "–"],
            ["Target id", code(entry.target.id)],
            ["Credential", entry.credential ? code(`${entry.credential.kind} ${entry.credential.id}`) : "–"],
            ["Workspace", entry.workspace_id ? code(entry.workspace_id) : "–"],
            ["Address", entry.ip ? code(`${entry.ip}${entry.country ? ` (${entry.country})` : ""}`) : "–"],
            ["Program", entry.user_agent ?? "–"],
            ["Request", entry.request_id ? code(entry.request_id) : "–"],
            ["Position", positionOf(entry)],
          ]}
        />
        <Changes before={entry.before} after={entry.after} />
        {data ? <CodeBlock code={data} label="data" /> : null}
        <div className="flex flex-wrap gap-2">
          <Button size="sm" onClick={() => onFilter({ action: entry.action })}>
            Only this action
          </Button>
          <Button size="sm" onClick={() => onFilter({ actor: entry.actor.id })}>
            Only this actor
          </Button>
          <Button size="sm" onClick={() => onFilter({ target: entry.target.id })}>
            Only this target
          </Button>
        </div>
      </div>
    </SheetContent>
  );
}
