import type { Line, LineMatches } from "@cairn/sdk/schema";
import Link from "next/link";
import { StatusBadge } from "@/components/ui/status-badge";
import { cn } from "@/lib/cn";
import { marked, plainText, segments } from "../run/logs/ansi";

type Match = LineMatches["items"][number];

interface RunMatches {
  run: Match["run"];
  lines: Line[];
}

/** Matches of one run together; runs and lines stay in the order in which they were found. */
function byRun(matches: readonly Match[]): RunMatches[] {
  const groups = new Map<string, RunMatches>();
  for (const { run, line } of matches) {
    const group = groups.get(run.id);
    if (group) group.lines.push(line);
    else groups.set(run.id, { run, lines: [line] });
  }
  return [...groups.values()];
}

const levels: Partial<Record<NonNullable<Line["level"]>, string>> = {
  error: "border-l-status-failed bg-status-failed/8",
  warning: "border-l-status-stale bg-status-stale/8",
};

export interface LineResultsProps {
  matches: readonly Match[];
  /** Address of the list of runs. */
  runsHref: string;
  find: ((line: string) => [number, number][]) | null;
}

/** Lines that match, each a link to its place in the log of its run. */
export function LineResults({ matches, runsHref, find }: LineResultsProps) {
  return (
    <ul className="flex min-w-0 flex-col gap-4">
      {byRun(matches).map(({ run, lines }) => (
        <li key={run.id} className="min-w-0 overflow-hidden rounded-md border bg-card">
          <h2 className="flex min-w-0 items-center gap-2 border-b px-3 py-1.5 text-sm">
            <StatusBadge status={run.status} compact />
            <Link href={`${runsHref}/${run.id}?tab=logs`} className="min-w-0 truncate font-medium hover:underline" title={run.name}>
              {run.name}
            </Link>
            <span className="shrink-0 text-muted-foreground text-xs tabular">#{run.number}</span>
            <span className="ml-auto shrink-0 text-muted-foreground text-xs tabular">
              {lines.length === 1 ? "1 line" : `${lines.length.toLocaleString("en")} lines`}
            </span>
          </h2>
          <ul className="py-1">
            {lines.map((line) => (
              <li key={line.number}>
                <Link
                  href={`${runsHref}/${run.id}?tab=logs#L${line.number}`}
                  prefetch={false}
                  className={cn(
                    "flex min-w-0 border-l-2 pr-3 font-mono text-xs leading-5 hover:bg-accent focus-visible:-outline-offset-2",
                    (line.level && levels[line.level]) || "border-l-transparent",
                  )}
                >
                  <span className="w-16 shrink-0 select-none pr-3 text-right text-muted-foreground tabular">
                    <span className="sr-only">Line </span>
                    {line.number}
                  </span>
                  {line.level && line.level !== "info" ? <span className="sr-only">{line.level}: </span> : null}
                  <span className="min-w-0 flex-1 whitespace-pre-wrap break-all">
                    {marked(segments(line.text), find?.(plainText(line.text)) ?? []).map((part, i) =>
                      part.isMatch ? (
                        <mark key={i} className="bg-warning-soft text-foreground outline-1 outline-warning/50">
                          {part.text}
                        </mark>
                      ) : (
                        <span key={i} style={{ color: part.colour, background: part.background }}>
                          {part.text}
                        </span>
                      ),
                    )}
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}
