"use client";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Regex, ScrollText, Search, SearchX } from "lucide-react";
import { parseAsBoolean, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { type FormEvent, useEffect, useMemo, useState } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { TableSkeleton } from "@/components/ui/skeleton";
import { api } from "@/lib/api/browser";
import { FilterText } from "../filter/filter-text";
import { filterProblem } from "../filter/problem";
import { finder } from "../run/logs/find";
import { experimentsQuery } from "../runs/queries";
import { fieldsQuery } from "../runs-table/data/queries";
import { Page } from "../shell/page";
import { useWorkspace } from "../workspaces/workspace-scope";
import { LineResults } from "./line-results";
import { lineMatchesQuery } from "./query";

const LEVELS = ["debug", "info", "warning", "error"] as const;
/** `q` and `experiment` mean what they mean in the address of the runs page. */
const parsers = {
  text: parseAsString.withDefault("").withOptions({ history: "push" }),
  regex: parseAsBoolean.withDefault(false),
  level: parseAsStringLiteral(LEVELS),
  q: parseAsString.withDefault(""),
  experiment: parseAsString,
};

/** Lines that match in the logs of many runs. */
export function LogSearchPage() {
  const { org, workspace } = useWorkspace();
  const place = useMemo(() => ({ organization: org, workspace: workspace.slug }), [org, workspace.slug]);
  const [state, setState] = useQueryStates(parsers);
  const { text, regex: isRegex, level, q: filter, experiment } = state;
  const [draft, setDraft] = useState(text);
  useEffect(() => setDraft(text), [text]);
  const fields = useQuery(fieldsQuery(api, place, experiment));
  const experiments = useQuery(experimentsQuery(api, place));
  const found = useInfiniteQuery({
    ...lineMatchesQuery(api, place, { text, isRegex, level, experiment, filter }),
    enabled: text !== "" && filterProblem(filter) === null,
  });
  const find = useMemo(() => finder({ text, isRegex }), [text, isRegex]);
  const pages = found.data?.pages ?? [];
  const matches = pages.flatMap(({ items }) => items);
  const searched = pages.reduce((sum, page) => sum + page.runs_searched, 0);
  const runsHref = `/${org}/${workspace.slug}/runs`;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (draft === text && found.isError) void found.refetch();
    void setState({ text: draft });
  }

  return (
    <Page title="Search logs" crumbs={[{ label: "Runs", href: runsHref }]} heading={false}>
      <search className="flex flex-col gap-2">
        <form className="flex flex-wrap items-center gap-2" onSubmit={submit}>
          <div className="relative min-w-64 flex-1 max-md:min-w-full">
            <Search aria-hidden className="-translate-y-1/2 pointer-events-none absolute top-1/2 left-2.5 size-4 text-muted-foreground" />
            <Input
              aria-label="Text of a line"
              placeholder={isRegex ? "Lines that match an expression: loss: (nan|inf)" : "Lines that hold a text: out of memory"}
              className="pr-9 pl-8"
              value={draft}
              maxLength={450}
              onChange={(event) => setDraft(event.target.value)}
            />
            <button
              type="button"
              aria-pressed={isRegex}
              aria-label="Regular expression"
              title="Regular expression"
              className="-translate-y-1/2 absolute top-1/2 right-1.5 rounded-sm p-1 text-muted-foreground hover:text-foreground aria-pressed:bg-primary-soft aria-pressed:text-primary"
              onClick={() => setState({ regex: !isRegex })}
            >
              <Regex aria-hidden className="size-4" />
            </button>
          </div>
          <Select
            aria-label="Level"
            className="w-44 max-md:w-full"
            value={level ?? ""}
            options={[
              { value: "", label: "All lines" },
              { value: "debug", label: "Debug and above" },
              { value: "info", label: "Info and above" },
              { value: "warning", label: "Warnings and errors" },
              { value: "error", label: "Errors" },
            ]}
            onValueChange={(next) => setState({ level: next || null })}
          />
          <Button type="submit" variant="primary" pending={found.isFetching && !found.isFetchingNextPage}>
            Search
          </Button>
        </form>
        <div className="flex flex-wrap items-center gap-2">
          <Select
            aria-label="Experiment"
            className="w-48 max-md:w-full"
            value={experiment ?? ""}
            options={[
              { value: "", label: "All experiments" },
              ...(experiment && !experiments.data?.some(({ name }) => name === experiment)
                ? [{ value: experiment, label: experiment }]
                : []),
              ...(experiments.data ?? []).map(({ name }) => ({ value: name, label: name })),
            ]}
            onValueChange={(next) => setState({ experiment: next || null })}
          />
          <FilterText value={filter} onChange={(q) => setState({ q })} fields={fields.data ?? []} />
        </div>
      </search>
      {text === "" ? (
        <EmptyState icon={ScrollText} title="Search what runs printed">
          Every line of every run of this workspace, or of the runs that the filter leaves. Newest runs come first.
        </EmptyState>
      ) : found.isError && matches.length === 0 ? (
        <ErrorState error={found.error} what="search the logs" onRetry={() => found.refetch()} retrying={found.isFetching} />
      ) : found.isPending ? (
        <TableSkeleton rows={8} columns={2} />
      ) : matches.length === 0 ? (
        <EmptyState
          icon={SearchX}
          title={found.hasNextPage ? "Nothing found so far" : "No line matches"}
          actions={found.hasNextPage ? <More found={found} /> : undefined}
        >
          {searched === 1 ? "One log was" : `${searched.toLocaleString("en")} logs were`} looked through.
        </EmptyState>
      ) : (
        <>
          <LineResults matches={matches} runsHref={runsHref} find={find} />
          <div className="flex flex-wrap items-center gap-3 text-muted-foreground text-xs">
            <output className="tabular">
              {matches.length === 1 ? "1 line" : `${matches.length.toLocaleString("en")} lines`}
              {found.hasNextPage ? " so far" : ""}
            </output>
            {found.hasNextPage ? <More found={found} /> : null}
            {found.isFetchNextPageError ? <span className="text-warning">More could not be fetched.</span> : null}
          </div>
        </>
      )}
    </Page>
  );
}

function More({ found }: { found: { fetchNextPage: () => unknown; isFetchingNextPage: boolean } }) {
  return (
    <Button size="sm" onClick={() => found.fetchNextPage()} pending={found.isFetchingNextPage}>
      Search further
    </Button>
  );
}
