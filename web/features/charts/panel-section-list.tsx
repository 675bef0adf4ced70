"use client";
import { ChevronRight } from "lucide-react";
import { memo } from "react";
import { cn } from "@/lib/cn";
import type { ChartLayout } from "./chart-settings";
import { CurvePanel, type CurvePanelProps } from "./curve-panel";
import { PanelGrid } from "./panel-grid";
import { inOrder, type PanelSection } from "./panel-sections";

export interface PanelSectionListProps
  extends Pick<CurvePanelProps, "place" | "runs" | "leftOut" | "settings" | "group" | "onHighlight" | "onOpen"> {
  sections: readonly PanelSection[];
  layout: ChartLayout;
  onLayout: (patch: Partial<ChartLayout>) => void;
}

/** Panels in sections that fold. */
export const PanelSectionList = memo(function PanelSectionList({ sections, layout, onLayout, onOpen, ...rest }: PanelSectionListProps) {
  const panel = { ...rest, layout };
  return sections.map(({ name, keys: members }) => {
    const isCollapsed = sections.length > 1 && layout.collapsed.includes(name);
    const toggle = () =>
      onLayout({ collapsed: isCollapsed ? layout.collapsed.filter((one) => one !== name) : [...layout.collapsed, name] });
    const sorted = inOrder(members, layout.order);
    return (
      <section key={name} aria-label={name || "Metrics"} className="flex min-w-0 flex-col gap-2">
        {sections.length > 1 || name ? (
          <h2 className="min-w-0">
            <button
              type="button"
              aria-expanded={!isCollapsed}
              className="flex max-w-full items-center gap-1 rounded-sm font-medium text-sm"
              onClick={toggle}
            >
              <ChevronRight
                aria-hidden
                className={cn("size-4 shrink-0 text-muted-foreground transition-transform", !isCollapsed && "rotate-90")}
              />
              <span className="truncate">{name || "Other metrics"}</span>
              <span className="pl-1 font-normal text-muted-foreground text-xs tabular">{members.length}</span>
            </button>
          </h2>
        ) : null}
        {isCollapsed ? null : (
          <PanelGrid
            keys={sorted}
            layout={layout}
            onOrder={(next) => onLayout({ order: [...layout.order.filter((key) => !next.includes(key)), ...next] })}
            onSize={(key, size) => onLayout({ sizes: { ...layout.sizes, [key]: size } })}
          >
            {(key, height, handle) => <CurvePanel {...panel} metric={key} height={height} lead={handle} onOpen={onOpen} />}
          </PanelGrid>
        )}
      </section>
    );
  });
});
