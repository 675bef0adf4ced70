"use client";
import type { RunDetail } from "@cairn/sdk/schema";
import { useQueries } from "@tanstack/react-query";
import { Columns2 } from "lucide-react";
import Link from "next/link";
import { parseAsArrayOf, parseAsBoolean, parseAsString, useQueryStates } from "nuqs";
import { useMemo, useState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Section } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { TableSkeleton } from "@/components/ui/skeleton";
import { api } from "@/lib/api/browser";
import { describeError } from "@/lib/api/problem";
import { useIsClient } from "@/lib/use-origin";
import { ChartPanels } from "../charts/chart-panels";
import { runQuery } from "../runs/queries";
import { COMPARED_MAX } from "../runs-table/bulk/bulk-bar";
import { coloursTogether } from "../runs-table/model/colours";
import { useRemembered } from "../runs-table/use-remembered";
import { Page } from "../shell/page";
import { useWorkspace } from "../workspaces/workspace-scope";
import { AddRuns } from "./add-runs";
import { CodeDiff } from "./code-diff";
import { CompareTable } from "./compare-table";
import { compareRows } from "./rows";

const parsers = {
  runs: parseAsArrayOf(parseAsString).withDefault([]).withOptions({ history: "push" }),
  base: parseAsString,
  diff: parseAsBoolean.withDefault(false),
  find: parseAsString.withDefault(""),
};

/** Some runs side by side: what differs, their code, their curves. */
export function ComparePage() {
  const { org, workspace } = useWorkspace();
  const place = useMemo(() => ({ organization: org, workspace: workspace.slug }), [org, workspace.slug]);
  const [state, setState] = useQueryStates(parsers);
  const [remembered] = useRemembered(place);
  const [lit, setLit] = useState<string | null>(null);
  const isClient = useIsClient();
  const ids = useMemo(() => [...new Set(state.runs)].slice(0, COMPARED_MAX), [state.runs]);
  const found = useQueries({
    queries: ids.map((id) => runQuery(api, place, id)),
    combine: (results) => ({
      runs: results.flatMap(({ data }) => (data ? [data] : [])),
      failed: results.flatMap(({ error, data }, i) => (error && !data ? [{ id: ids[i] ?? "", error }] : [])),
      isLoading: results.some(({ isLoading }) => isLoading),
      retry: () => results.forEach((result) => void result.refetch()),
    }),
  });
  const { runs, failed } = found;
  const base = runs.find(({ id }) => id === state.base) ?? runs[0];
  const rows = useMemo(() => compareRows(runs), [runs]);
  const colours = isClient ? remembered.colours : undefined;
  const drawn = useMemo(() => {
    const together = coloursTogether(runs, colours);
    return runs.map(({ id, name, status, group }) => ({ id, name, status, group, colour: together.get(id) ?? "" }));
  }, [runs, colours]);
  const remove = (id: string) => setState({ runs: ids.filter((one) => one !== id), ...(state.base === id ? { base: null } : {}) });
  const list = `/${org}/${workspace.slug}/runs`;
  const add = (run: Pick<RunDetail, "id">) => setState({ runs: [...ids, run.id] });
  const picker = <AddRuns place={place} taken={ids} isFull={ids.length >= COMPARED_MAX} onAdd={add} />;

  return (
    <Page title="Compare" crumbs={[{ label: "Runs", href: list }]} heading={false} actions={picker}>
      {ids.length === 0 ? (
        <EmptyState
          icon={Columns2}
          title="No runs to compare"
          actions={
            <Button asChild>
              <Link href={list}>Choose runs</Link>
            </Button>
          }
        >
          Select two runs or more in the table and press Compare, or add them here.
        </EmptyState>
      ) : runs.length === 0 && found.isLoading ? (
        <TableSkeleton rows={12} columns={Math.min(6, ids.length + 1)} />
      ) : runs.length === 0 && failed[0] ? (
        <ErrorState error={failed[0].error} what="load the runs" onRetry={found.retry} />
      ) : (
        <>
          {failed.length > 0 ? (
            <Callout tone="warning">
              {failed.length === 1 ? "One run" : `${failed.length} runs`} could not be loaded: {describeError(failed[0]?.error).detail}{" "}
              <Button
                variant="link"
                size="inline"
                onClick={() => setState({ runs: ids.filter((id) => !failed.some((one) => one.id === id)) })}
              >
                Leave out
              </Button>
            </Callout>
          ) : null}
          <CompareTable
            runs={drawn}
            rows={rows}
            base={base?.id ?? ""}
            onBase={(id) => setState({ base: id })}
            onRemove={remove}
            hrefOf={(id) => `${list}/${id}`}
            isOnlyDifferences={state.diff}
            onOnlyDifferences={(diff) => setState({ diff })}
            find={state.find}
            onFind={(find) => setState({ find })}
            lit={lit}
            onLit={setLit}
          />
          {base && runs.length > 1 ? <CodeDiff runs={runs} base={base} /> : null}
          <Section title="Charts">
            <ChartPanels place={place} runs={drawn} highlighted={lit} onHighlight={setLit} />
          </Section>
        </>
      )}
    </Page>
  );
}
