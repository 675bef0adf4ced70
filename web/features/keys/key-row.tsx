"use client";
import type { ApiKey } from "@cairn/sdk/schema";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { ConfirmDialog } from "@/components/confirm-dialog";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { RelativeTime } from "@/components/ui/relative-time";
import { TableCell, TableRow } from "@/components/ui/table";
import { api } from "@/lib/api/browser";
import { useShell } from "../shell/shell-context";

function Reach({ apiKey }: { apiKey: ApiKey }) {
  const { workspaces } = useShell();
  const names = apiKey.workspace_ids?.map((id) => workspaces.find((workspace) => workspace.id === id)?.name ?? "a deleted workspace");
  const where = names === undefined ? "All workspaces" : names.length === 1 ? names[0] : `${names.length} workspaces`;
  const what = apiKey.actions === null ? "all actions" : `${apiKey.actions.length} ${apiKey.actions.length === 1 ? "action" : "actions"}`;
  return (
    <span title={[names?.join(", "), apiKey.actions?.join(", ")].filter(Boolean).join("\n") || undefined}>
      {where}, {what}
    </span>
  );
}

/** One key; revoked and expired ones stay in sight, greyed. */
export function KeyRow({ org, apiKey }: { org: string; apiKey: ApiKey }) {
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const expired = apiKey.expires_at !== null && new Date(apiKey.expires_at).getTime() < Date.now();
  const ended = apiKey.revoked_at !== null || expired;

  async function revoke() {
    await api.keys.revoke(apiKey.id, { organization: org });
    await client.invalidateQueries({ queryKey: ["org", org] });
    toast.success(`${apiKey.name} was revoked.`);
  }

  return (
    <TableRow className={ended ? "text-muted-foreground" : undefined}>
      <TableCell grow>
        <span className="block" title={apiKey.name}>
          <span className="flex items-center gap-1.5">
            <span className="truncate font-medium">{apiKey.name}</span>
            {apiKey.revoked_at ? <Badge tone="destructive">Revoked</Badge> : expired ? <Badge tone="warning">Expired</Badge> : null}
          </span>
          <code className="text-muted-foreground text-xs">{apiKey.hint}</code>
        </span>
      </TableCell>
      <TableCell className="max-sm:hidden">
        <span className="block max-w-48 truncate" title={apiKey.owner.name}>
          {apiKey.owner.name}
        </span>
        <span className="block whitespace-nowrap text-muted-foreground text-xs">
          {apiKey.owner.type === "user" ? "Person" : "Service account"}
        </span>
      </TableCell>
      <TableCell className="min-w-36 max-md:hidden">
        <Reach apiKey={apiKey} />
      </TableCell>
      <TableCell className="whitespace-nowrap text-muted-foreground max-md:hidden">
        {apiKey.last_used_at ? <RelativeTime value={apiKey.last_used_at} /> : "never"}
      </TableCell>
      <TableCell className="whitespace-nowrap text-muted-foreground">
        {apiKey.expires_at ? <RelativeTime value={apiKey.expires_at} /> : "never"}
      </TableCell>
      <TableCell className="py-0 text-right">
        {ended ? null : (
          <Button
            variant="ghost"
            size="sm"
            className="text-destructive"
            onClick={() => setAsking(true)}
            aria-label={`Revoke ${apiKey.name}`}
          >
            Revoke
          </Button>
        )}
        <ConfirmDialog open={asking} onOpenChange={setAsking} title={`Revoke ${apiKey.name}?`} confirmLabel="Revoke key" onConfirm={revoke}>
          Programs that use it are refused within seconds. This cannot be undone; you can create a new key.
        </ConfirmDialog>
      </TableCell>
    </TableRow>
  );
}
