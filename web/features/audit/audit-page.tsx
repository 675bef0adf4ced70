"use client";
import type { AuditFilter } from "@cairn/sdk";
import type { AuditEntry } from "@cairn/sdk/schema";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { ScrollText } from "lucide-react";
import { parseAsString, useQueryStates } from "nuqs";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Sheet } from "@/components/ui/sheet";
import { TableSkeleton } from "@/components/ui/skeleton";
import { membersQuery } from "@/features/members/queries";
import { api } from "@/lib/api/browser";
import { statusOf } from "@/lib/api/problem";
import { SettingsFrame } from "../organizations/settings-frame";
import { AuditDetail } from "./audit-detail";
import { AuditTable } from "./audit-table";
import { auditQuery } from "./queries";

const parsers = { action: parseAsString.withDefault(""), actor: parseAsString.withDefault(""), target: parseAsString.withDefault("") };

/** Who changed what and when, newest first. */
export function AuditPage({ org }: { org: string }) {
  const [filter, setFilter] = useQueryStates(parsers);
  const [open, setOpen] = useState<AuditEntry | null>(null);
  const members = useQuery(membersQuery(api, org));
  const asked: AuditFilter = {
    ...(filter.action ? { action: filter.action } : {}),
    ...(filter.actor ? { actor_id: filter.actor } : {}),
    ...(filter.target ? { target_id: filter.target } : {}),
  };
  const audit = useInfiniteQuery(auditQuery(api, org, asked));
  const entries = audit.data?.pages.flatMap((page) => page.items);
  const isForbidden = entries === undefined && statusOf(audit.error) === 403;
  const isFiltered = Object.keys(asked).length > 0;
  const actors = [
    { value: "", label: "Anybody" },
    ...(members.data ?? []).map(({ user_id, name, email }) => ({ value: user_id, label: name || email })),
    ...(filter.actor && !members.data?.some(({ user_id }) => user_id === filter.actor)
      ? [{ value: filter.actor, label: filter.actor }]
      : []),
  ];

  return (
    <SettingsFrame
      title="Audit trail"
      description="Every change to the organization, with who made it and from where. Entries cannot be changed."
    >
      {isForbidden ? null : (
        <div className="flex flex-wrap items-center gap-2">
          <Input
            type="search"
            aria-label="Filter by action"
            placeholder="Action, e.g. key.created"
            className="w-52 max-sm:w-full"
            defaultValue={filter.action}
            key={filter.action}
            onKeyDown={(event) => event.key === "Enter" && setFilter({ action: event.currentTarget.value.trim() || null })}
            onBlur={(event) => setFilter({ action: event.currentTarget.value.trim() || null })}
          />
          <Select
            aria-label="Filter by person"
            className="w-48 max-sm:w-full"
            options={actors}
            value={filter.actor}
            onValueChange={(actor) => setFilter({ actor: actor || null })}
          />
          {isFiltered ? (
            <Button variant="ghost" onClick={() => setFilter({ action: null, actor: null, target: null })}>
              Clear filters
            </Button>
          ) : null}
        </div>
      )}
      {entries === undefined && audit.isError ? (
        <ErrorState error={audit.error} what="load the audit trail" onRetry={() => audit.refetch()} retrying={audit.isFetching} />
      ) : entries === undefined ? (
        <TableSkeleton rows={10} />
      ) : entries.length === 0 ? (
        <EmptyState icon={ScrollText} title={isFiltered ? "Nothing matches" : "Nothing happened yet"}>
          {isFiltered ? "Change or clear the filters." : "Changes to members, keys, workspaces and settings appear here."}
        </EmptyState>
      ) : (
        <AuditTable entries={entries} onOpen={setOpen} />
      )}
      {audit.hasNextPage ? (
        <Button className="self-center" onClick={() => audit.fetchNextPage()} pending={audit.isFetchingNextPage}>
          Load more
        </Button>
      ) : null}
      <Sheet open={open !== null} onOpenChange={() => setOpen(null)}>
        {open ? (
          <AuditDetail
            entry={open}
            onFilter={(next) => {
              setFilter(next);
              setOpen(null);
            }}
          />
        ) : null}
      </Sheet>
    </SettingsFrame>
  );
}
