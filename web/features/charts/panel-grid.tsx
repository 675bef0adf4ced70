"use client";
import { closestCenter, DndContext, type DragEndEvent, KeyboardSensor, PointerSensor, useSensor, useSensors } from "@dnd-kit/core";
import { arrayMove, rectSortingStrategy, SortableContext, sortableKeyboardCoordinates, useSortable } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { GripVertical } from "lucide-react";
import { type ReactNode, useId, useLayoutEffect, useRef, useState } from "react";
import type { ChartLayout } from "./chart-settings";
import { PanelResizer } from "./panel-resizer";

export interface PanelGridProps {
  keys: readonly string[];
  layout: ChartLayout;
  onOrder: (keys: string[]) => void;
  onSize: (key: string, size: { height: number; span: number }) => void;
  /** One panel, with its height and the handle to drag it by. */
  children: (key: string, height: number, handle: ReactNode) => ReactNode;
}

const GAP_PX = 12;
/** A panel narrower than this shows too little: there are fewer columns then. */
const PANEL_MIN_PX = 300;

/** Panels in columns, to be put in another order and size with pointer or keyboard. */
export function PanelGrid({ keys, layout, onOrder, onSize, children }: PanelGridProps) {
  const grid = useRef<HTMLDivElement>(null);
  const id = useId();
  const [widthPx, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = grid.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    setWidth(element.clientWidth);
    return () => observer.disconnect();
  }, []);
  const columns = Math.max(1, Math.min(layout.columns, Math.floor((widthPx + GAP_PX) / (PANEL_MIN_PX + GAP_PX))));
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 5 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const columnPx = () => ((grid.current?.clientWidth ?? 600) + GAP_PX) / columns;

  function moved({ active, over }: DragEndEvent) {
    if (over && active.id !== over.id) onOrder(arrayMove([...keys], keys.indexOf(String(active.id)), keys.indexOf(String(over.id))));
  }

  return (
    <DndContext id={id} sensors={sensors} collisionDetection={closestCenter} onDragEnd={moved}>
      <SortableContext items={[...keys]} strategy={rectSortingStrategy}>
        <div ref={grid} className="grid min-w-0 items-start gap-3" style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}>
          {keys.map((key) => {
            const size = layout.sizes[key] ?? { height: layout.height, span: 1 };
            const span = Math.min(size.span, columns);
            return (
              <Cell key={key} name={key} span={span}>
                {(handle) => (
                  <>
                    {children(key, size.height, handle)}
                    <PanelResizer
                      label={key}
                      height={size.height}
                      span={span}
                      columns={columns}
                      columnPx={columnPx}
                      onResize={(next) => onSize(key, next)}
                    />
                  </>
                )}
              </Cell>
            );
          })}
        </div>
      </SortableContext>
    </DndContext>
  );
}

function Cell({ name, span, children }: { name: string; span: number; children: (handle: ReactNode) => ReactNode }) {
  const { attributes, listeners, setNodeRef, transform, transition, isDragging } = useSortable({ id: name });
  const handle = (
    <button
      type="button"
      className="-ml-2 cursor-grab touch-none rounded-sm text-muted-foreground opacity-0 transition-opacity focus-visible:opacity-100 group-hover/panel:opacity-100 max-md:hidden"
      {...attributes}
      {...listeners}
      aria-label={`Move ${name}`}
    >
      <GripVertical aria-hidden className="size-3.5" />
    </button>
  );
  return (
    <div
      ref={setNodeRef}
      className="group/panel relative min-w-0"
      style={{ gridColumn: `span ${span}`, transform: CSS.Translate.toString(transform), transition, zIndex: isDragging ? 10 : undefined }}
    >
      {children(handle)}
    </div>
  );
}
