"use client";
import type { Webhook } from "@cairn/sdk/schema";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { RelativeTime } from "@/components/ui/relative-time";
import { TableCell, TableRow } from "@/components/ui/table";
import { api } from "@/lib/api/browser";
import { cn } from "@/lib/cn";
import type { SettingsPlace } from "../organizations/settings-place";
import { useShell } from "../shell/shell-context";
import { EndpointState } from "./endpoint-state";
import { basePath, type Recent, recentQuery } from "./queries";
import { typeWords } from "./types";
import { disabledWords, hookTitle } from "./words";

/** One endpoint of the list; the row leads to its page. */
export function HookRow({ place, hook }: { place: SettingsPlace; hook: Webhook }) {
  const { workspaces } = useShell();
  const recent = useQuery(recentQuery(api, place, hook.id));
  const workspace = workspaces.find(({ id }) => id === hook.workspace_id);
  const scope = place.workspace !== null ? null : hook.workspace_id === null ? "whole organization" : (workspace?.name ?? "a workspace");
  return (
    <TableRow className="relative hover:bg-accent/60">
      <TableCell grow>
        <Link
          href={`${basePath(place)}/${hook.id}`}
          className="block truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-ring focus-visible:after:-outline-offset-2"
          title={hook.description || undefined}
        >
          {hookTitle(hook)}
        </Link>
        <span className="block truncate text-muted-foreground text-xs" title={hook.url}>
          <code>{hook.url}</code>
        </span>
        {scope ? <span className="block truncate text-muted-foreground text-xs">{scope}</span> : null}
      </TableCell>
      <TableCell className="max-md:hidden">
        <span className="block max-w-44 truncate font-mono text-xs" title={hook.types.join("\n")}>
          {typeWords(hook.types, 1)}
        </span>
      </TableCell>
      <TableCell>
        <span title={hook.disabled ? disabledWords[hook.disabled.reason] : undefined}>
          <EndpointState hook={hook} />
        </span>
      </TableCell>
      <TableCell className="whitespace-nowrap text-muted-foreground max-sm:hidden">
        {recent.data ? recent.data.lastAt ? <RelativeTime value={recent.data.lastAt} /> : "none yet" : "–"}
      </TableCell>
      <TableCell numeric className="max-md:hidden">
        {recent.data ? <Share recent={recent.data} /> : "–"}
      </TableCell>
    </TableRow>
  );
}

function Share({ recent: { attempts, succeeded } }: { recent: Recent }) {
  if (attempts === 0) return <span title="Nothing was sent in the last 7 days">–</span>;
  const percent = Math.floor((100 * succeeded) / attempts);
  return (
    <span
      className={cn(percent < 100 && (percent < 90 ? "text-status-failed" : "text-status-stale"))}
      title={`${succeeded} of ${attempts} attempts`}
    >
      {percent} %
    </span>
  );
}
