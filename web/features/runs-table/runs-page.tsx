"use client";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import { api } from "@/lib/api/browser";
import { workspaceAllows } from "@/lib/permissions";
import { useMedia } from "@/lib/use-media";
import { LazyChartPanels } from "../charts/lazy-chart-panels";
import { filterProblem } from "../filter/problem";
import { Page } from "../shell/page";
import { useWorkspace } from "../workspaces/workspace-scope";
import { ChartsAlone } from "./charts-alone";
import { fieldsQuery, statsQuery } from "./data/queries";
import { useDrawn } from "./data/use-drawn";
import { addCondition } from "./model/question";
import type { Remembered } from "./model/remembered";
import { Split } from "./split";
import { TablePane } from "./table-pane";
import { LiveToggle } from "./toolbar/live-toggle";
import { Tabs } from "./toolbar/tabs";
import { Toolbar } from "./toolbar/toolbar";
import { useTable } from "./use-table";

/** Share of the width that the table takes beside the charts before anybody dragged the edge. */
const FIRST_SHARE = 0.6;
/** How often the page asks which fields there are. */
const FIELDS_REFRESH_MS = 10_000;

/**
 * The runs of a workspace: a table of all of them, the curves of some beside it.
 *
 * @param remembered what the browser remembers of the table, as far as the server was told
 */
export function RunsPage({ remembered }: { remembered: Remembered }) {
  const { org, workspace } = useWorkspace();
  const place = useMemo(() => ({ organization: org, workspace: workspace.slug }), [org, workspace.slug]);
  const [experiment, setExperiment] = useState<string | null>(null);
  const [isPaused, setPaused] = useState(false);
  // New fields come with points, of which no event tells.
  const fields = useQuery({ ...fieldsQuery(api, place, experiment), refetchInterval: isPaused ? false : FIELDS_REFRESH_MS });
  const table = useTable(place, fields.data, remembered);
  // Fields are suggested per experiment; which one it is, the address tells.
  if (table.state.experiment !== experiment) setExperiment(table.state.experiment);
  const isReadable = filterProblem(table.state.q) === null;
  const stats = useQuery({ ...statsQuery(api, place, table.question), enabled: isReadable });
  const drawn = useDrawn({
    place,
    question: table.question,
    isReadable: isReadable && (table.columns.length > 0 || fields.isFetched),
    state: table.state,
    setState: table.setState,
    colours: table.remembered.colours,
  });
  const [lit, setLit] = useState<string | null>(null);
  const [live, setLive] = useState<Parameters<typeof LiveToggle>[0]["state"]>("connecting");
  const filterInput = useRef<HTMLInputElement>(null);
  const isNarrow = useMedia("(max-width: 767px)");
  const isEmpty = stats.data !== undefined && table.state.q === "" && stats.data.total + stats.data.archived + stats.data.deleted === 0;
  const layout = isEmpty || (isNarrow && table.layout === "split") ? "table" : table.layout;
  const canWrite = workspaceAllows(workspace.role, "run.write");
  const known = fields.data ?? [];
  const charts = {
    place,
    runs: drawn.runs,
    isLoading: drawn.isLoading,
    failure: drawn.failure,
    highlighted: lit,
    onHighlight: setLit,
    isPaused,
  };

  return (
    <Page title="Runs" fill actions={<LiveToggle state={live} isPaused={isPaused} onChange={setPaused} />}>
      <Toolbar
        place={place}
        table={table}
        fields={known}
        layout={layout}
        canWrite={canWrite}
        isReadable={isReadable}
        filterRef={filterInput}
      />
      <Tabs
        place={place}
        table={table}
        fields={known}
        stats={stats.data}
        onStatus={(status) => table.setState({ q: addCondition(table.state.q, `status = "${status}"`) })}
      />
      <Split
        layout={layout}
        share={table.remembered.share ?? FIRST_SHARE}
        onShare={(share) => table.remember({ share })}
        left={
          <TablePane
            place={place}
            table={table}
            stats={stats.data}
            drawn={drawn}
            isReady={fields.isFetched || table.columns.length > 0}
            isReadable={isReadable}
            isNarrow={isNarrow}
            isPaused={isPaused}
            canWrite={canWrite}
            lit={lit}
            onLit={setLit}
            onLive={setLive}
            focusFilter={() => filterInput.current?.focus()}
          />
        }
        right={
          <div className="p-3">{layout === "charts" ? <ChartsAlone {...charts} onLive={setLive} /> : <LazyChartPanels {...charts} />}</div>
        }
      />
    </Page>
  );
}
