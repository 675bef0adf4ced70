"use client";
import type { Line, LogLevel, RunDetail } from "@cairn/sdk/schema";
import { ScrollText } from "lucide-react";
import { parseAsString, parseAsStringLiteral, useQueryState } from "nuqs";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Skeleton } from "@/components/ui/skeleton";
import { useRemembered } from "@/lib/remembered";
import { useIsClient } from "@/lib/use-origin";
import type { ChartRun } from "../../charts/chart-run";
import type { ChartGroup } from "../../charts/signal";
import type { Place } from "../../runs/queries";
import { finder, type Search } from "./find";
import { LogList, type LogListHandle } from "./log-list";
import type { Timestamps } from "./log-row";
import { LogStrip } from "./log-strip";
import { LogToolbar } from "./log-toolbar";
import { useLogKeys } from "./use-log-keys";
import { useLogLines } from "./use-log-lines";
import { useMatches } from "./use-matches";

export interface LogsTabProps {
  run: RunDetail;
  chartRun: ChartRun;
  place: Place;
  group: ChartGroup;
  isPaused: boolean;
}

interface Looks {
  timestamps: Timestamps;
  isWrapped: boolean;
}

/** For so many frames it is tried to bring a line into view. */
const SHOW_FRAMES = 60;
const LOOKS: Looks = { timestamps: "off", isWrapped: false };
const LEVELS = ["debug", "info", "warning", "error"] as const satisfies readonly LogLevel[];

/** The number in "#L123". */
const linked = (): number | null => {
  const found = typeof window === "undefined" ? null : /^#L(\d+)$/.exec(window.location.hash);
  return found ? Number(found[1]) : null;
};

/** What a run printed: searched, filtered, followed; a press on a line shows its step in the chart above. */
export function LogsTab(props: LogsTabProps) {
  // Which line is linked only the browser knows; what the server drew without it would stay.
  return useIsClient() ? <Log {...props} /> : null;
}

function Log({ run, chartRun, place, group, isPaused }: LogsTabProps) {
  const [looks, setLooks] = useRemembered("cairn:logs", LOOKS);
  const [level, setLevel] = useQueryState("level", parseAsStringLiteral(LEVELS));
  const [metric, setMetric] = useQueryState("log_metric", parseAsString);
  const [search, setSearch] = useState<Search>({ text: "", isRegex: false });
  const [selected, setSelected] = useState(linked);
  const [isFollowing, setFollowing] = useState(selected === null);
  const [current, setCurrent] = useState(-1);
  const [target, setTarget] = useState<number | null>(selected);
  const list = useRef<LogListHandle | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const filter = useMemo(() => (level ? { level } : {}), [level]);
  const log = useLogLines(place, run.id, filter, selected, isPaused);
  const matches = useMatches(place, run.id, search, log.lines);
  const find = useMemo(() => (search.text ? finder(search) : null), [search]);

  const goTo = useCallback(
    (number: number) => {
      setFollowing(false);
      setTarget(number);
      if (!list.current?.show(number)) log.goTo(number);
    },
    [log.goTo],
  );
  // The line that is wanted may have to be fetched first.
  // A list that has just come needs some frames to know its size; until then it does not scroll where it is told to.
  useEffect(() => {
    if (target === null) return;
    let frame = 0;
    let left = SHOW_FRAMES;
    const bring = () => {
      if (!list.current?.show(target)) return;
      if (list.current.isInView(target) || left-- === 0) setTarget(null);
      else frame = requestAnimationFrame(bring);
    };
    bring();
    return () => cancelAnimationFrame(frame);
  }, [target, log.lines]);

  const select = useCallback((line: Line) => {
    setSelected(line.number);
    window.history.replaceState(window.history.state, "", `#L${line.number}`);
  }, []);
  // The crosshair stands at the step of the chosen line: of a link's as soon as that line is there.
  const chosen = log.lines.find(({ number }) => number === selected);
  const [chosenNumber, chosenStep] = [chosen?.number, chosen?.step ?? null];
  useEffect(() => {
    if (chosenNumber !== undefined) group.cursor.set(chosenStep === null ? null : { x: chosenStep, panel: "" });
  }, [chosenNumber, chosenStep, group]);
  function move(line: Line) {
    select(line);
    list.current?.show(line.number);
  }
  useLogKeys({ lines: log.lines, selected, onSelect: move, field, onStep: step });

  function step(by: 1 | -1) {
    const { numbers } = matches;
    if (numbers.length === 0) return;
    const at = current < 0 ? nearest(numbers, selected ?? log.lines[0]?.number ?? 1, by) : (current + by + numbers.length) % numbers.length;
    setCurrent(at);
    goTo(numbers[at] as number);
  }
  function follow(next: boolean) {
    setFollowing(next);
    if (next && log.hasAfter) log.goToEnd();
  }

  if (log.error && log.lines.length === 0)
    return <ErrorState error={log.error} what="load the log" onRetry={log.retry} retrying={log.isLoading} />;
  if (log.total === 0 && !log.isLoading)
    return (
      <EmptyState icon={ScrollText} title={run.status === "running" ? "Nothing was printed yet" : "Nothing was printed"}>
        What the program prints appears here while it runs. A program that uses the SDK needs nothing else.
      </EmptyState>
    );
  const behind = log.total - (log.lines.at(-1)?.number ?? 0);
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <LogStrip run={run} chartRun={chartRun} place={place} group={group} metric={metric} isPaused={isPaused} onMetric={setMetric} />
      <LogToolbar
        search={search}
        onSearch={(next) => {
          setSearch(next);
          setCurrent(-1);
        }}
        matches={matches}
        current={current}
        onStep={step}
        level={level}
        onLevel={setLevel}
        timestamps={looks.timestamps}
        onTimestamps={(timestamps) => setLooks({ timestamps })}
        isWrapped={looks.isWrapped}
        onWrap={(isWrapped) => setLooks({ isWrapped })}
        isFollowing={isFollowing}
        onFollow={follow}
        downloadUrl={`/api/v1/orgs/${place.organization}/workspaces/${place.workspace}/runs/${run.id}/log.txt`}
        field={field}
      />
      {log.isLoading && log.lines.length === 0 ? (
        <div role="status" aria-label="Loading the log" className="delayed flex h-96 flex-col gap-2 rounded-md border p-3">
          {["w-3/5", "w-4/5", "w-2/5", "w-3/4", "w-1/2"].map((width) => (
            <Skeleton key={width} className={width} />
          ))}
        </div>
      ) : log.lines.length === 0 ? (
        <EmptyState
          icon={ScrollText}
          title="No line of this level"
          actions={<Button onClick={() => setLevel(null)}>Show all lines</Button>}
        />
      ) : (
        <LogList
          ref={list}
          lines={log.lines}
          timestamps={looks.timestamps}
          start={Date.parse(run.started_at ?? run.created_at)}
          isWrapped={looks.isWrapped}
          find={find}
          onSelect={select}
          selected={selected}
          currentMatch={matches.numbers[current] ?? null}
          isFollowing={isFollowing}
          onFollow={follow}
          hasBefore={log.hasBefore}
          hasAfter={log.hasAfter}
          onBefore={log.loadBefore}
          onAfter={log.loadAfter}
        />
      )}
      <div className="flex items-center justify-between gap-3 text-muted-foreground text-xs">
        <span className="tabular">{log.total === 1 ? "1 line" : `${log.total.toLocaleString("en")} lines`}</span>
        {log.error ? <span className="text-warning">The newest lines could not be fetched; they come when the server answers.</span> : null}
        {!isFollowing && behind > 0 && !level ? (
          <Button variant="link" size="inline" className="text-xs" onClick={() => follow(true)}>
            {behind === 1 ? "1 more line" : `${behind.toLocaleString("en")} more lines`}
          </Button>
        ) : null}
      </div>
    </div>
  );
}

/** Index of the first match from a line on, or of the last one before it. */
function nearest(numbers: readonly number[], from: number, by: 1 | -1): number {
  if (by < 0)
    return Math.max(
      0,
      numbers.findLastIndex((number) => number <= from),
    );
  const at = numbers.findIndex((number) => number >= from);
  return Math.max(at, 0);
}
