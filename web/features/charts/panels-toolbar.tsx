"use client";
import { RotateCcw, Search, SlidersHorizontal } from "lucide-react";
import { Popover } from "radix-ui";
import { type ReactNode, type RefObject, useId } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { type ChartLayout, type ChartSettings, COLUMNS_MAX, LINES_MAX } from "./chart-settings";
import type { Band } from "./groups";
import type { Smoothing } from "./smoothing";
import { SmoothingControl } from "./smoothing-control";

export interface PanelsToolbarProps {
  settings: ChartSettings;
  onSettings: (patch: Partial<ChartSettings>) => void;
  onPreview: (smoothing: Smoothing) => void;
  layout: ChartLayout;
  onLayout: (patch: Partial<ChartLayout>) => void;
  /** Metrics that can be the x axis. */
  keys: readonly string[];
  /** Whether some runs carry a group. */
  hasGroups: boolean;
  isZoomed: boolean;
  onResetZoom: () => void;
  /** Whether the search is no regular expression. */
  isSearchWrong: boolean;
  search: RefObject<HTMLInputElement | null>;
  found: number;
}

/** How all panels are drawn and laid out. */
export function PanelsToolbar(props: PanelsToolbarProps) {
  const { settings, onSettings, onPreview, layout, onLayout, keys, hasGroups, isZoomed, onResetZoom, isSearchWrong, search, found } = props;
  const { axis } = settings;
  return (
    <div className="flex flex-wrap items-center gap-2" role="toolbar" aria-label="Charts">
      <div className="relative w-52 max-sm:w-full">
        <Search aria-hidden className="-translate-y-1/2 pointer-events-none absolute top-1/2 left-2 size-3.5 text-muted-foreground" />
        <Input
          ref={search}
          aria-label="Search metrics, as a regular expression"
          placeholder="Search metrics"
          className="h-7 pl-7 max-md:h-9"
          value={settings.find}
          aria-invalid={isSearchWrong || undefined}
          title={isSearchWrong ? "This is not a regular expression" : "A regular expression: loss|acc"}
          onChange={(event) => onSettings({ find: event.target.value })}
        />
      </div>
      <output className="sr-only" aria-live="polite">
        {found === 1 ? "1 panel" : `${found} panels`}
      </output>
      <SmoothingControl value={settings.smoothing} onPreview={onPreview} onChange={(smoothing) => onSettings({ smoothing })} />
      <Select
        size="sm"
        aria-label="X axis"
        className="w-36"
        value={axis.kind === "metric" ? `metric:${axis.key}` : axis.kind}
        options={[
          { value: "step", label: "Step" },
          { value: "time", label: "Time" },
          { value: "relative", label: "Relative time" },
          ...keys.map((key) => ({ value: `metric:${key}`, label: key })),
          ...(axis.kind === "metric" && !keys.includes(axis.key) ? [{ value: `metric:${axis.key}`, label: axis.key }] : []),
        ]}
        onValueChange={(value) =>
          onSettings({
            axis: value.startsWith("metric:") ? { kind: "metric", key: value.slice(7) } : { kind: value as "step" | "time" | "relative" },
          })
        }
      />
      {isZoomed ? (
        <Button size="sm" onClick={onResetZoom}>
          <RotateCcw aria-hidden />
          Show all
        </Button>
      ) : null}
      <Popover.Root>
        <Popover.Trigger asChild>
          <Button size="sm" variant="ghost" className="ml-auto">
            <SlidersHorizontal aria-hidden />
            Settings
          </Button>
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Content
            align="end"
            sideOffset={6}
            collisionPadding={8}
            aria-label="Chart settings"
            className="z-50 flex w-72 max-w-[calc(100vw-1rem)] flex-col gap-3 rounded-md border bg-popover p-3 shadow-float data-[state=open]:animate-rise"
          >
            <Check label="Logarithmic y axis" value={settings.isLogY} onChange={(isLogY) => onSettings({ isLogY })} />
            <Check label="Logarithmic x axis" value={settings.isLogX} onChange={(isLogX) => onSettings({ isLogX })} />
            <Check
              label="Clip outliers"
              hint="The y axis holds 5–95 % of the values"
              value={settings.clipsOutliers}
              onChange={(clipsOutliers) => onSettings({ clipsOutliers })}
            />
            <Check
              label="Shade from least to greatest"
              hint="Without it, only what stands out of a line is drawn"
              value={settings.showsBand}
              onChange={(showsBand) => onSettings({ showsBand })}
            />
            <Check
              label="Original behind smoothed lines"
              value={layout.showsOriginal}
              onChange={(showsOriginal) => onLayout({ showsOriginal })}
            />
            <Check label="Zoom all panels together" value={layout.sharesZoom} onChange={(sharesZoom) => onLayout({ sharesZoom })} />
            <Row label="Groups">
              <Select<Band | "">
                size="sm"
                aria-label="Groups"
                disabled={!hasGroups}
                value={settings.band ?? ""}
                options={[
                  { value: "", label: hasGroups ? "Each run by itself" : "No run has a group" },
                  { value: "range", label: "Mean, least to greatest" },
                  { value: "std", label: "Mean, standard deviation" },
                  { value: "stderr", label: "Mean, standard error" },
                ]}
                onValueChange={(band) => onSettings({ band: band || null })}
              />
            </Row>
            <Row label="Columns">
              <Select
                size="sm"
                aria-label="Columns"
                value={String(layout.columns)}
                options={Array.from({ length: COLUMNS_MAX }, (_, i) => ({ value: String(i + 1), label: String(i + 1) }))}
                onValueChange={(columns) => onLayout({ columns: Number(columns) })}
              />
            </Row>
            <Row label="Runs in a panel">
              <Select
                size="sm"
                aria-label="Runs in a panel"
                value={String(layout.linesMax)}
                options={LINES_MAX.map((n) => ({ value: String(n), label: `At most ${n}` }))}
                onValueChange={(linesMax) => onLayout({ linesMax: Number(linesMax) })}
              />
            </Row>
            <Button size="sm" variant="ghost" className="self-start" onClick={() => onLayout({ order: [], sizes: {}, collapsed: [] })}>
              Reset order and sizes
            </Button>
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
    </div>
  );
}

function Check({ label, hint, value, onChange }: { label: string; hint?: string; value: boolean; onChange: (value: boolean) => void }) {
  const id = useId();
  return (
    <div className="flex items-start gap-2">
      <Checkbox id={id} className="mt-0.5" checked={value} onCheckedChange={(checked) => onChange(checked === true)} />
      <label htmlFor={id} className="text-sm">
        {label}
        {hint ? <span className="block text-muted-foreground text-xs">{hint}</span> : null}
      </label>
    </div>
  );
}

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex items-center justify-between gap-4">
      <span className="whitespace-nowrap text-sm">{label}</span>
      <div className="w-40">{children}</div>
    </div>
  );
}
