"use client";
import type { AuditFilter } from "@cairn/sdk";
import type { AuditEntry } from "@cairn/sdk/schema";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { BookOpen, Download, ScrollText } from "lucide-react";
import { useQueryStates } from "nuqs";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuTrigger } from "@/components/ui/dropdown-menu";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Sheet } from "@/components/ui/sheet";
import { TableSkeleton } from "@/components/ui/skeleton";
import { serviceAccountsQuery } from "@/features/keys/queries";
import { membersQuery } from "@/features/members/queries";
import { api } from "@/lib/api/browser";
import { statusOf } from "@/lib/api/problem";
import { SettingsFrame } from "../organizations/settings-frame";
import type { SettingsPlace } from "../organizations/settings-place";
import { ActionList } from "./action-list";
import { AuditDetail } from "./audit-detail";
import { AuditFilters } from "./audit-filters";
import { AuditTable } from "./audit-table";
import { ChainState } from "./chain-state";
import { askedFor, exportPath, filterParsers } from "./filter";
import { actionsQuery, auditQuery } from "./queries";
import { Retention } from "./retention";

/**
 * Who did what and when, newest first: in an organization, with the chain that shows that nothing was changed, or in and to one workspace.
 */
export function AuditPage({ place }: { place: SettingsPlace }) {
  const [state, setState] = useQueryStates(filterParsers);
  const [open, setOpen] = useState<AuditEntry | "actions" | null>(null);
  const actions = useQuery(actionsQuery(api));
  const asked = askedFor(state);
  const audit = useInfiniteQuery(auditQuery(api, place, asked));
  const entries = audit.data?.pages.flatMap((page) => page.items);
  const isForbidden = entries === undefined && statusOf(audit.error) === 403;
  const isOrganization = place.workspace === null;
  const isFiltered = Object.keys(asked).length > 0;
  const actors = useActors(place.organization, state.actor);

  return (
    <SettingsFrame
      title="Audit trail"
      place={place}
      description={
        isOrganization
          ? "Who did what in the organization, from where, and what was refused. Entries cannot be changed."
          : "Who did what in this workspace, and to it, from where. Entries cannot be changed."
      }
      actions={
        isForbidden ? null : (
          <>
            <Button onClick={() => setOpen("actions")}>
              <BookOpen aria-hidden />
              Actions
            </Button>
            <ExportMenu place={place} asked={asked} />
          </>
        )
      }
    >
      {isForbidden ? null : (
        <>
          {isOrganization ? (
            <div className="flex flex-col gap-2">
              <ChainState org={place.organization} />
              <Retention org={place.organization} />
            </div>
          ) : null}
          <AuditFilters state={state} actors={actors} actions={actions.data ?? []} onChange={setState} />
        </>
      )}
      {entries === undefined && audit.isError ? (
        <ErrorState error={audit.error} what="load the audit trail" onRetry={() => audit.refetch()} retrying={audit.isFetching} />
      ) : entries === undefined ? (
        <TableSkeleton rows={10} />
      ) : entries.length === 0 ? (
        <EmptyState icon={ScrollText} title={isFiltered ? "Nothing matches" : "Nothing happened yet"}>
          {isFiltered
            ? "Change or clear the filters."
            : isOrganization
              ? "Sign-ins, refusals, and changes to members, keys, workspaces and settings appear here."
              : "Changes to runs, files and views, and to the workspace itself, appear here."}
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
        {open === "actions" ? (
          <ActionList
            actions={actions.data ?? []}
            onPick={(action) => {
              setState({ action });
              setOpen(null);
            }}
          />
        ) : open ? (
          <AuditDetail
            entry={open}
            onFilter={(next) => {
              setState(next);
              setOpen(null);
            }}
          />
        ) : null}
      </Sheet>
    </SettingsFrame>
  );
}

/** The trail as a file. */
function ExportMenu({ place, asked }: { place: SettingsPlace; asked: AuditFilter }) {
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button>
          <Download aria-hidden />
          Export
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        <DropdownMenuItem asChild>
          <a href={exportPath(place, asked, "ndjson")} download>
            {place.workspace === null ? "NDJSON, with the chain" : "NDJSON, a line per entry"}
          </a>
        </DropdownMenuItem>
        <DropdownMenuItem asChild>
          <a href={exportPath(place, asked, "csv")} download>
            CSV, for spreadsheets
          </a>
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

/** Who can be chosen: people and service accounts, and whoever the address names. */
function useActors(org: string, chosen: string) {
  const members = useQuery(membersQuery(api, org));
  const accounts = useQuery(serviceAccountsQuery(api, org));
  const known = [
    ...(members.data ?? []).map(({ user_id, name, email }) => ({ value: user_id, label: name || email })),
    ...(accounts.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
  ];
  const isKnown = chosen === "" || known.some(({ value }) => value === chosen);
  return [{ value: "", label: "Anybody" }, ...known, ...(isKnown ? [] : [{ value: chosen, label: chosen }])];
}
