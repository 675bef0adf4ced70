"use client";
import type { LogLevel } from "@cairn/sdk/schema";
import { ArrowDownToLine, ChevronDown, ChevronUp, Download, Regex, Search, WrapText } from "lucide-react";
import type { ReactNode, RefObject } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { cn } from "@/lib/cn";
import type { Search as LineSearch } from "./find";
import type { Timestamps } from "./log-row";
import type { Matches } from "./use-matches";

export interface LogToolbarProps {
  search: LineSearch;
  onSearch: (search: LineSearch) => void;
  matches: Matches;
  /** Index of the match that is shown; -1: none. */
  current: number;
  onStep: (by: 1 | -1) => void;
  level: LogLevel | null;
  onLevel: (level: LogLevel | null) => void;
  timestamps: Timestamps;
  onTimestamps: (timestamps: Timestamps) => void;
  isWrapped: boolean;
  onWrap: (isWrapped: boolean) => void;
  isFollowing: boolean;
  onFollow: (isFollowing: boolean) => void;
  downloadUrl: string;
  field: RefObject<HTMLInputElement | null>;
}

/** How the log is searched and shown. */
export function LogToolbar(props: LogToolbarProps) {
  const {
    search,
    onSearch,
    matches,
    current,
    onStep,
    level,
    onLevel,
    timestamps,
    onTimestamps,
    isWrapped,
    onWrap,
    isFollowing,
    onFollow,
    field,
  } = props;
  return (
    <div role="toolbar" aria-label="Log" className="flex flex-wrap items-center gap-2">
      <div className="relative w-64 max-sm:w-full">
        <Search aria-hidden className="-translate-y-1/2 pointer-events-none absolute top-1/2 left-2 size-3.5 text-muted-foreground" />
        <Input
          ref={field}
          aria-label="Search the log"
          placeholder="Search the log"
          className="h-7 pr-8 pl-7 max-md:h-9"
          value={search.text}
          aria-invalid={matches.isWrong || undefined}
          onChange={(event) => onSearch({ ...search, text: event.target.value })}
          onKeyDown={(event) => {
            if (event.key === "Enter") onStep(event.shiftKey ? -1 : 1);
            if (event.key === "Escape") onSearch({ ...search, text: "" });
          }}
        />
        <button
          type="button"
          aria-pressed={search.isRegex}
          aria-label="Regular expression"
          title="Regular expression"
          className={cn(
            "-translate-y-1/2 absolute top-1/2 right-1.5 rounded-sm p-0.5 text-muted-foreground hover:text-foreground",
            search.isRegex && "bg-primary-soft text-primary",
          )}
          onClick={() => onSearch({ ...search, isRegex: !search.isRegex })}
        >
          <Regex aria-hidden className="size-3.5" />
        </button>
      </div>
      {search.text ? (
        <>
          <output aria-live="polite" className="whitespace-nowrap text-muted-foreground text-xs tabular">
            {matches.isWrong
              ? "Not an expression"
              : matches.isSearching && matches.numbers.length === 0
                ? "Searching"
                : countOf(matches, current)}
          </output>
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label="Previous match"
            title="Previous match (Shift Enter)"
            disabled={matches.numbers.length === 0}
            onClick={() => onStep(-1)}
          >
            <ChevronUp aria-hidden />
          </Button>
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label="Next match"
            title="Next match (Enter)"
            disabled={matches.numbers.length === 0}
            onClick={() => onStep(1)}
          >
            <ChevronDown aria-hidden />
          </Button>
        </>
      ) : null}
      <Select<LogLevel | "">
        size="sm"
        aria-label="Level"
        className="w-40"
        value={level ?? ""}
        options={[
          { value: "", label: "All lines" },
          { value: "debug", label: "Debug and above" },
          { value: "info", label: "Info and above" },
          { value: "warning", label: "Warnings and errors" },
          { value: "error", label: "Errors" },
        ]}
        onValueChange={(next) => onLevel(next || null)}
      />
      <Select
        size="sm"
        aria-label="Timestamps"
        className="w-36"
        value={timestamps}
        options={[
          { value: "off", label: "No times" },
          { value: "absolute", label: "Time of day" },
          { value: "relative", label: "Since the start" },
        ]}
        onValueChange={onTimestamps}
      />
      <span className="flex-1" />
      <Toggle label="Wrap" isOn={isWrapped} onChange={onWrap} icon={<WrapText aria-hidden />} />
      <Toggle label="Follow" isOn={isFollowing} onChange={onFollow} icon={<ArrowDownToLine aria-hidden />} />
      <Button asChild size="sm" variant="ghost">
        <a href={props.downloadUrl} download>
          <Download aria-hidden />
          Download
        </a>
      </Button>
    </div>
  );
}

function countOf({ numbers, isComplete }: Matches, current: number): string {
  if (numbers.length === 0) return "No matches";
  const all = `${numbers.length.toLocaleString("en")}${isComplete ? "" : "+"}`;
  return current >= 0 ? `${current + 1} of ${all}` : numbers.length === 1 && isComplete ? "1 match" : `${all} matches`;
}

function Toggle({ label, isOn, onChange, icon }: { label: string; isOn: boolean; onChange: (isOn: boolean) => void; icon: ReactNode }) {
  return (
    <Button size="sm" variant={isOn ? "secondary" : "ghost"} aria-pressed={isOn} onClick={() => onChange(!isOn)}>
      {icon}
      {label}
    </Button>
  );
}
