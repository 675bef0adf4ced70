"use client";
import { ChartLine, FileCode, FileDown, ImageDown, MoreVertical, Table2 } from "lucide-react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { tracesToCsv } from "./csv";
import type { CurveChartHandle } from "./curve-chart";
import type { Range } from "./domain";
import { fileName, saveFile } from "./save-file";
import { tracesToSvg } from "./svg";
import type { Trace, XAxis } from "./traces";

export interface PanelMenuProps {
  metric: string;
  traces: readonly Trace[];
  axis: XAxis;
  x: Range | null;
  y: Range | null;
  isLogX: boolean;
  isLogY: boolean;
  showsBand: boolean;
  chart: { current: CurveChartHandle | null };
  showsData: boolean;
  onShowData: (shows: boolean) => void;
}

/** What can be done with a panel: its data as a table, and files of it. */
export function PanelMenu({ metric, traces, axis, x, y, chart, showsData, onShowData, ...look }: PanelMenuProps) {
  const name = fileName(metric);
  const isEmpty = traces.length === 0 || x === null || y === null;

  function savePng() {
    const canvas = chart.current?.toCanvas(metric);
    if (!canvas) return toast.error("The panel is not drawn yet.");
    canvas.toBlob((blob) => (blob ? saveFile(`${name}.png`, blob) : toast.error("The browser could not make the picture.")), "image/png");
  }

  function saveSvg() {
    if (!x || !y) return;
    const colourOf = (colour: string) => chart.current?.colourOf(colour) ?? colour;
    saveFile(`${name}.svg`, tracesToSvg({ title: metric, traces, axis, x, y, ...look, colourOf }), "image/svg+xml");
  }

  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost" size="icon-sm" aria-label={`Actions for ${metric}`} className="text-muted-foreground">
          <MoreVertical aria-hidden />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        <DropdownMenuItem onSelect={() => onShowData(!showsData)} disabled={isEmpty}>
          {showsData ? <ChartLine aria-hidden /> : <Table2 aria-hidden />}
          {showsData ? "Show chart" : "Show data as a table"}
        </DropdownMenuItem>
        <DropdownMenuSeparator />
        <DropdownMenuItem onSelect={savePng} disabled={isEmpty || showsData}>
          <ImageDown aria-hidden />
          Save as PNG
        </DropdownMenuItem>
        <DropdownMenuItem onSelect={saveSvg} disabled={isEmpty}>
          <FileCode aria-hidden />
          Save as SVG
        </DropdownMenuItem>
        <DropdownMenuItem
          onSelect={() => saveFile(`${name}.csv`, tracesToCsv(traces, axis.kind === "metric" ? axis.key : axis.kind), "text/csv")}
          disabled={isEmpty}
        >
          <FileDown aria-hidden />
          Save as CSV
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
