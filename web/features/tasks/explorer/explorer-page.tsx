"use client";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { History, SearchX, Trash2, X } from "lucide-react";
import { parseAsArrayOf, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useCallback, useEffect, useMemo, useRef } from "react";
import { ColumnManager } from "@/components/column-manager";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { TableSkeleton } from "@/components/ui/skeleton";
import { api } from "@/lib/api/browser";
import { describeError, statusOf } from "@/lib/api/problem";
import { useRemembered } from "@/lib/remembered";
import { Page } from "../../shell/page";
import { useWorkspace } from "../../workspaces/workspace-scope";
import { FirstBuild } from "../builds/first-build";
import { taskFieldsQuery, tasksKey, tasksQuery } from "../data/queries";
import { useRefresh } from "../data/use-refresh";
import { TasksTabs } from "../tasks-tabs";
import { columnsOf, FIRST_COLUMNS, wordsOf } from "./columns";
import { withCondition } from "./conditions";
import { SearchBar } from "./search-bar";
import { TaskGrid } from "./task-grid";

const parsers = {
  q: parseAsString.withDefault("").withOptions({ history: "push" }),
  sort: parseAsString.withDefault(""),
  lifecycle: parseAsStringLiteral(["active", "deleted"] as const).withDefault("active"),
  as_of: parseAsString.withDefault(""),
  cols: parseAsArrayOf(parseAsString),
};
const REFRESH_MS = 3_000;

interface Layout {
  cols: readonly string[];
  widths: Readonly<Record<string, number>>;
}
const FIRST: Layout = { cols: FIRST_COLUMNS, widths: {} };

/** A moment as the field of the browser writes it, as RFC 3339; empty for what is none. */
function momentOf(text: string): string {
  const at = new Date(text);
  return text && !Number.isNaN(at.getTime()) ? at.toISOString() : "";
}

/** All tasks of a workspace: searched, sorted, as they are or as they were. */
export function ExplorerPage() {
  const { org, workspace } = useWorkspace();
  const place = useMemo(() => ({ organization: org, workspace: workspace.slug }), [org, workspace.slug]);
  const search = useRef<HTMLInputElement>(null);
  const [state, setState] = useQueryStates(parsers);
  const [layout, remember] = useRemembered(`cairn.tasks.${org}.${workspace.slug}`, FIRST);
  const columns = state.cols ?? layout.cols;
  const fields = useQuery(taskFieldsQuery(api, place));
  const all = useMemo(() => columnsOf(fields.data ?? []), [fields.data]);
  const question = { q: state.q, sort: state.sort, lifecycle: state.lifecycle, asOf: momentOf(state.as_of) };
  const tasks = useInfiniteQuery({ ...tasksQuery(api, place, question), placeholderData: keepPreviousData });
  const items = useMemo(() => tasks.data?.pages.flatMap((page) => page.items) ?? [], [tasks.data]);
  useRefresh(place, {
    queryKey: [...tasksKey(place), "list"],
    isNews: ({ subject }) => subject.type === "task" || subject.type === "build",
    everyMs: REFRESH_MS,
  });

  useEffect(() => {
    function onKeyDown(event: globalThis.KeyboardEvent) {
      const { target } = event;
      if (event.key !== "/" || event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return;
      if (target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return;
      if (document.querySelector("[role=dialog], [role=menu]")) return;
      event.preventDefault();
      search.current?.focus();
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);

  function setColumns(cols: readonly string[]) {
    remember({ cols });
    void setState({ cols: [...cols] });
  }
  function resize(id: string, width: number | null) {
    const { [id]: _, ...others } = layout.widths;
    remember({ widths: width === null ? others : { ...others, [id]: width } });
  }
  const { fetchNextPage, isFetchingNextPage } = tasks;
  const more = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage();
  }, [fetchNextPage, isFetchingNextPage]);

  const isAsked = state.q !== "" || state.lifecycle !== "active" || question.asOf !== "";
  const isRefused = tasks.isError && statusOf(tasks.error) === 400;
  return (
    <Page title="Tasks" fill>
      <TasksTabs />
      <div className="flex shrink-0 flex-wrap items-start gap-2 border-b px-3 py-2 md:px-6">
        <SearchBar
          ref={search}
          place={place}
          value={state.q}
          refusal={isRefused ? describeError(tasks.error).detail : null}
          onChange={(q) => setState({ q })}
        />
        <Select
          aria-label="Which tasks"
          className="w-28 max-md:flex-1"
          value={state.lifecycle}
          options={[
            { value: "active", label: "Active" },
            { value: "deleted", label: "Trash" },
          ]}
          onValueChange={(lifecycle) => setState({ lifecycle })}
        />
        <span className="flex items-center gap-1.5 max-md:flex-1" title="The tasks, and their results, as they were then">
          <History aria-hidden className="size-4 text-muted-foreground" />
          <Input
            type="datetime-local"
            aria-label="As of"
            className="w-48 max-md:flex-1"
            value={state.as_of}
            onChange={({ target }) => setState({ as_of: target.value })}
          />
        </span>
        <ColumnManager all={all} ids={columns} wordsOf={wordsOf} onChange={setColumns} onReset={() => setColumns(FIRST_COLUMNS)} />
      </div>
      {question.asOf ? (
        <div className="flex shrink-0 items-center gap-2 border-b bg-warning-soft px-3 py-1.5 text-sm md:px-6">
          <span className="min-w-0 flex-1">
            The tasks as they were on {new Date(question.asOf).toLocaleString("en-GB")}. Nothing here changes while you look.
          </span>
          <Button size="sm" variant="ghost" onClick={() => setState({ as_of: null })}>
            <X aria-hidden />
            Back to now
          </Button>
        </div>
      ) : null}
      {tasks.data === undefined && !isRefused ? (
        <div className="p-4">
          {tasks.isError ? (
            <ErrorState error={tasks.error} what="load the tasks" onRetry={() => tasks.refetch()} retrying={tasks.isFetching} />
          ) : (
            <TableSkeleton rows={12} columns={6} />
          )}
        </div>
      ) : items.length === 0 ? (
        <div className="overflow-y-auto p-4 md:p-6">
          {state.lifecycle === "deleted" && !state.q ? (
            <EmptyState icon={Trash2} title="The trash is empty">
              Deleted tasks stay here for 30 days and can be restored.
            </EmptyState>
          ) : isAsked ? (
            <EmptyState
              icon={SearchX}
              title="No task matches"
              actions={<Button onClick={() => setState({ q: "", as_of: null, lifecycle: "active" })}>Clear search</Button>}
            />
          ) : (
            <FirstBuild org={org} workspace={workspace.slug} title="No tasks: make a first build" />
          )}
        </div>
      ) : (
        <>
          <TaskGrid
            tasks={items}
            columns={columns}
            widths={layout.widths}
            sort={state.sort}
            hasMore={tasks.hasNextPage}
            hrefOf={(id) => `/${org}/${workspace.slug}/tasks/${id}`}
            onSort={(sort) => setState({ sort })}
            onResize={resize}
            onCondition={(field, operator, value) => setState({ q: withCondition(state.q, { field, operator, value }) })}
            onMore={more}
          />
          <output className="shrink-0 border-t px-3 py-1 text-muted-foreground text-xs tabular md:px-6">
            {items.length === 1 ? "1 task" : `${items.length.toLocaleString("en")} tasks`}
            {tasks.hasNextPage ? ", more as you scroll" : ""}
          </output>
        </>
      )}
    </Page>
  );
}
