"use client";
import type { MessageStatus, Webhook } from "@cairn/sdk/schema";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { History, Send } from "lucide-react";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Select } from "@/components/ui/select";
import { Sheet } from "@/components/ui/sheet";
import { TableSkeleton } from "@/components/ui/skeleton";
import { api } from "@/lib/api/browser";
import type { SettingsPlace } from "../organizations/settings-place";
import { MessageSheet } from "./message-sheet";
import { MessageTable } from "./message-table";
import { catalogueQuery, messagesQuery } from "./queries";
import { ReplayRange } from "./replay-range";
import { matches, offered } from "./types";
import { useHookActions } from "./use-hook-actions";

const STATUSES = ["pending", "delivered", "failed", "held"] as const satisfies readonly MessageStatus[];
const statusOptions = [
  { value: "", label: "All messages" },
  { value: "delivered", label: "Delivered" },
  { value: "pending", label: "Pending and retrying" },
  { value: "failed", label: "Failed: all attempts used up" },
  { value: "held", label: "Held while disabled" },
] as const;

const parsers = { status: parseAsStringLiteral(STATUSES), type: parseAsString.withDefault(""), message: parseAsString };

/** The table looks again this often while few pages are shown, in ms. */
const LOOK_AGAIN_MS = 4_000;
const PAGES_KEPT_FRESH = 3;

export interface DeliveriesTabProps {
  place: SettingsPlace;
  hook: Webhook;
  mayWrite: boolean;
  onTest: () => void;
}

/** What was or will be delivered, newest first; it keeps itself fresh. */
export function DeliveriesTab({ place, hook, mayWrite, onTest }: DeliveriesTabProps) {
  const [{ status, type, message }, set] = useQueryStates(parsers);
  const [replaying, setReplaying] = useState(false);
  const catalogue = useQuery(catalogueQuery(api));
  const { resume } = useHookActions(place, hook.id);
  const filter = { ...(status ? { status } : {}), ...(type ? { type } : {}) };
  const messages = useInfiniteQuery({
    ...messagesQuery(api, place, hook.id, filter),
    placeholderData: (before) => before,
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > PAGES_KEPT_FRESH ? false : LOOK_AGAIN_MS),
  });
  const items = messages.data?.pages.flatMap((page) => page.items);
  const isFiltered = status !== null || type !== "";
  const types = offered(catalogue.data ?? [])
    .map((entry) => entry.type)
    .filter((each) => matches(hook.types, each) || each === "webhook.tested");
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <Select
          aria-label="Filter by status"
          className="w-52 max-sm:w-full"
          options={statusOptions}
          value={status ?? ""}
          onValueChange={(value) => set({ status: value === "" ? null : value })}
        />
        <Select
          aria-label="Filter by type of event"
          className="w-52 max-sm:w-full"
          options={[
            { value: "", label: "All types" },
            ...[...new Set([...types, ...(type ? [type] : [])])].map((value) => ({ value: value as string, label: value as string })),
          ]}
          value={type}
          onValueChange={(value) => set({ type: value || null })}
        />
        <span className="flex-1" />
        {mayWrite ? (
          <>
            <Button
              disabled={!hook.enabled}
              title={hook.enabled ? "Sends at once what waits for its next attempt or was held" : "Enable the endpoint first"}
              pending={resume.isPending}
              onClick={() => resume.mutate()}
            >
              Resume
            </Button>
            <Button
              disabled={!hook.enabled}
              title={hook.enabled ? undefined : "Enable the endpoint first"}
              onClick={() => setReplaying(true)}
            >
              Replay…
            </Button>
          </>
        ) : null}
      </div>
      {items === undefined ? (
        messages.isError ? (
          <ErrorState error={messages.error} what="load the deliveries" onRetry={() => messages.refetch()} retrying={messages.isFetching} />
        ) : (
          <TableSkeleton rows={8} />
        )
      ) : items.length === 0 ? (
        <EmptyState
          icon={isFiltered ? History : Send}
          title={isFiltered ? "Nothing matches" : "Nothing was sent yet"}
          actions={
            isFiltered ? (
              <Button onClick={() => set({ status: null, type: null })}>Clear filters</Button>
            ) : mayWrite ? (
              <Button onClick={onTest}>Send test event</Button>
            ) : null
          }
        >
          {isFiltered ? "Change or clear the filters." : "Each event appears here with every attempt to deliver it, for 30 days."}
        </EmptyState>
      ) : (
        <MessageTable place={place} hook={hook} messages={items} mayWrite={mayWrite} onOpen={(id) => set({ message: id })} />
      )}
      {messages.hasNextPage ? (
        <Button className="self-center" onClick={() => messages.fetchNextPage()} pending={messages.isFetchingNextPage}>
          Load more
        </Button>
      ) : null}
      <Sheet open={message !== null} onOpenChange={() => set({ message: null })}>
        {message ? <MessageSheet place={place} hook={hook} id={message} mayWrite={mayWrite} /> : null}
      </Sheet>
      <Dialog open={replaying} onOpenChange={setReplaying}>
        {replaying ? <ReplayRange place={place} id={hook.id} onDone={() => setReplaying(false)} /> : null}
      </Dialog>
    </div>
  );
}
